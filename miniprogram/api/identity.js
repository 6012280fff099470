// Identity numbers: what makes one valid. The service checks alike (chalicelib/domain/identity.py).

const { dayText, exists } = require('./dates');

const NUMBER = /^[1-9]\d{16}[\dX]$/;
const OLD_CARD = /^[A-Z]{3}\d{12}$/;
const FIFTEEN = /^[1-9]\d{14}$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
const FIRST_YEAR = 1890;
const LAST_OLD_CARD = 23; // old cards for foreigners: a higher year is of the century before

/** In its one spelling: without blanks, wide characters made narrow, the X a capital letter. */
const compact = (text) =>
  text
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) =>
      String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
    )
    .replace(/[\s\u3000-]/g, '')
    .toUpperCase();

function checkCharacter(number) {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECKS[sum % 11];
}

/** The day of birth that a valid identity number carries. */
function birthOfNumber(number) {
  if (/^[A-Z]{3}/.test(number)) {
    const year = Number(number.slice(7, 9));
    const century = year <= LAST_OLD_CARD ? 2000 : 1900;
    return dayText(century + year, number.slice(9, 11), number.slice(11, 13));
  }
  return dayText(number.slice(6, 10), number.slice(10, 12), number.slice(12, 14));
}

/** What is wrong with a number in its one spelling: 'fifteen', 'form', 'date', 'check' or ''. */
function faultOf(number) {
  if (FIFTEEN.test(number)) return 'fifteen';
  if (!NUMBER.test(number) && !OLD_CARD.test(number)) return 'form';
  const [year, month, day] = birthOfNumber(number).split('-').map(Number);
  if (year < FIRST_YEAR || !exists(year, month, day)) return 'date';
  return NUMBER.test(number) && checkCharacter(number) !== number[17] ? 'check' : '';
}

/** The day of birth of a person, by a valid number or as it was answered; or ''. */
function birthOf({ identity_number: text, born }) {
  if (!text) return born || '';
  const number = compact(text);
  return faultOf(number) ? '' : birthOfNumber(number);
}

module.exports = { compact, faultOf, birthOf };
