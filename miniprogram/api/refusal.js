// What went wrong with a request, in plain words, and what to do next.

const { t } = require('./words');

const SIGN_IN = 401;

/**
 * What is thrown, a plain object, so that a page can show it: `problem` (the code of the service, or
 * "network", "busy", "unknown"), `status` (0 without an answer), `words`, `next`, `errors`
 * ([{pointer, detail}]), `mayRetry` (nothing is known to be wrong with what was sent: whoever else
 * answered in place of the service did not look at it), `retryAfter` (the seconds that the service
 * named, or 0).
 */
function refusal({ status, body, retryAfter = 0 }) {
  const isLater = status === 0 || status === 429 || status >= 500 || status < 300;
  if (isLater) return { ...later(status, body), status, errors: [], mayRetry: true, retryAfter };
  const isKnown = Boolean(body && body.code && body.detail && body.next);
  if (!isKnown) return { ...unknown(), status, errors: [], mayRetry: true };
  const { code: problem, detail: words, next, errors = [] } = body;
  return { problem, words, next, status, errors, mayRetry: status === SIGN_IN };
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
