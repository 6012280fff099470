// Requests of the pages: tried again where that helps, refused in plain words where it does not.

const { newKey } = require('./keys');
const { spread, wait } = require('./pauses');
const { refusal } = require('./refusal');
const session = require('./session');
const storage = require('./storage');
const { exchange } = require('./transport');

const TRIES = 4;
const LONGEST = 20000; // milliseconds, for all tries together
const FIRST_PAUSE = 600;

const isGood = ({ status, body }) => status >= 200 && status < 300 && body !== null;
const maySucceedLater = ({ status, body }) =>
  status === 0 || status === 429 || status >= 500 || (status < 300 && body === null);

/** Exchange until something lasting comes back; all tries have one key, so it is done once. */
async function persist(send, tries) {
  const began = Date.now();
  for (let tried = 1; ; tried += 1) {
    const answer = await send();
    const pause = spread(FIRST_PAUSE * 2 ** (tried - 1), answer.retryAfter);
    const isLate = Date.now() - began + pause > LONGEST;
    if (!maySucceedLater(answer) || tried >= tries || isLate) return answer;
    await wait(pause);
  }
}

/**
 * What becomes of a promise for whoever is signed in now; refused where everything was removed
 * meanwhile: what one person entered is not sent in the name of another, and an answer to one who
 * signed out is stored and shown for nobody.
 */
async function ofTheSame(promise) {
  const before = storage.times();
  const found = await promise;
  if (storage.times() !== before) throw refusal({ status: 401, body: null });
  return found;
}

/**
 * Ask the service. Resolves to the JSON of the answer; rejects with {problem, words, next, ...} of
 * `refusal`. Options: `key` (Idempotency-Key; a POST or PUT without one gets one), `open` (nobody
 * need be signed in), `tries`.
 */
const call = (method, path, body, options = {}) =>
  ofTheSame(ask(method, path, body, options));

async function ask(method, path, body, { key, open = false, tries = TRIES }) {
  const once = key || (method === 'GET' ? undefined : newKey());
  const send = (token) => persist(() => exchange(method, path, body, { token, key: once }), tries);
  const token = open ? undefined : await ofTheSame(session.token());
  let answer = await ofTheSame(send(token));
  if (answer.status === 401 && !open) {
    answer = await send(await ofTheSame(session.renewed(token)));
  }
  if (isGood(answer)) return answer.body;
  throw refusal(answer);
}

module.exports = { call };
