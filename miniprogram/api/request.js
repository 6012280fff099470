// Requests of the pages: tried again where that helps, refused in plain words where it does not.

const { newKey } = require('./keys');
const { refusal } = require('./refusal');
const session = require('./session');
const { exchange } = require('./transport');

const TRIES = 4;
const LONGEST = 20000; // milliseconds, for all tries together
const FIRST_PAUSE = 600;

const isGood = ({ status, body }) => status >= 200 && status < 300 && body !== null;
const maySucceedLater = ({ status, body }) =>
  status === 0 || status === 429 || status >= 500 || (status < 300 && body === null);

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Half of the pause is fixed and half by chance, so that phones do not all come at once. */
function pauseAfter(tries, { retryAfter }) {
  const pause = FIRST_PAUSE * 2 ** (tries - 1);
  return Math.max(retryAfter * 1000, pause / 2 + (Math.random() * pause) / 2);
}

/** Exchange until something lasting comes back; all tries have one key, so it is done once. */
async function persist(send, tries) {
  const began = Date.now();
  for (let tried = 1; ; tried += 1) {
    const answer = await send();
    const pause = pauseAfter(tried, answer);
    const isLate = Date.now() - began + pause > LONGEST;
    if (!maySucceedLater(answer) || tried >= tries || isLate) return answer;
    await wait(pause);
  }
}

/** A token of whoever began: what one person entered is never sent in the name of another. */
async function tokenOfTheSame(refused) {
  const before = session.account();
  const token = await (refused ? session.renewed(refused) : session.token());
  if (before && session.account() !== before) throw refusal({ status: 401, body: null });
  return token;
}

/**
 * Ask the service. Resolves to the JSON of the answer; rejects with {problem, words, next, ...} of
 * `refusal`. Options: `key` (Idempotency-Key; a POST or PUT without one gets one), `open` (nobody
 * need be signed in), `tries`.
 */
async function call(method, path, body, { key, open = false, tries = TRIES } = {}) {
  const once = key || (method === 'GET' ? undefined : newKey());
  const send = (token) => persist(() => exchange(method, path, body, { token, key: once }), tries);
  const token = open ? undefined : await tokenOfTheSame();
  let answer = await send(token);
  if (answer.status === 401 && !open) answer = await send(await tokenOfTheSame(token));
  if (isGood(answer)) return answer.body;
  throw refusal(answer);
}

module.exports = { call };
