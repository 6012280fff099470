// Numbers of bank accounts: in groups as they stand on the card, and whether one may be mistyped.
// The service notes alike for its officers (chalicelib/domain/digits.py).

const { accountNumber } = require('./typed');
const { t } = require('./words');

const FEWEST = 16; // digits of a card
const MOST = 19;

/** "6217 0000 0000 0000 018" */
const groups = (text) => (text.replace(/\s/g, '').match(/.{1,4}/g) || []).join(' ');

/** Whether the last digit is the check digit of a card (ISO/IEC 7812-1, Luhn). */
function holds(number) {
  const digits = [...number].reverse().map(Number);
  const counted = digits.map((digit, index) => (index % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit));
  return counted.reduce((sum, digit) => sum + digit, 0) % 10 === 0;
}

/**
 * What to say of a number that is as long as a card's and no card's, or ''. It is no fault: a bank
 * book's number has no check digit.
 */
function doubtOf(typed = '') {
  const { value: number = '' } = accountNumber(typed);
  const isCard = number.length >= FEWEST && number.length <= MOST;
  return isCard && !holds(number) ? t('phone.fault.account_doubt', { number: groups(number) }) : '';
}

module.exports = { groups, doubtOf };
