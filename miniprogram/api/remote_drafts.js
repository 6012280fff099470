// Drafts at the service: those of another phone, what is missing, handing in.

const drafts = require('./drafts');
const { keyOf } = require('./keys');
const queue = require('./queue');
const { call } = require('./request');
const settings = require('./settings');

/** The problem of a draft that the service does not have any more, and of one that became a case. */
const GONE = 'draft.not_found';
const HANDED_IN = 'draft.submitted';

/** The drafts of whoever is signed in, those of this phone with their id here. */
async function list() {
  const { drafts: known } = await call('GET', '/v1/drafts');
  const here = drafts.onPhone().filter(({ form }) => form !== drafts.ESTIMATE);
  const idOf = (draftId) => {
    const local = here.find((draft) => draft.draft_id === draftId);
    return local ? local.id : draftId;
  };
  const begun = here.filter(({ draft_id: given }) => !given);
  return [
    ...begun,
    ...known.map((draft) => ({ ...draft, id: idOf(draft.draft_id) })),
  ];
}

/**
 * Take over what the service has of a draft: begun on another phone, or carried over to a form
 * that changed; `forName` is for whom, where it is known. What waits here to be sent is newer and stays. Answers the draft on this phone.
 */
async function resume(draftId, forName = '') {
  const onPhone = () => drafts.onPhone().find((draft) => draft.draft_id === draftId);
  const before = onPhone();
  const waited = before ? waiting(before) : [];
  const remote = await call('GET', `/v1/drafts/${draftId}`);
  const here = onPhone();
  const id = here ? here.id : drafts.adopt(draftId, remote.form);
  const draft = drafts.find(id);
  const newer = [...waited, ...waiting(draft), ...(before ? changed(before, draft) : [])];
  return drafts.takeOver(id, remote, newer, {
    version: remote.version,
    look_again: remote.look_again.filter((step) => !newer.includes(step)),
    for_name: forName || draft.for_name,
    submitted_case: remote.submitted_case,
  });
}

/** The steps whose answers are not at the service, or may not be. */
const waiting = ({ id, unsent, conflicts = {} }) =>
  [...unsent, ...Object.keys(conflicts), ...queue.waiting(id).map(({ step }) => step)].filter(Boolean);

/** The steps that were answered between two looks at a draft. */
const changed = ({ answers: before }, { answers }) =>
  [...new Set([...Object.keys(before), ...Object.keys(answers)])].filter(
    (step) => JSON.stringify(before[step]) !== JSON.stringify(answers[step]),
  );

/** Send everything that waits; rejects with a refusal where something could not be sent. */
async function settle(id) {
  const { lost: before, draft_id: draftId } = drafts.find(id);
  if (before && !draftId) drafts.renew(id); // it could not be begun; there may be room now
  drafts.send(id);
  await queue.run();
  const { lost } = drafts.find(id);
  if (lost) throw lost;
  if (queue.waiting(id).length) throw queue.failure();
}

/** Ask of a draft by its number there. One that the service has no more is begun anew, and asked. */
async function ofDraft(id, ask) {
  await settle(id);
  try {
    return await ask(drafts.find(id).draft_id);
  } catch (fault) {
    if (fault.problem !== GONE || !drafts.renew(id)) throw fault;
  }
  await settle(id);
  return ask(drafts.find(id).draft_id);
}

/** What the service finds in the draft: rows, what is missing, what fits. */
const check = (id) =>
  ofDraft(id, (draftId) =>
    call('GET', `/v1/drafts/${draftId}/check?lang=${settings.get('lang')}`),
  );

/** Send what waits and hand in: done once, however often it is asked. */
const submit = (id, scheme) =>
  ofDraft(id, (draftId) => {
    const key = keyOf(id, { draftId, scheme });
    return call('POST', `/v1/drafts/${draftId}/submission`, { scheme }, { key });
  });

/** Throw a draft away, here and at the service. */
async function remove(id, draftId) {
  if (draftId) await call('POST', `/v1/drafts/${draftId}/removal`, {});
  drafts.forget(id);
}

module.exports = { GONE, HANDED_IN, list, resume, check, submit, remove };
