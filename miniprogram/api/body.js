// The body of a request that the answers of a form come to, each at the place that its step names.

const { evaluate, settingOf } = require('./form');

/** The body of a form's request; what is not known and "" ("none of these") are left out. */
function body(form, answers) {
  const made = bodyOf(form.steps, answers, {});
  const setting = settingOf(answers.area);
  const asksSetting = form.steps.some(({ field }) => field === 'setting');
  return asksSetting && setting ? { ...made, setting } : made;
}

function bodyOf(steps, answers, scope) {
  const { asked, known } = evaluate(steps, answers, scope);
  const root = scope.root || known;
  const made = {};
  for (const step of asked.filter(({ field, id }) => field && id in known)) {
    const value = partOf(step, answers[step.id], root);
    if (value !== '') put(made, step, step.field.split('/'), value);
  }
  return made;
}

function partOf(step, value, root) {
  if (!step.steps.length) return value;
  return value.map((item, index) => {
    const applicant = step.kind === 'people' && index === 0 ? { relation: 'applicant' } : {};
    return { ...applicant, ...bodyOf(step.steps, item, { root, index }) };
  });
}

/** Photos of papers of every kind are in one list. */
function put(target, step, [name, ...rest], value) {
  if (rest.length) {
    target[name] = target[name] || {};
    put(target[name], step, rest, value);
  } else if (step.kind !== 'photo') {
    target[name] = value;
  } else if (step.field === 'papers') {
    const papers = value.map((digest) => ({ kind: step.paper, digest }));
    target[name] = [...(target[name] || []), ...papers];
  } else if (value.length) {
    [target[name]] = value;
  }
}

module.exports = { body };
