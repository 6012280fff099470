// wx.request, uploadFile and downloadFile, through the network of the phone.

import * as network from '../engine/network.js';
import { origin } from '../engine/outside.js';
import { report } from '../engine/problems.js';
import { addTemporary, fileAt } from '../engine/saved.js';
import { failure, finish, recorded } from './calls.js';

const DEVELOP = /^http:\/\/(127\.0\.0\.1|localhost):8000(?=\/|$)/; // in a mini program's config.js
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost)[:/]/;
const MINUTE = 60000;
const MOST_AT_ONCE = 10; // of requests, uploads and downloads each, as in WeChat
const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']);

/** The address that the phone asks: the sandbox of this page instead of the develop address. */
export function addressOf(url) {
  const address = url.replace(DEVELOP, origin);
  if (!LOOPBACK.test(address)) report(`${url} is not an address of the sandbox`);
  return address;
}

const running = {};

/** Count one more under way; WeChat lets what is more than ten wait, and a page that needs it is slow. */
function begin(name, url) {
  running[name] = (running[name] ?? 0) + 1;
  if (running[name] > MOST_AT_ONCE) report(`${name} ${url}: more than ${MOST_AT_ONCE} at once`);
}

function task(name, given, act) {
  recorded.push([name, given]);
  begin(name, given.url);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort('timeout'), given.timeout ?? MINUTE);
  const progress = new Set();
  const done = act(controller.signal, (part) => progress.forEach((listener) => listener(part)))
    .then((result) => ({ errMsg: `${name}:ok`, ...result }))
    .catch((error) => Promise.reject(aborted(controller, error)))
    .finally(() => {
      clearTimeout(timer);
      running[name] -= 1;
    });
  finish(name, done, given);
  return {
    abort: () => controller.abort('abort'),
    onProgressUpdate: (listener) => progress.add(listener),
    offProgressUpdate: (listener) => (listener ? progress.delete(listener) : progress.clear()),
    onHeadersReceived: () => report(`${name} task.onHeadersReceived is not in the phone`),
  };
}

function aborted(controller, error) {
  if (!controller.signal.aborted) return error;
  return controller.signal.reason === 'timeout'
    ? failure('timeout', { errno: 5 })
    : failure('abort', {});
}

function request(given) {
  const { url, data, header = {}, dataType = 'json' } = given;
  const method = (given.method ?? 'GET').toUpperCase();
  if (!METHODS.has(method)) report(`request method ${method} is not in WeChat`);
  return task('request', given, async (signal) => {
    const [address, body] = withData(addressOf(url), method, data, header);
    const headers = { 'content-type': 'application/json', ...lowerCase(header) };
    const answer = await network.send(address, { method, headers, body, signal });
    const text = await answer.text();
    return {
      statusCode: answer.status,
      header: Object.fromEntries(answer.headers),
      data: dataType === 'json' ? parsed(text) : text,
      cookies: [],
    };
  });
}

const lowerCase = (header) =>
  Object.fromEntries(Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]));

function withData(url, method, data, header) {
  if (data === undefined) return [url, undefined];
  if (method === 'GET') return [`${url}${url.includes('?') ? '&' : '?'}${query(data)}`, undefined];
  if (typeof data === 'string' || data instanceof ArrayBuffer) return [url, data];
  const type = lowerCase(header)['content-type'] ?? 'application/json';
  return [url, type.includes('json') ? JSON.stringify(data) : query(data)];
}

const query = (data) =>
  Object.entries(data)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function uploadFile(given) {
  const { url, filePath, name, formData = {}, header = {} } = given;
  return task('uploadFile', given, async (signal, onProgress) => {
    const blob = fileAt(filePath);
    const body = new FormData();
    for (const [key, value] of Object.entries(formData)) body.append(key, value);
    body.append(name, blob, filePath.split('/').pop());
    const total = blob.size;
    const part = (progress) => ({
      progress,
      totalBytesSent: Math.round((total * progress) / 100),
      totalBytesExpectedToSend: total,
    });
    await null; // whoever has the task listens from now on
    onProgress(part(10));
    const options = { method: 'POST', body, headers: lowerCase(header), signal };
    const answer = await network.send(addressOf(url), options);
    onProgress(part(100));
    return { statusCode: answer.status, data: await answer.text() };
  });
}

function downloadFile(given) {
  const { url, header = {} } = given;
  return task('downloadFile', given, async (signal) => {
    const options = { method: 'GET', headers: lowerCase(header), signal };
    const answer = await network.send(addressOf(url), options);
    const blob = await answer.blob();
    return { statusCode: answer.status, tempFilePath: addTemporary(blob) };
  });
}

export const requests = { request, uploadFile, downloadFile };
