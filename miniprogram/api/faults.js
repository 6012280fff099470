// What is wrong with an answer when somebody goes on: words that say how to mend it.

const typed = require('./typed');
const { t } = require('./words');

const MISSING = {
  choice: 'choose',
  several: 'choose_several',
  area: 'area',
  photo: 'photo',
  account: 'account',
  people: 'people',
  list: 'list',
  date: 'date_parts',
};

const say = (key, figures) => t(`phone.fault.${key}`, figures);

/** Words for what is wrong with the answer of a step, or ''. `text` is what was typed, or ''. */
function faultOf(step, value, text) {
  if (text && typed.isTyped(step.kind)) {
    const { fault, figures } = typed.read(step, text);
    if (fault) return say(fault, figures);
  }
  if (text && step.kind === 'account') return faultOfAccount(JSON.parse(text));
  if (value === undefined) return step.validate.required ? missing(step) : '';
  return value === null ? '' : faultOfValue(step, value);
}

const missing = (step) => say(MISSING[step.kind] || step.kind);

function faultOfValue(step, value) {
  const isEmpty = Array.isArray(value) && !value.length && step.validate.required && !step.none;
  if (isEmpty || (value === '' && step.kind === 'text')) return missing(step);
  if (step.kind === 'area' && step.validate.pattern) {
    return new RegExp(step.validate.pattern).test(value) ? '' : say('area');
  }
  return '';
}

function faultOfAccount({ bank, number }) {
  if (!bank) return say('account_bank');
  return typed.accountNumber(number || '').fault ? say('account_number') : '';
}

module.exports = { faultOf };
