// What was typed on a page and is not handed in yet. It stays when the page is left or the app ends.

const keys = require('./keys');
const queue = require('./queue');
const storage = require('./storage');
const uploads = require('./uploads');

const PREFIX = 'unsent/';

/** What was typed on the page of that name; `empty` where nothing was. */
const read = (name, empty) => storage.read(PREFIX + name, empty);

/** Store what was typed. */
function write(name, typed) {
  storage.write(PREFIX + name, typed);
  return typed;
}

/** Forget what was handed in: what was typed, photos, the key. */
function remove(name) {
  storage.remove(PREFIX + name);
  keys.forget(name);
  uploads.forgetOf(name);
}

/** Wait until the photos of that name are at the service; rejects with a refusal where they cannot. */
async function settle(name) {
  await queue.run();
  if (queue.waiting(name).length) throw queue.failure();
}

module.exports = { read, write, remove, settle };
