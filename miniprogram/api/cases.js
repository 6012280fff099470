// What the service tells of a case, and what is sent to it.

const { call } = require('./request');
const storage = require('./storage');
const { t } = require('./words');

const LIST = 'cases';
const LETTERS = 'letters/';

/** Where each thing that must be done is done: a page by name; what is missing only waits for others. */
const PAGES = {
  explain: 'findings',
  correct: 'correction',
  untold: 'correction',
  paper: 'correction',
  sign: 'correction',
  object: 'letters',
  read_letter: 'letters',
};

/** The cases of whoever is signed in, the newest first. */
async function list() {
  const { cases } = await call('GET', '/v1/cases');
  storage.write(LIST, cases.reverse());
  return cases;
}

/** The cases as they were read last on this phone. */
const lastList = () => storage.read(LIST, []);

/** That a case is one of whoever is signed in; refused where it is not. */
async function isMine(id) {
  if (!lastList().some(({ case_id: known }) => known === id)) await timeline(id);
  return true;
}

const timeline = (id) => call('GET', `/v1/cases/${id}/timeline`);
const findings = (id) => call('GET', `/v1/cases/${id}/findings`);
const openItems = (id) => call('GET', `/v1/cases/${id}/correction`);

const explain = (id, body, key) => call('POST', `/v1/cases/${id}/explanation`, body, { key });
const correct = (id, body, key) => call('POST', `/v1/cases/${id}/correction`, body, { key });
const withdraw = (id, body, key) => call('POST', `/v1/cases/${id}/withdrawal`, body, { key });
const reconsider = (id, body, key) =>
  call('POST', `/v1/cases/${id}/reconsiderations`, body, { key });

/** The letters of a case, the newest first. */
async function letters(id) {
  const { letters: found } = await call('GET', `/v1/cases/${id}/letters`);
  storage.write(LETTERS + id, found.reverse());
  return found;
}

/** A letter as it was read last on this phone, or null. */
const storedLetter = (id, number) =>
  storage.read(LETTERS + id, []).find((letter) => letter.number === number) || null;

/** A letter as it is on this phone, or else at the service; undefined where the case has none. */
async function letter(id, number) {
  const isIt = (each) => each.number === number;
  return storedLetter(id, number) || (await letters(id)).find(isIt);
}

/** A receipt number in groups of four. */
const groups = (receipt) => receipt.match(/.{1,4}/g).join(' ');

const urlOf = (page, id, more = '') => `/pages/${page}/${page}?case=${id}${more}`;

/** What must be done, and where: {words, url, label}; url '' where nothing is done on the phone. */
function actionOf(id, { action, required_action: words }) {
  const page = PAGES[action];
  return {
    words,
    url: page ? urlOf(page, id) : '',
    label: page ? t(`follow.action.${action}`) : '',
  };
}

module.exports = {
  list,
  lastList,
  isMine,
  timeline,
  findings,
  openItems,
  letters,
  letter,
  storedLetter,
  explain,
  correct,
  withdraw,
  reconsider,
  groups,
  urlOf,
  actionOf,
};
