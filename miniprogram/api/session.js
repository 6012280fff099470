// Who is signed in on this phone. What belongs to a former person is removed before the next one.

const clock = require('./clock');
const { spread, wait } = require('./pauses');
const { refusal } = require('./refusal');
const storage = require('./storage');
const { exchange } = require('./transport');

const KEY = 'session';
const MARGIN = 60000; // a token that ends within a minute is not used any more
const TRIES = 3;
const PAUSE = 1500; // milliseconds, for each try that failed
const LONGEST = 20000; // milliseconds that a page waits for it

let signingIn;

const held = () => storage.read(KEY, null);
const isGood = (session) => session && Date.parse(session.expires_at) - MARGIN > clock.now();

/** The account that is signed in, or ''. */
const account = () => (held() || { id: '' }).id;

const loginCode = () =>
  new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) => resolve(code),
      fail: () => reject(refusal({ status: 0, body: null })),
    });
  });

/** A code works once: each try asks WeChat for one of its own. */
async function signIn(tried = 1) {
  const code = await loginCode();
  const answer = await exchange('POST', '/v1/sessions/citizen', { code });
  if (answer.status === 201 && answer.body) return begin(answer.body);
  const error = { ...refusal(answer), mayRetry: true }; // what is to be sent was not looked at
  const pause = spread(PAUSE * tried, answer.retryAfter);
  if (tried >= TRIES || pause > LONGEST) throw error;
  await wait(pause);
  return signIn(tried + 1);
}

function begin(session) {
  const before = held();
  if (before && before.id !== session.id) {
    storage.clear();
    wx.reLaunch({ url: '/pages/home/home' });
  }
  const { id, token, expires_at } = session;
  storage.write(KEY, { id, token, expires_at });
  return session;
}

/** One sign-in at a time, however many pages wait for it. */
function signInOnce() {
  if (!signingIn) {
    const forget = () => {
      signingIn = undefined;
    };
    signingIn = signIn();
    signingIn.then(forget, forget);
  }
  return signingIn;
}

/** Resolves when somebody is signed in; rejects with a refusal. */
const ready = () => (isGood(held()) ? Promise.resolve(held()) : signInOnce());

const token = async () => (await ready()).token;

/** A token in place of one that was refused. */
async function renewed(refused) {
  const now = held();
  if (now && now.token !== refused) return token();
  return (await signInOnce()).token;
}

/** Forget the person: token, drafts, photos. The caller ends the session at the service. */
function end() {
  storage.clear();
}

module.exports = { account, ready, token, renewed, end };
