// One exchange with the service: what came back, or that nothing came.

const answers = require('./answers');
const clock = require('./clock');
const config = require('../config');
const settings = require('./settings');

const TIMEOUT = 15000; // milliseconds

/**
 * Send once. Resolves to {status, body, retryAfter}: status 0 where nothing came back, `body` null
 * where it was no JSON object, or a good answer without the fields that the service gives there: it
 * is somebody else's, `retryAfter` in seconds where the service named it. Never rejects.
 */
function exchange(method, path, data, { token, key } = {}) {
  const header = { 'content-type': 'application/json', 'accept-language': settings.get('lang') };
  if (token) header.authorization = `Bearer ${token}`;
  if (key) header['idempotency-key'] = key;
  return new Promise((resolve) => {
    wx.request({
      url: config.address + path,
      method,
      data,
      header,
      timeout: TIMEOUT,
      success: (answer) => resolve(read(answer, fieldsOf(method, path))),
      fail: () => resolve({ status: 0, body: null, retryAfter: 0 }),
    });
  });
}

function read({ statusCode, data, header }, fields) {
  const isObject = typeof data === 'object' && data !== null;
  const isWhole = isObject && (statusCode >= 300 || hasAll(data, fields));
  if (isWhole) clock.learn(valueOf(header, 'date'));
  const retryAfter = Number(valueOf(header, 'retry-after')) || 0;
  return { status: statusCode, body: isWhole ? data : null, retryAfter };
}

const hasAll = (data, fields) => Object.keys(fields).every((name) => typeOf(data[name]) === fields[name]);
const typeOf = (value) => (Array.isArray(value) ? 'array' : typeof value);

/** What an answer to this must have: {field: type}. */
function fieldsOf(method, path) {
  const parts = path.split('?')[0].split('/');
  const isIt = (key) => {
    const [verb, template] = key.split(' ');
    const named = template.split('/');
    const isSame = (part, index) => part === '{}' || part === parts[index];
    return verb === method && named.length === parts.length && named.every(isSame);
  };
  return answers[Object.keys(answers).find(isIt)] || {};
}

/** The value of a header, whose name phones write in capitals or not; '' without one. */
function valueOf(header = {}, wanted) {
  const name = Object.keys(header).find((each) => each.toLowerCase() === wanted);
  return name ? header[name] : '';
}

module.exports = { exchange };
