// What people type, as answers: text, identity numbers, telephones, amounts, numbers, days.

const amount = require('./amount');
const { dayText, exists } = require('./dates');
const identity = require('./identity');

const MOBILE = /^1[3-9]\d{9}$/;
const LANDLINE = /^0(?:10|[2-9]\d{2})\d{7,9}$/;
const ACCOUNT = /^\d{8,32}$/;

const narrow = (text) =>
  text.replace(/[\uff10-\uff19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
const digits = (text) => narrow(text).replace(/[\s\u3000()（）-]/g, '');

const fault = (key, figures) => ({ fault: key, figures });

function text(typed, { max_length: most }) {
  const value = typed.trim();
  if (most && [...value].length > most) return fault('too_long', { most });
  return { value };
}

function identityNumber(typed) {
  const value = identity.compact(typed);
  const wrong = identity.faultOf(value);
  return wrong ? fault(`identity_${wrong}`, { count: value.length }) : { value };
}

function phone(typed) {
  const value = digits(typed).replace(/^(?:\+|00)?86(?=1)/, '');
  return MOBILE.test(value) || LANDLINE.test(value) ? { value } : fault('phone');
}

function money(typed, limits) {
  const fen = amount.toFen(typed);
  if (fen === null) return fault('money');
  return within(fen, limits, amount.toRead);
}

function number(typed, limits) {
  const plain = digits(typed);
  return /^\d{1,9}$/.test(plain) ? within(Number(plain), limits, String) : fault('number');
}

function within(value, { min, max }, shown) {
  if (min !== null && value < min) return fault('too_small', { least: shown(min) });
  if (max !== null && value > max) return fault('too_big', { most: shown(max) });
  return { value };
}

/** A day typed as "year-month-day", each part as it was typed. */
function date(typed) {
  const [year, month, day] = typed.split('-').map((part) => Number(narrow(part.trim()) || NaN));
  if ([year, month, day].some(Number.isNaN)) return fault('date_parts');
  return year >= 1890 && year <= 2100 && exists(year, month, day)
    ? { value: dayText(year, month, day) }
    : fault('date');
}

/** The number of a bank account. */
function accountNumber(typed) {
  const value = digits(typed);
  return ACCOUNT.test(value) ? { value } : fault('account_number');
}

const READERS = { text, identity_number: identityNumber, phone, money, number, date };

const isTyped = (kind) => kind in READERS;

/** The answer that was typed for a step: {value}, or {fault, figures} where it is none. */
const read = (step, typed) => READERS[step.kind](typed, step.validate);

/** An answer as it is typed. */
function show(step, value) {
  return step.kind === 'money' ? amount.toTyped(value) : String(value);
}

module.exports = { isTyped, read, show, accountNumber };
