// What went wrong with a request, in plain words, and what to do next.

const { t } = require('./words');

/**
 * What is thrown, a plain object, so that a page can show it: `problem` (the code of the service, or
 * "network", "busy", "unknown"), `status` (0 without an answer), `words`, `next`, `errors`
 * ([{pointer, detail}]), `mayRetry` (nothing is wrong with what was sent).
 */
function refusal({ status, body }) {
  const mayRetry = status === 0 || status === 429 || status >= 500 || status < 300;
  if (mayRetry) return { ...later(status, body), status, errors: [], mayRetry };
  const isKnown = body && body.detail && body.next;
  const said = isKnown ? { problem: body.code, words: body.detail, next: body.next } : unknown();
  return { ...said, status, errors: (body && body.errors) || [], mayRetry };
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
