// The network of the phone, which a person or a test can make as bad as it is in a village.

import { ask, origin } from './outside.js';

let offline = false;
let kind = 'wifi';
let rules = [];
const listeners = new Set();

export const isOffline = () => offline;

export const state = () => ({ networkType: offline ? 'none' : kind, isConnected: !offline });

export function listen(listener) {
  listeners.add(listener);
}

export function forget(listener) {
  if (listener) listeners.delete(listener);
  else listeners.clear();
}

function changed() {
  for (const listener of [...listeners]) listener(state());
}

export function goOffline() {
  offline = true;
  changed();
}

export function goOnline(networkType = 'wifi') {
  offline = false;
  kind = networkType;
  changed();
}

/**
 * What happens to requests from now on. Of the rules that fit, the first that is not used up holds.
 *
 * how: "cut before" (nothing is sent), "cut after" (the server answers, nothing arrives), "slow",
 * "late" (the server answers at once, that arrives later), "status" (answered by the network instead
 * of the server), "garbage" (no JSON arrives), "another" (JSON of somebody else arrives).
 * path: a part of the path, or "" for every request; or template: the whole path, each part of it
 * that differs as {}. times: how many requests. method: or "".
 */
export function rule({
  how,
  path = '',
  template = '',
  method = '',
  times = Infinity,
  ms = 3000,
  status = 503,
  header = {},
}) {
  rules.push({ how, path, template, method, times, ms, status, header });
}

export function clearRules() {
  rules = [];
}

const failure = (errMsg, errno) => Object.assign(new Error(errMsg), { more: { errno } });
const wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

/** The rules that are not used up: what a test made ready and never met. */
export const unused = () => rules.filter(({ times }) => times > 0);

const isOf = ({ path, template }, url) => {
  if (!template) return url.includes(path);
  const parts = template.split('{}');
  return new RegExp(`^${parts.join('[^/]+')}$`).test(new URL(url, origin).pathname);
};

function ruleFor(url, method) {
  const fits = (one) => one.times > 0 && isOf(one, url) && (!one.method || one.method === method);
  const found = rules.find(fits);
  if (found) found.times -= 1;
  return found;
}

/** Like fetch, by the state of the network. Fails with WeChat's own errMsg and errno. */
export async function send(url, options) {
  if (offline) throw failure('net::ERR_INTERNET_DISCONNECTED', 600001);
  const held = ruleFor(url, options.method);
  if (held?.how === 'cut before') throw failure('network interrupted error', 600003);
  if (held?.how === 'slow') await wait(held.ms, options.signal);
  if (held?.how === 'status')
    return new Response('', { status: held.status, headers: held.header });
  if (held?.how === 'garbage') return new Response('<html>502</html>', { status: 200 });
  if (held?.how === 'another') return Response.json({ result: 'ok', data: [] });
  const answer = await ask(url, { ...options, credentials: 'omit' }).catch((error) => {
    throw error.name === 'TypeError' ? failure('network interrupted error', 600003) : error;
  });
  if (held?.how === 'late') await wait(held.ms, options.signal);
  if (held?.how === 'cut after') throw failure('network interrupted error', 600003);
  if (offline) throw failure('net::ERR_INTERNET_DISCONNECTED', 600001);
  return answer;
}
