// What was answered in the trial calculation, as answers of an application: nothing is typed twice.

const drafts = require('./drafts');
const forms = require('./forms');

/** Questions that have another name in the application. */
const RENAMED = { area: 'registered_area' };

/** The trial calculation on this phone that has answers which were not carried over yet. */
const estimate = () =>
  drafts
    .onPhone()
    .find(
      ({ form, answers, carried: isCarried }) =>
        form === drafts.ESTIMATE && !isCarried && Object.keys(answers).length > 0,
    );

/** The answers that a form asks for too. What it does not ask for, or asks otherwise, is left out. */
function carried(form, { answers }) {
  const named = Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [RENAMED[name] || name, value]),
  );
  return asked(form.steps, named);
}

function asked(steps, answers) {
  const made = {};
  for (const step of steps.filter(({ id }) => answers[id] !== undefined)) {
    const value = answers[step.id];
    if (fits(step, value)) made[step.id] = isItems(step, value) ? itemsOf(step, value) : value;
  }
  return made;
}

const isItems = (step, value) => step.steps.length > 0 && Array.isArray(value);
const itemsOf = (step, items) => items.map((item) => asked(step.steps, item));

function fits({ kind, validate }, value) {
  if (kind !== 'area' || !validate.pattern || value === null) return true;
  return new RegExp(validate.pattern).test(value);
}

/**
 * Begin one's own application with what was answered in the trial calculation, which is offered no
 * more then; answers its id.
 */
async function begin(name) {
  const form = await forms.get({ form: name });
  const given = estimate();
  const id = drafts.begin(name, null, { answers: carried(form, given) });
  drafts.update(given.id, { carried: true });
  return id;
}

module.exports = { estimate, begin };
