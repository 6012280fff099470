// One exchange with the service: what came back, or that nothing came.

const config = require('../config');
const settings = require('./settings');

const TIMEOUT = 15000; // milliseconds

/**
 * Send once. Resolves to {status, body, retryAfter}: status 0 where nothing came back, `body` null
 * where it was no JSON object, `retryAfter` in seconds where the service named it. Never rejects.
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
      success: (answer) => resolve(read(answer)),
      fail: () => resolve({ status: 0, body: null, retryAfter: 0 }),
    });
  });
}

function read({ statusCode, data, header }) {
  const isObject = typeof data === 'object' && data !== null;
  return { status: statusCode, body: isObject ? data : null, retryAfter: waitOf(header) };
}

function waitOf(header = {}) {
  const name = Object.keys(header).find((each) => each.toLowerCase() === 'retry-after');
  return Number(name ? header[name] : 0) || 0;
}

module.exports = { exchange };
