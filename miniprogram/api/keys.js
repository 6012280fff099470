// Keys under which the service does a thing once, however often it is asked.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 24;

/** A new key; the time in front keeps two phones apart whose random numbers are alike. */
function newKey() {
  let key = Date.now().toString(36);
  while (key.length < LENGTH) key += LETTERS[Math.floor(Math.random() * LETTERS.length)];
  return key;
}

module.exports = { newKey };
