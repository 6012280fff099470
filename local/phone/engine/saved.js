// The phone's files: those of this session in memory, saved ones in the browser's database too.

import { phoneName } from './doors.js';
import { database as databases } from './outside.js';

const inMemory = new Map();
const urls = new Map();
let database;
let serial = 0;

export async function loadSavedFiles() {
  if (!databases) return;
  database = await new Promise((resolve, reject) => {
    const opening = databases.open(`phone/${phoneName}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const [paths, blobs] = await Promise.all([
    inDatabase('readonly', (store) => store.getAllKeys()),
    inDatabase('readonly', (store) => store.getAll()),
  ]);
  paths.forEach((path, index) => inMemory.set(path, blobs[index]));
}

function inDatabase(mode, act) {
  return new Promise((resolve, reject) => {
    const asked = act(database.transaction('files', mode).objectStore('files'));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** A path that no file has had; `ending` such as "jpg". */
function freshPath(kind, ending) {
  serial += 1;
  return `${kind}${Date.now()}${serial}${ending ? `.${ending}` : ''}`;
}

const ENDINGS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/heic': 'heic' };
const endingOf = (blob) => ENDINGS[blob.type] ?? blob.name?.split('.').pop() ?? '';

/** Put a file of this session down; answers its path. */
export function addTemporary(blob) {
  const path = freshPath('wxfile://tmp_', endingOf(blob));
  inMemory.set(path, blob);
  return path;
}

export function fileAt(path) {
  const blob = inMemory.get(path);
  if (!blob) throw new Error(`no such file or directory, open '${path}'`);
  return blob;
}

export const hasFile = (path) => inMemory.has(path);

/** Keep a file when the app is closed; the temporary path is no longer valid. */
export async function saveFile(path) {
  const blob = fileAt(path);
  const saved = freshPath('wxfile://store_', endingOf(blob));
  const bytes = new Blob([await blob.arrayBuffer()], { type: blob.type });
  if (databases) await inDatabase('readwrite', (store) => store.put(bytes, saved));
  inMemory.set(saved, bytes);
  inMemory.delete(path);
  return saved;
}

export async function removeFile(path) {
  fileAt(path);
  inMemory.delete(path);
  if (databases) await inDatabase('readwrite', (store) => store.delete(path));
}

/** An address that the browser can show. */
export function urlOf(path) {
  if (!urls.has(path)) urls.set(path, URL.createObjectURL(fileAt(path)));
  return urls.get(path);
}
