// Drafts at the service: those of another phone, what is missing, handing in.

const drafts = require('./drafts');
const queue = require('./queue');
const { call } = require('./request');
const settings = require('./settings');

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
    ...begun.map((draft) => ({ ...draft, for_name: '' })),
    ...known.map((draft) => ({ ...draft, id: idOf(draft.draft_id) })),
  ];
}

/**
 * Take over what the service has of a draft: begun on another phone, or carried over to a form
 * that changed. What waits here to be sent is newer and stays. Answers the draft on this phone.
 */
async function resume(draftId) {
  const remote = await call('GET', `/v1/drafts/${draftId}`);
  const here = drafts.onPhone().find((draft) => draft.draft_id === draftId);
  const id = here ? here.id : drafts.adopt(draftId, remote.form);
  const draft = drafts.find(id);
  const newer = [...draft.unsent, ...queue.waiting(id).map(({ step }) => step)].filter(Boolean);
  const answers = { ...remote.answers };
  newer.forEach((step) => {
    answers[step] = draft.answers[step];
  });
  return drafts.update(id, {
    answers,
    version: remote.version,
    look_again: remote.look_again.filter((step) => !newer.includes(step)),
    submitted_case: remote.submitted_case,
  });
}

/** Send everything that waits; rejects with a refusal where something could not be sent. */
async function settle(id) {
  drafts.send(id);
  do {
    await queue.run();
  } while (queue.waiting(id).length && !queue.failure());
  const { lost } = drafts.find(id);
  if (lost) throw lost;
  if (queue.waiting(id).length) throw queue.failure();
}

/** What the service finds in the draft: rows, what is missing, what fits. */
async function check(id) {
  await settle(id);
  return call('GET', `/v1/drafts/${drafts.find(id).draft_id}/check?lang=${settings.get('lang')}`);
}

/** Hand in; the key stays with the draft, so that it is done once however often it is asked. */
async function submit(id, scheme) {
  const { draft_id: draftId, submission } = drafts.find(id);
  const path = `/v1/drafts/${draftId}/submission`;
  return call('POST', path, { scheme }, { key: submission });
}

/** Throw a draft away, here and at the service. */
async function remove(id, draftId) {
  if (draftId) await call('POST', `/v1/drafts/${draftId}/removal`, {});
  drafts.forget(id);
}

module.exports = { list, resume, settle, check, submit, remove };
