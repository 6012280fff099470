// What WeChat itself does for a phone is done by the sandbox's simulators: their doors.

import { isOffline } from './network.js';
import { ask, asked } from './outside.js';

/** The name of this phone: it has its own WeChat user, storage and files. */
export const phoneName = asked.get('phone') || 'phone';

/** What the address of the phone asks for: page, query of the start, scale of the font. */
export const wanted = asked;

export async function door(act, method = 'POST', content = {}) {
  if (isOffline()) throw new Error('net::ERR_INTERNET_DISCONNECTED');
  const options = { method, headers: { 'content-type': 'application/json' } };
  if (method === 'POST') options.body = JSON.stringify(content);
  const answer = await ask(`/sandbox/phone/${encodeURIComponent(phoneName)}/${act}`, options);
  if (!answer.ok) throw new Error(`${act}: ${answer.status}`);
  return answer.json();
}
