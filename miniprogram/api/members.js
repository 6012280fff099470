// People whom other answers name by number: the names of members as options, and what becomes of the
// numbers when a list of people changes. The service does the same (forms/drafts/people.py).

const { t } = require('./words');

/** The lists of people, with the number of the first. */
const NUMBERED_FROM = { members: 0, supporters: 100, guardians: 200 };

/** The members of a draft by name. */
function options(answers) {
  return (answers.members || []).map(({ name }, index) => ({
    value: index,
    label: name || unnamed(index),
    hint: '',
  }));
}

const unnamed = (index) =>
  index === 0 ? t('phone.step.applicant') : t('phone.step.person', { n: index + 1 });

/** The answers of a form without an item of a list; what named it is to be answered again. */
function without(form, answers, list, gone) {
  const rest = answers[list].filter((_, index) => index !== gone);
  const to = answers[list].map((_, index) => (index === gone ? undefined : index - (index > gone)));
  return { ...renumbered(form, answers, list, to), [list]: rest };
}

/** The answers in which people of a list have other numbers: `to` by the old one, undefined: gone. */
function renumbered(form, answers, list, to) {
  const first = NUMBERED_FROM[list];
  if (first === undefined) return answers;
  const move = (number) => {
    const index = number - first;
    if (index < 0 || index >= to.length) return number;
    return to[index] === undefined ? undefined : first + to[index];
  };
  return moved(form.steps, answers, move);
}

function moved(steps, answers, move) {
  const made = { ...answers };
  for (const step of steps.filter(({ id }) => answers[id] !== undefined && answers[id] !== null)) {
    made[step.id] = valueMoved(step, answers[step.id], move);
    if (made[step.id] === undefined) delete made[step.id];
  }
  return made;
}

function valueMoved(step, value, move) {
  if (step.kind === 'account') return accountMoved(value, move);
  if (step.kind === 'consent') return value.map((each) => consentMoved(each, move)).filter(Boolean);
  if (step.steps.length) return value.map((item) => moved(step.steps, item, move));
  if (step.options_from !== 'members') return value;
  if (!Array.isArray(value)) return move(value);
  return value.map(move).filter((number) => number !== undefined);
}

/** The account of whoever is gone is to be named anew. */
function accountMoved(account, move) {
  const holder = move(account.holder || 0);
  return holder === undefined ? undefined : { ...account, holder };
}

function consentMoved(consent, move) {
  const names = ['member', 'signed_by'].filter((name) => typeof consent[name] === 'number');
  const to = names.map((name) => [name, move(consent[name])]);
  return to.some(([, number]) => number === undefined)
    ? undefined
    : { ...consent, ...Object.fromEntries(to) };
}

module.exports = { NUMBERED_FROM, options, without, renumbered };
