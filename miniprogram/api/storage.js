// What is stored on the phone for the person who is signed in, and how it is all removed.

const KEPT = ['settings', 'clock']; // the looks of the app and the time belong to the phone
const FILES = 'files';

/** What the phone has no room for, until the app is closed. */
const inMemory = new Map();

function read(key, otherwise) {
  const value = inMemory.has(key) ? inMemory.get(key) : wx.getStorageSync(key);
  return value === '' ? otherwise : value;
}

/** Store a value. Where the phone is full it is in memory alone, and goes on from there. */
function write(key, value) {
  try {
    wx.setStorageSync(key, value);
    inMemory.delete(key);
  } catch (error) {
    inMemory.set(key, value);
  }
}

function remove(key) {
  inMemory.delete(key);
  wx.removeStorageSync(key);
}

const keys = () => [...new Set([...wx.getStorageInfoSync().keys, ...inMemory.keys()])];

/** Whether something is in memory alone, and lost when the app is closed. */
const isFull = () => inMemory.size > 0;

/** Paths of saved files; each is noted so that it can be removed. */
const files = () => read(FILES, []);

function noteFile(path) {
  write(FILES, [...files(), path]);
}

function removeFile(path) {
  write(
    FILES,
    files().filter((each) => each !== path),
  );
  wx.getFileSystemManager().unlink({ filePath: path, fail: () => {} });
}

const listeners = new Set();
let cleared = 0;

/** Call `listener` when everything was removed. */
const onClear = (listener) => listeners.add(listener);

/** How often everything was removed: what was asked for before is nobody's any more. */
const times = () => cleared;

/** Remove everything that belongs to a person. */
function clear() {
  cleared += 1;
  files().forEach(removeFile);
  keys()
    .filter((key) => !KEPT.includes(key))
    .forEach(remove);
  listeners.forEach((listener) => listener());
}

module.exports = {
  read,
  write,
  remove,
  keys,
  isFull,
  noteFile,
  removeFile,
  onClear,
  times,
  clear,
};
