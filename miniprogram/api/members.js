// Members of the family in other answers: their names as options, and what happens to their numbers
// when one is removed.

const { t } = require('./words');

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

/** The number of a member after another one was removed; undefined for the one who was. */
const moved = (number, gone) => (number === gone ? undefined : number - (number > gone ? 1 : 0));

/** The answers of a form without a member; what named them is to be answered again. */
function without(form, answers, gone) {
  const rest = renumbered(form.steps, answers, gone);
  return { ...rest, members: answers.members.filter((_, index) => index !== gone) };
}

function renumbered(steps, answers, gone) {
  const made = { ...answers };
  for (const step of steps.filter(({ id }) => answers[id] !== undefined && answers[id] !== null)) {
    made[step.id] = valueWithout(step, answers[step.id], gone);
    if (made[step.id] === undefined) delete made[step.id];
  }
  return made;
}

function valueWithout(step, value, gone) {
  if (step.kind === 'account') return { ...value, holder: moved(value.holder || 0, gone) || 0 };
  if (step.kind === 'consent') return consentsWithout(value, gone);
  if (step.steps.length) return value.map((item) => renumbered(step.steps, item, gone));
  if (step.options_from !== 'members') return value;
  if (!Array.isArray(value)) return moved(value, gone);
  return value.map((number) => moved(number, gone)).filter((number) => number !== undefined);
}

/** Relatives and guardians outside the family have numbers of their own, which stay. */
const OUTSIDE = 100;

function consentsWithout(consents, gone) {
  const signer = (number) => (number >= OUTSIDE ? number : moved(number, gone));
  return consents
    .filter(({ member, signed_by: by }) => member !== gone && by !== gone)
    .map((consent) => ({
      ...consent,
      member: signer(consent.member),
      ...(consent.signed_by === undefined ? {} : { signed_by: signer(consent.signed_by) }),
    }));
}

module.exports = { options, without };
