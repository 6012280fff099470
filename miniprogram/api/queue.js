// Answers and photos that are not at the service yet. They survive closing the app; each is sent
// again under its own key until the service has taken or refused it. Photos do not hold up answers.

const { newKey } = require('./keys');
const { spread } = require('./pauses');
const storage = require('./storage');

const KEY = 'queue';
const PAUSES = [3000, 7000, 20000, 80000]; // milliseconds, after the first, second, ... failure

const handlers = {};
const lanes = {};
const listeners = new Set();

const entries = () => storage.read(KEY, []);
const notify = () => listeners.forEach((listener) => listener());

function store(changed) {
  storage.write(KEY, changed);
  notify();
}

/**
 * How entries of a kind are sent: `lane` (one entry of a lane is sent at a time), `prepare(entry)` is
 * what is added when it is sent first and stays with its key, `send(entry)` resolves when the service has it, `refused(entry, error)` when it will never take it. Entries
 * that wait for another one (`waits(entry, others)`) let those behind them pass.
 */
function handle(kind, handler) {
  handlers[kind] = { waits: () => false, prepare: () => ({}), ...handler };
  lanes[handler.lane] = lanes[handler.lane] || { failures: 0, isRunning: false };
}

const laneOf = (entry) => handlers[entry.kind].lane;

/**
 * Add an entry {kind, place, draft, ...} and start sending. It takes the turn of another of the same
 * place that nobody has tried to send yet; `isBarrier`: nothing of its draft passes it. An entry
 * with a `key` is added once.
 */
function add(entry) {
  const all = entries();
  if (entry.key && all.some(({ key }) => key === entry.key)) return;
  const added = { key: newKey(), ...entry, sent: false };
  const at = entry.isBarrier ? -1 : turnOf(entry, all);
  store(at < 0 ? [...all, added] : all.map((other, index) => (index === at ? added : other)));
  lanes[laneOf(entry)].failures = 0;
  run();
}

function turnOf(entry, all) {
  const barrier = all.map((other) => other.isBarrier && other.draft === entry.draft).lastIndexOf(true);
  return all.findIndex(
    (other, index) =>
      index > barrier && other.kind === entry.kind && other.place === entry.place && !other.sent,
  );
}

const change = (key, changes) =>
  store(entries().map((entry) => (entry.key === key ? { ...entry, ...changes } : entry)));
const drop = (key) => store(entries().filter((entry) => entry.key !== key));

/** Remove what belongs to a draft that is no longer filled in, or of it what is in one lane. */
const dropDraft = (draft, lane = '') =>
  store(
    entries().filter((entry) => entry.draft !== draft || (lane && laneOf(entry) !== lane)),
  );

/** The entries of a draft that wait. */
const waiting = (draft) => entries().filter((entry) => entry.draft === draft);

/** Send what waits; resolves when nothing more can be sent now. */
async function run() {
  const names = Object.keys(lanes);
  do {
    await Promise.all(names.map(runLane));
  } while (names.some((name) => lanes[name].isRunning));
}

function runLane(name) {
  const lane = lanes[name];
  if (!lane.isRunning) {
    clearTimeout(lane.timer);
    lane.isRunning = true;
    lane.running = sendAll(name, lane);
  }
  return lane.running;
}

/** That a lane stops is noted at the moment in which nothing more was found: nothing is overlooked. */
async function sendAll(name, lane) {
  try {
    let entry = nextOf(name);
    while (entry && (await sendOne(name, entry))) entry = nextOf(name);
  } finally {
    lane.isRunning = false;
    notify();
  }
}

function nextOf(name) {
  const all = entries();
  return all.find((each) => laneOf(each) === name && !handlers[each.kind].waits(each, all));
}

/** Whether more may be sent now. An entry that was cut is the first again next time. */
async function sendOne(name, entry) {
  const first = entry.sent ? {} : handlers[entry.kind].prepare(entry);
  change(entry.key, { ...first, sent: true });
  try {
    await handlers[entry.kind].send({ ...entry, ...first });
  } catch (error) {
    if (error.mayRetry) return tryLater(name, entry, error);
    handlers[entry.kind].refused(entry, error);
  }
  lanes[name].failures = 0;
  lanes[name].failure = undefined;
  drop(entry.key);
  run(); // what waited for it in another lane
  return true;
}

function tryLater(name, entry, error) {
  const lane = lanes[name];
  lane.failure = error;
  const pause = PAUSES[Math.min(lane.failures, PAUSES.length - 1)];
  lane.failures += 1;
  lane.timer = setTimeout(() => runLane(name), spread(pause, error.retryAfter));
  return false;
}

/** Why something still waits: the newest refusal, or undefined. */
const failure = () =>
  Object.values(lanes)
    .map((lane) => lane.failure)
    .find(Boolean);

/** Call `listener` whenever something was added, sent or refused; answers how to stop that. */
function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

storage.onClear(() => {
  Object.values(lanes).forEach((lane) => {
    clearTimeout(lane.timer);
    lane.failures = 0;
    lane.failure = undefined;
  });
  notify();
});

module.exports = { handle, notify, add, drop, run, waiting, dropDraft, failure, watch };
