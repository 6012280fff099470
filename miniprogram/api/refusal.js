// What went wrong with a request, in plain words, and what to do next.

const { t } = require('./words');

/**
 * An error to be thrown: `problem` (the code of the service, or "network", "busy"), `status` (0
 * without an answer), `words`, `next`, `errors` ([{pointer, detail}]), `mayRetry` (later it may
 * succeed, nothing is wrong with what was sent).
 */
function refusal({ status, body }) {
  const error = new Error(`refused with ${status}`);
  const mayRetry = status === 0 || status === 429 || status >= 500 || status < 300;
  const known = body && body.detail && body.next;
  if (mayRetry)
    return Object.assign(error, { ...later(status, body), status, errors: [], mayRetry });
  const said = known ? { problem: body.code, words: body.detail, next: body.next } : unknown();
  return Object.assign(error, said, { status, errors: (body && body.errors) || [], mayRetry });
}

function later(status, body) {
  if (status === 0) {
    return {
      problem: 'network',
      words: t('phone.refusal.network'),
      next: t('phone.refusal.network_next'),
    };
  }
  const problem = (body && body.code) || 'busy';
  return { problem, words: t('phone.refusal.busy'), next: t('phone.refusal.busy_next') };
}

function unknown() {
  return {
    problem: 'unknown',
    words: t('phone.refusal.unknown'),
    next: t('phone.refusal.unknown_next'),
  };
}

module.exports = { refusal };
