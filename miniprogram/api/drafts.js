// Applications that are being filled in. Each answer is on the phone at once, and sent from there.
// A draft is begun on the phone, without waiting for the service to give it its number.

const clock = require('./clock');
const keys = require('./keys');
const { NUMBERED_FROM, without } = require('./members');
const { topOf, withValue } = require('./places');
const queue = require('./queue');
const storage = require('./storage');
const uploads = require('./uploads');

const PREFIX = 'draft/';
/** The form that is calculated with and never handed in: nothing of it leaves the phone. */
const ESTIMATE = 'estimate';

const keyOf = (id) => PREFIX + id;

/** The draft of an id on this phone, or null. */
function find(id) {
  return storage.read(keyOf(id), null);
}

function store(draft) {
  storage.write(keyOf(draft.id), draft);
  return draft;
}

function update(id, changes) {
  const draft = find(id);
  return draft && store({ ...draft, ...changes });
}

/**
 * A draft on the phone. `draft_id` is its number at the service, `typed` what is no answer yet by
 * place, `for_name` the masked name of whom a helper fills it in for, `unsent` and `refused` are by step, `lost` says why the service does not take it,
 * `over` that this is for good. `base` is by step what the service has, as far as this phone knows:
 * {version, value}. `conflicts` is by step what another phone made of it at the same time, likewise,
 * `removals` the items that were taken out and are not in the queue yet.
 */
const blank = (id, form, more) => ({
  id,
  form,
  draft_id: null,
  helper: null,
  for_name: '',
  answers: {},
  typed: {},
  unsent: [],
  removals: [],
  refused: {},
  base: {},
  conflicts: {},
  look_again: [],
  updated_at: clock.now(),
  ...more,
});

/** Whether nothing of a draft is sent as it is given: it is calculated with, or corrects a case. */
const staysHere = ({ form, corrects }) => form === ESTIMATE || Boolean(corrects);

/**
 * Begin to correct a case with the questions of a form; what else is known of it are `answers`, and
 * `forName` the masked name of whom a helper acts for.
 */
function correct(form, caseId, answers, forName = '') {
  const id = keys.newKey();
  store(blank(id, form, { corrects: caseId, answers, for_name: forName }));
  return id;
}

/** The draft that corrects a case, or undefined. */
const correcting = (caseId) => all().find(({ corrects }) => corrects === caseId);

/**
 * Begin a draft of a form, for the person of a delegation (`forName` is the masked name) or for
 * oneself, with what is known already; answers its id.
 */
function begin(form, helper = null, { answers = {}, forName = '' } = {}) {
  const id = keys.newKey();
  store(blank(id, form, { helper, for_name: forName, answers, unsent: Object.keys(answers) }));
  if (form !== ESTIMATE) queue.add({ kind: 'draft', place: id, draft: id });
  send(id);
  return id;
}

/** Have a draft on this phone that was begun on another one. */
const adopt = (draftId, form) => store(blank(draftId, form, { draft_id: draftId })).id;

/** Store an answer on the phone. It is sent by `send`. */
function answer(id, place, value) {
  const draft = find(id);
  const step = topOf(place);
  const { [step]: _, ...refused } = draft.refused;
  return store({
    ...draft,
    answers: withValue(draft.answers, place, value),
    unsent: [...draft.unsent.filter((each) => each !== step), step],
    refused,
    look_again: draft.look_again.filter((each) => each !== step),
    updated_at: clock.now(),
  });
}

/** Take an item out of a list; what other answers say of people by number moves with it. */
function removeItem(id, form, list, index) {
  send(id); // by the numbers of before
  const draft = find(id);
  const answers = without(form, draft.answers, list, index);
  const removal = { step: list, value: answers[list], removed: index, key: keys.newKey() };
  const removals = staysHere(draft) ? [] : [...(draft.removals || []), removal];
  const { [list]: _, ...refused } = draft.refused;
  const lookAgain = draft.look_again.filter((each) => each !== list);
  store({ ...draft, answers, removals, refused, look_again: lookAgain, updated_at: clock.now() });
  send(id);
}

/** Store what was typed and is no answer yet; '' where it is one. */
function type(id, place, text) {
  const draft = find(id);
  const { [place]: _, ...others } = draft.typed;
  store({ ...draft, typed: text ? { ...others, [place]: text } : others });
}

/** Forget what was typed below a place. */
function forgetTyped(id, place) {
  const { typed } = find(id);
  const names = Object.keys(typed).filter((each) => !each.startsWith(`${place}/`));
  update(id, { typed: Object.fromEntries(names.map((name) => [name, typed[name]])) });
}

/** Send the answers that were given since. */
function send(id) {
  const draft = find(id);
  if (!draft || staysHere(draft)) return;
  const entry = (step) => ({ kind: 'answer', place: `${id}/${step}`, draft: id, step });
  for (const removal of draft.removals || []) {
    queue.add({ ...entry(removal.step), ...removal, isBarrier: true });
  }
  for (const step of peopleFirst(draft.unsent)) {
    const value = draft.answers[step];
    if (value === undefined || step in (draft.conflicts || {})) continue;
    queue.add({ ...entry(step), value });
  }
  update(id, { unsent: [], removals: [] });
}

/** Who is in the family before what is said of them. */
const peopleFirst = (steps) => [
  ...steps.filter((step) => step in NUMBERED_FROM),
  ...steps.filter((step) => !(step in NUMBERED_FROM)),
];

/** What the service has of an answer, as far as this phone knows. */
const baseOf = (draft, step) => (draft.base || {})[step] || { version: 0 };

/** Take over what the service has, but for the steps in `kept`, which are newer here. */
function takeOver(id, remote, kept, changes = {}) {
  const draft = find(id);
  const answers = { ...remote.answers };
  const base = {};
  for (const step of new Set([...Object.keys(remote.versions), ...Object.keys(answers)])) {
    base[step] = { version: remote.versions[step] || 0, value: answers[step] };
  }
  for (const step of kept) {
    base[step] = baseOf(draft, step);
    answers[step] = draft.answers[step];
    if (answers[step] === undefined) delete answers[step];
  }
  return update(id, { answers, base, ...changes });
}

/**
 * Begin anew, with every answer, what the service does not have (any more); once until it took an
 * answer again.
 */
function renew(id) {
  const draft = find(id);
  if (draft.renewed || draft.over) return false;
  queue.dropDraft(id, 'answers');
  const unsent = Object.keys(draft.answers);
  const anew = { refused: {}, base: {}, conflicts: {}, removals: [] };
  update(id, { draft_id: null, renewed: true, lost: undefined, unsent, ...anew });
  queue.add({ kind: 'draft', place: id, draft: id });
  send(id);
  return true;
}

/** Forget all that a draft says, of somebody for whom nobody here acts any more, but why. */
function empty(id, lost) {
  const { form, helper } = find(id);
  forget(id);
  store(blank(id, form, { helper, over: true, ...lost }));
}

/** Forget a draft on this phone, with its photos. */
function forget(id) {
  queue.dropDraft(id);
  uploads.forgetOf(id);
  keys.forget(id);
  storage.remove(keyOf(id));
}

const all = () =>
  storage
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => find(key.slice(PREFIX.length)))
    .sort((one, other) => other.updated_at - one.updated_at);

/** Forms that are being filled in on this phone, the newest first. */
const onPhone = () => all().filter(({ corrects, over }) => !corrects && !over);

module.exports = {
  ESTIMATE,
  begin,
  correct,
  correcting,
  adopt,
  find,
  update,
  answer,
  removeItem,
  baseOf,
  takeOver,
  type,
  forgetTyped,
  send,
  renew,
  empty,
  forget,
  onPhone,
};
