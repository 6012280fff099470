// What is stored on the phone for the person who is signed in, and how it is all removed.

const KEPT = ['settings']; // the looks of the app belong to the phone
const FILES = 'files';

const read = (key, otherwise) => {
  const value = wx.getStorageSync(key);
  return value === '' ? otherwise : value;
};
const write = (key, value) => wx.setStorageSync(key, value);
const remove = (key) => wx.removeStorageSync(key);
const keys = () => wx.getStorageInfoSync().keys;

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

/** Call `listener` when everything was removed. */
const onClear = (listener) => listeners.add(listener);

/** Remove everything that belongs to a person. */
function clear() {
  files().forEach(removeFile);
  keys()
    .filter((key) => !KEPT.includes(key))
    .forEach(remove);
  listeners.forEach((listener) => listener());
}

module.exports = { read, write, remove, keys, noteFile, removeFile, onClear, clear };
