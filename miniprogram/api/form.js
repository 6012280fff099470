// Which questions of a form are asked, as the answers say. The service decides alike
// (chalicelib/forms/rules.py); both are held against tests/support/forms/conditions.json.

const { ageOn, today } = require('./dates');
const { birthOf } = require('./identity');

const WORK_FROM = 16;
const ELDER = 60;
const SETTINGS = [
  { name: 'urban', from: 1, to: 199 },
  { name: 'rural', from: 200, to: 399 },
];

/**
 * The steps that are asked and the answers that count. Steps are gone through from the first to the
 * last. One that is not asked counts as unanswered for every step after it, whatever was saved of
 * it; so does null, "I do not know".
 *
 * @param steps   the steps of a form, or of an item of a list
 * @param answers by step id
 * @param scope   {day}; for an item also {root, index}: the answers of the form that count, and
 *                the number of the item
 * @returns {asked: [step], known: {step id: value}}
 */
function evaluate(steps, answers, scope = {}) {
  const known = {};
  const day = scope.day || today();
  const root = scope.root || known;
  const here = { root, known, index: scope.index, day };
  const asked = steps.filter((step) => {
    const isAsked = step.show_if.every((condition) => holds(condition, here));
    const value = answers[step.id];
    if (isAsked && value !== undefined && value !== null) {
      known[step.id] = value; // what is asked of an item may look at the others
      known[step.id] = isItems(step, value) ? itemsOf(step, value, { root, day }) : value;
    }
    return isAsked;
  });
  return { asked, known };
}

const isItems = (step, value) => step.steps.length > 0 && Array.isArray(value);
const itemsOf = (step, items, scope) =>
  items.map((item, index) => evaluate(step.steps, item, { ...scope, index }).known);

/** Whether a condition holds; without an answer none does but `answered: false`. */
function holds(condition, scope) {
  if (condition.any) return condition.any.some((each) => holds(each, scope));
  const values = valuesOf(condition.step, scope).filter((value) => value !== undefined);
  if (isGiven(condition.answered) && condition.answered !== values.length > 0) return false;
  const limits = [condition.in, condition.not_in, condition.at_least, condition.below];
  return !limits.some(isGiven) || values.some((value) => fits(condition, value));
}

const isGiven = (value) => value !== undefined && value !== null;

function fits(condition, value) {
  if (condition.in && !condition.in.includes(value)) return false;
  if (condition.not_in && condition.not_in.includes(value)) return false;
  if (isGiven(condition.at_least) && !(value >= condition.at_least)) return false;
  return !isGiven(condition.below) || value < condition.below;
}

// The values that the `step` of a condition names: one, or with "/list/*/id" one of each item.
function valuesOf(name, { root, known, index, day }) {
  if (name[0] !== '/') return [valueOf(name, { root, known, index, day })];
  const [list, rest] = name.slice(1).split('/*/');
  if (!rest) return [valueOf(list, { root, known: root, day })];
  return (root[list] || []).map((item, number) =>
    valueOf(rest, { root, known: item, index: number, day }),
  );
}

function valueOf(name, { root, known, index, day }) {
  if (name === '@index') return index;
  if (name === '@setting') return settingOf(root.registered_area || root.area);
  if (name === '@labour') return mayWork(known, day) || undefined;
  return name === '@age' ? ageOf(known, day) : known[name];
}

function ageOf(person, day) {
  const born = birthOf(person);
  return born ? ageOn(born, day) : undefined;
}

/** Whether somebody is of an age to work and has no disability. */
function mayWork(person, day) {
  const age = ageOf(person, day);
  return age >= WORK_FROM && age < ELDER && !person.disability_kind;
}

/** Whether an area is of town or country, as its last three digits say. */
function settingOf(area) {
  const last = /^\d{12}$/.test(area || '') ? Number(area.slice(-3)) : 0;
  const found = SETTINGS.find(({ from, to }) => last >= from && last <= to);
  return found && found.name;
}

module.exports = { evaluate, settingOf };
