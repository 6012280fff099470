// Keys under which the service does a thing once, however often it is asked.

const storage = require('./storage');

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 24;
const PREFIX = 'key/';

/** A new key; the time in front keeps two phones apart whose random numbers are alike. */
function newKey() {
  let key = Date.now().toString(36);
  while (key.length < LENGTH) key += LETTERS[Math.floor(Math.random() * LETTERS.length)];
  return key;
}

/**
 * The key under which something is handed in: the same as long as this is all that is handed in
 * under that name, also when the answer was lost and the app was closed meanwhile.
 */
function keyOf(name, body) {
  const text = JSON.stringify(body);
  const before = storage.read(PREFIX + name, null);
  if (before && before.text === text) return before.key;
  const key = newKey();
  storage.write(PREFIX + name, { key, text });
  return key;
}

/** Forget the key of what was handed in. */
const forget = (name) => storage.remove(PREFIX + name);

module.exports = { newKey, keyOf, forget };
