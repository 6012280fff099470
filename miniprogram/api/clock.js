// What time it is: the service's, because a phone's own clock may be years off.

const storage = require('./storage');

const KEY = 'clock';
const EXACT = 60000; // milliseconds within which the phone's clock is left as it is known

/** How far the service is ahead of this phone, in milliseconds; 0 until it has answered once. */
const ahead = () => storage.read(KEY, 0);

const now = () => Date.now() + ahead();

/** Take the time of an answer: its header `date`. */
function learn(date) {
  const instant = Date.parse(date);
  if (Number.isNaN(instant) || Math.abs(instant - now()) <= EXACT) return;
  storage.write(KEY, instant - Date.now());
}

module.exports = { now, learn };
