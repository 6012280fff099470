// What stands on the notice board of a village, and what was said of it from this phone.

const { call } = require('./request');
const storage = require('./storage');

const AREA = 'notices/area';
const BOARD = 'notices/board';
const SAID = 'notices/said';

/** The village whose board was read last on this phone; '' where none was. */
const lastArea = () => storage.read(AREA, '');

/** {area, area_name, notices, ends, outcomes}, which anybody may read. */
async function read(area) {
  const board = await call('GET', `/v1/notices/${area}`, undefined, { open: true });
  storage.write(AREA, area);
  storage.write(BOARD, board);
  return board;
}

/** A notice as it was read last; null where it is not on that board. */
function find(id) {
  const { notices = [], ends = [] } = storage.read(BOARD, {});
  return [...notices, ...ends].find((one) => one.id === id) || null;
}

/** The receipts of what was said from this phone, the newest first. */
const said = () => storage.read(SAID, []);

/** Say something of a notice; the receipt stays on the phone, since the notice does not. */
async function object(area, notice, body, key) {
  const receipt = await call('POST', `/v1/notices/${area}/${notice.id}/objections`, body, { key });
  const line = { ...receipt, about: `${notice.surname} ${notice.scheme_name}` };
  const others = said().filter(({ number }) => number !== receipt.number);
  storage.write(SAID, [line, ...others]);
  return line;
}

module.exports = { lastArea, read, find, said, object };
