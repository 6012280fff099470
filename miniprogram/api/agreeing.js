// How the answers on this phone and at the service agree again: after one was saved, and where another
// phone changed one meanwhile.

const drafts = require('./drafts');
const forms = require('./forms');
const { renumbered } = require('./members');
const { merged, same } = require('./merging');
const { stepAt } = require('./places');
const queue = require('./queue');
const { t } = require('./words');

const CONSENTS = 'consents';
const listeners = new Set();

/** The steps that wait here to be sent, but for one entry of the queue. */
const waitingBut = (id, key) => [
  ...drafts.find(id).unsent,
  ...queue.waiting(id).filter((each) => each.key !== key).map(({ step }) => step),
];

/** The service has an answer, and changed with it what rests on its people. */
function saved({ draft: id, step, value, key, removed }, { versions, changed }) {
  const draft = drafts.find(id);
  if (!draft) return;
  const waiting = waitingBut(id, key);
  const base = { ...draft.base };
  const answers = { ...draft.answers };
  for (const name of Object.keys(versions)) {
    const now = name === step ? value : changed[name];
    base[name] = { version: versions[name], value: now === null ? undefined : now };
    if (name !== step && !waiting.includes(name)) put(answers, name, base[name].value);
  }
  drafts.update(id, { base, answers });
  if (removed === undefined && CONSENTS in changed) unsigned(draft, changed[CONSENTS] || [], waiting);
  if (!same(answers, draft.answers)) tell({ draft: id });
}

function put(answers, name, value) {
  if (value === undefined) delete answers[name];
  else answers[name] = value;
}

/** Somebody is named otherwise, and signs again; what was signed since stays. */
function unsigned(before, left, waiting) {
  const known = drafts.baseOf(before, CONSENTS).value || [];
  const dropped = known.filter((each) => !left.some((other) => same(each, other)));
  if (!dropped.length) return;
  const { answers, refused, unsent } = drafts.find(before.id);
  const here = (answers[CONSENTS] || []).filter((each) => !dropped.some((other) => same(each, other)));
  drafts.update(before.id, {
    answers: { ...answers, [CONSENTS]: here },
    refused: { ...refused, [CONSENTS]: [t('phone.step.sign_again')] },
    unsent: waiting.includes(CONSENTS) ? [...unsent, CONSENTS] : unsent,
  });
  drafts.send(before.id);
}

/**
 * Another phone changed an answer meanwhile: what both say is kept where that is plain, else the
 * person is asked. Who was taken out here is there again, to be looked at.
 */
function changed({ draft: id, step: name, key }, remote) {
  const draft = drafts.find(id);
  const form = draft && forms.stored(draft);
  if (!form) return;
  const mine = draft.answers[name];
  const theirs = remote.answers[name];
  const base = drafts.baseOf(draft, name).value;
  const found = merged(stepAt(form, name), { base, mine, theirs });
  const removals = queue.waiting(id).filter((each) => each.isBarrier);
  removals.filter((each) => each.key !== key).forEach((each) => queue.drop(each.key));
  if (removals.length) drafts.update(id, { look_again: [...draft.look_again, name] });
  if (found.isPlain) {
    agree(form, draft, name, { ...found, remote, waiting: waitingBut(id, key) });
  } else {
    const conflict = { version: remote.versions[name] || 0, value: theirs };
    drafts.update(id, { conflicts: { ...draft.conflicts, [name]: conflict } });
  }
  tell({ draft: id, step: name, numbers: found.isPlain ? found.numbers : [] });
}

/** Take over what the service has; what waits here is newer, and counts people as they are there. */
function agree(form, { id, answers }, name, { value, numbers, remote, waiting }) {
  const moved = renumbered(form, answers, name, numbers);
  const kept = waiting.filter((step) => step && step !== name);
  const anew = kept.filter((step) => !same(moved[step], answers[step]));
  drafts.update(id, { answers: moved });
  drafts.takeOver(id, remote, kept, { unsent: [...new Set([...drafts.find(id).unsent, ...anew])] });
  take(id, name, value, numbers);
}

/** Let an answer be this from now on; what was typed moves with its items. */
function take(id, name, value, numbers) {
  const { answers, base, typed, unsent, conflicts } = drafts.find(id);
  const { [name]: _, ...others } = conflicts || {};
  const isNews = !same(value, (base[name] || {}).value);
  const left = { ...answers };
  put(left, name, value);
  drafts.update(id, {
    answers: left,
    typed: movedKeys(typed, name, numbers),
    unsent: isNews ? [...unsent.filter((each) => each !== name), name] : unsent,
    conflicts: others,
  });
  drafts.send(id);
}

/** What was typed by place, where items of a list have other numbers. */
function movedKeys(typed, name, numbers) {
  const moved = Object.keys(typed).map((place) => [placeAfter(place, name, numbers), typed[place]]);
  return Object.fromEntries(moved.filter(([place]) => place));
}

/** A place where items of a list have other numbers; '' of one that is gone. */
function placeAfter(place, name, numbers) {
  const [list, index, ...rest] = place.split('/');
  if (list !== name || index === undefined || !numbers.length) return place;
  const number = numbers[Number(index)];
  return number === undefined ? '' : [list, number, ...rest].join('/');
}

/** The person chose what is here ('mine') or there ('theirs'). */
function choose(form, id, name, prefer) {
  const draft = drafts.find(id);
  const { version, value: theirs } = draft.conflicts[name];
  const mine = draft.answers[name];
  const base = drafts.baseOf(draft, name).value;
  const { value, numbers } = merged(stepAt(form, name), { base, mine, theirs }, prefer);
  drafts.update(id, {
    base: { ...draft.base, [name]: { version, value: theirs } },
    answers: { ...renumbered(form, draft.answers, name, numbers), [name]: mine },
  });
  take(id, name, value, numbers);
  return numbers;
}

const tell = (news) => listeners.forEach((listener) => listener(news));

/** Call `listener` with {draft, step, numbers} when answers changed by what the service has. */
function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

module.exports = { saved, changed, choose, placeAfter, watch };
