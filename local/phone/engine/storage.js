// The values that stay on the phone when the app is closed, within WeChat's limits.

import { phoneName } from './doors.js';
import { storage } from './outside.js';

const PREFIX = `phone/${phoneName}/`;
const MOST_OF_ONE = 1024 * 1024;
const MOST_OF_ALL = 10 * 1024 * 1024;

const sizeOf = (text) => new Blob([text]).size;

export function keys() {
  return Object.keys(storage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}

/** Bytes in use. */
export function used() {
  return keys().reduce((sum, key) => sum + sizeOf(key) + sizeOf(storage[PREFIX + key]), 0);
}

export const LIMIT_KB = MOST_OF_ALL / 1024;

export function get(key) {
  const text = storage.getItem(PREFIX + key);
  return text === null ? '' : JSON.parse(text).value;
}

export function set(key, value) {
  const text = JSON.stringify({ value });
  const size = sizeOf(text);
  if (size > MOST_OF_ONE) throw new Error('entry size limit reached');
  const before = storage.getItem(PREFIX + key);
  const added = size + (before === null ? sizeOf(key) : -sizeOf(before));
  if (used() + added > MOST_OF_ALL) throw new Error('storage size limit reached');
  try {
    storage.setItem(PREFIX + key, text);
  } catch {
    throw new Error('storage size limit reached'); // the browser's own limit
  }
}

export const remove = (key) => storage.removeItem(PREFIX + key);

export function clear() {
  keys().forEach(remove);
}
