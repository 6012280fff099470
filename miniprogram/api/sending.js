// How drafts and their answers are sent from the queue, and what happens to one that is refused.

const agreeing = require('./agreeing');
const drafts = require('./drafts');
const queue = require('./queue');
const { call } = require('./request');

const HANDED_IN = 'draft.submitted';
const GONE = 'draft.not_found';
const CHANGED = 'draft.changed';
const NO_HELPER = 'helper.not_active';

const lostBy = ({ problem, words, next, mayRetry }) => ({
  lost: { problem, words, next, mayRetry },
});

queue.handle('draft', {
  lane: 'answers',
  async send({ draft: id, key }) {
    const draft = drafts.find(id);
    if (!draft || draft.draft_id) return;
    const body = { form: draft.form, helper_id: draft.helper };
    const { draft_id: given } = await call('POST', '/v1/drafts', body, { key });
    drafts.update(id, { draft_id: given });
  },
  refused({ draft }, error) {
    const lost = lostBy({ ...error, mayRetry: error.problem !== NO_HELPER });
    if (error.problem === NO_HELPER) drafts.empty(draft, lost);
    else drafts.update(draft, lost);
  },
});

/** Whether a photo that an answer names is not at the service yet. */
const waitsForPhoto = ({ value }, others) => {
  const text = JSON.stringify(value);
  return others.some(({ kind, digest }) => kind === 'photo' && text.includes(digest));
};

queue.handle('answer', {
  lane: 'answers',
  waits: waitsForPhoto,
  prepare({ draft: id, step }) {
    const draft = drafts.find(id);
    return { version: draft ? drafts.baseOf(draft, step).version : 0 };
  },
  async send(entry) {
    const { draft: id, step, value, version, removed, key } = entry;
    const draft = drafts.find(id);
    if (!draft || !draft.draft_id) return;
    const path = `/v1/drafts/${draft.draft_id}/answers/${step}`;
    const body = removed === undefined ? { value, version } : { value, version, removed };
    try {
      agreeing.saved(entry, await call('PUT', path, body, { key }));
    } catch (fault) {
      if (fault.problem !== CHANGED) throw fault;
      const remote = await call('GET', `/v1/drafts/${draft.draft_id}`);
      agreeing.changed(entry, remote);
    }
    if (draft.renewed) drafts.update(id, { renewed: false });
  },
  refused({ draft: id, step }, error) {
    const draft = drafts.find(id);
    if (!draft) return;
    if (error.problem === GONE && drafts.renew(id)) return;
    const { errors = [], words: said = '' } = error;
    const words = errors.length ? errors.map(({ detail }) => detail) : [said];
    const refused = { ...draft.refused, [step]: words };
    const isOver = [HANDED_IN, GONE].includes(error.problem);
    drafts.update(id, { refused, ...(isOver ? lostBy(error) : {}) });
  },
});

/** Send whatever was answered and waits, also what was typed when the app was closed. */
function run() {
  drafts.onPhone().forEach(({ id }) => drafts.send(id));
  return queue.run();
}

module.exports = { run };
