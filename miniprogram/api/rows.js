// Answers as they are read, for the summary of a list.

const amount = require('./amount');
const { evaluate } = require('./form');
const members = require('./members');
const { t } = require('./words');

const MOST_LINES = 3;

/** A few lines about an item of a list: its first answers that say something. */
function lines(step, item, answers) {
  const { asked, known } = evaluate(step.steps, item, { root: answers });
  return asked
    .filter(({ id }) => id in known && id !== 'name')
    .map((each) => shown(each, known[each.id], answers))
    .filter(Boolean)
    .slice(0, MOST_LINES);
}

/** An answer in words; '' for one that has none of its own. */
function shown(step, value, answers) {
  if (value === undefined || value === null) return '';
  if (step.kind === 'money') return t('phone.step.yuan', { amount: amount.toRead(value) });
  if (step.kind === 'identity_number') return masked(value);
  if (step.kind === 'choice') return labelOf(step, value, answers);
  return ['text', 'phone', 'date', 'number'].includes(step.kind) ? String(value) : '';
}

/** Whoever looks over somebody's shoulder sees the last four characters alone. */
const masked = (number) => `${'*'.repeat(Math.max(0, number.length - 4))}${number.slice(-4)}`;

function labelOf(step, value, answers) {
  if (value === '' || typeof value === 'boolean') return '';
  const options = step.options_from ? members.options(answers) : step.options;
  const found = options.find((option) => option.value === value);
  return found ? found.label : '';
}

module.exports = { lines, shown };
