// Amounts of money: yuan as people write them, and whole fen. Nothing is computed with fractions.

const YUAN = /^(\d{1,10})(?:\.(\d{0,2}))?$/;

/** Without blanks, commas and the word for yuan; wide digits made narrow. */
const compact = (text) =>
  text
    .replace(/[\uff10-\uff19\uff0e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/。/g, '.')
    .replace(/[\s,，元¥￥]/g, '');

/** Fen of "1,234.5", or null where it is no amount of at most two decimals. */
function toFen(text) {
  const [, yuan, decimals = ''] = YUAN.exec(compact(text)) || [];
  return yuan === undefined ? null : Number(yuan + decimals.padEnd(2, '0'));
}

/** As it is typed: "1234.5" of 123450 fen, "1234" of 123400. */
function toTyped(fen) {
  const digits = String(fen).padStart(3, '0');
  const decimals = digits.slice(-2).replace(/0+$/, '');
  return digits.slice(0, -2) + (decimals && `.${decimals}`);
}

/** As it is read: "1,234.50" of 123450 fen. */
function toRead(fen) {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '-' : ''}${yuan}.${digits.slice(-2)}`;
}

module.exports = { toFen, toTyped, toRead };
