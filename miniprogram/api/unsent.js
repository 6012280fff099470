// What was typed on a page and is not handed in yet. It stays when the page is left or the app ends.

const { newKey } = require('./keys');
const queue = require('./queue');
const storage = require('./storage');

const PREFIX = 'unsent/';

/** What was typed on the page of that name; `empty` where nothing was. */
const read = (name, empty) => storage.read(PREFIX + name, { ...empty, key: newKey() });

/** Store what was typed. It is handed in under a key of its own: what changed is another matter. */
function write(name, typed) {
  const stored = { ...typed, key: newKey() };
  storage.write(PREFIX + name, stored);
  return stored;
}

const remove = (name) => storage.remove(PREFIX + name);

/** Wait until the photos of that name are at the service; rejects with a refusal where they cannot. */
async function settle(name) {
  await queue.run();
  await queue.run(); // what was added while the first run ended
  if (queue.waiting(name).length) throw queue.failure();
}

module.exports = { read, write, remove, settle };
