// A screen of a form, ready for its page; and what its page does with answers.

const { doubtOf } = require('./account');
const connection = require('./connection');
const drafts = require('./drafts');
const { faultOf } = require('./faults');
const flow = require('./flow');
const helped = require('./helped');
const members = require('./members');
const { itemTitle, model } = require('./models');
const { itemOf, stepAt, topOf, valueAt } = require('./places');
const queue = require('./queue');
const rows = require('./rows');
const storage = require('./storage');
const typed = require('./typed');
const { t } = require('./words');

/** Kinds that somebody may have to fetch something for; they may be left for later. */
const FOR_LATER = ['photo', 'account', 'consent', 'area', 'list'];

/** {screen, questions} at a place of a draft; null where it is not asked any more. */
function screen(form, draft, at) {
  const found = flow.screenAt(form, draft.answers, at);
  if (!found) return null;
  const questions = found.places.map((place) => model(form, draft, stepAt(form, place), place));
  const [step] = found.steps;
  const top = topOf(found.at);
  return {
    screen: {
      at: found.at,
      title: found.title,
      position: positionOf(form, draft, found),
      speech: found.places.map((place) => stepAt(form, place).read_aloud).join(''),
      look: draft.look_again.includes(top) ? 'yes' : '',
      refused: (draft.refused[top] || []).join(''),
      conflict: conflictOf(form, draft, top),
      maySkip: isForLater(form, draft, found, step),
      hasBefore: flow.before(form, draft.answers, found.at) !== null,
    },
    questions,
  };
}

/** What another phone answered at the same time, in words; null where none did. */
function conflictOf(form, draft, top) {
  const conflict = (draft.conflicts || {})[top];
  if (!conflict) return null;
  const step = stepAt(form, top);
  const value = conflict.value;
  const shown = step.steps.length
    ? (value || []).map((item, index) => itemTitle(step, item, index)).join('、')
    : rows.shown(step, value, draft.answers);
  return { theirs: t('phone.step.theirs', { shown: shown || t('phone.step.something_else') }) };
}

function positionOf(form, draft, found) {
  const item = itemOf(found.at);
  const section = item ? titleOfItem(form, draft, item) : found.section;
  const { number, count } = found;
  const left = count - number; // what is asked depends on what is answered
  const position = t(`phone.step.${left ? 'position' : 'position_last'}`, { section, number, left });
  const name = helped.nameIn(draft) || (draft.helper ? t('phone.step.somebody') : '');
  return name ? t('phone.step.for', { name, position }) : position;
}

function titleOfItem(form, draft, { list, index }) {
  return itemTitle(stepAt(form, list), valueAt(draft.answers, `${list}/${index}`) || {}, index);
}

function isForLater(form, draft, found, step) {
  const isOpen = valueAt(draft.answers, found.at) === undefined;
  const isAlone = found.places.length === 1;
  return (
    isAlone &&
    !itemOf(found.at) &&
    isOpen &&
    step.validate.required &&
    FOR_LATER.includes(step.kind)
  );
}

/** The answer that was chosen by numbers of options. */
function valueOf(form, draft, place, choice) {
  const step = stepAt(form, place);
  const options = step.options_from ? members.options(draft.answers) : step.options;
  const values = choice.map((index) => options[index].value);
  return step.kind === 'choice' ? values[0] : values;
}

/** Take what was typed: as an answer where it is one, else as it is, for when somebody comes back. */
function take(form, id, place, text) {
  const step = stepAt(form, place);
  const isEmpty = text.trim() === '';
  const { value, fault } = isEmpty ? {} : typed.read(step, text);
  drafts.answer(id, place, fault ? undefined : value);
  drafts.type(id, place, fault ? text : '');
}

/** Take what was typed of a bank account: as an answer where it is whole. */
function takeAccount(id, place, account) {
  const { value: number } = typed.accountNumber(account.number);
  const isWhole = account.bank && number;
  drafts.answer(id, place, isWhole ? { ...account, number } : undefined);
  drafts.type(id, place, isWhole ? '' : JSON.stringify(account));
}

/** What must be changed before somebody goes on: [{id: place, words}]. */
function wrongs(form, draft, questions) {
  return questions
    .map(({ place }) => {
      const value = valueAt(draft.answers, place);
      return { id: place, words: faultOf(stepAt(form, place), value, draft.typed[place] || '') };
    })
    .filter(({ words }) => words);
}

/** Numbers that look mistyped and may be right all the same: [{id: place, words}]. */
function doubts(form, draft, questions) {
  const isAccount = ({ place }) => stepAt(form, place).kind === 'account';
  return questions
    .filter(isAccount)
    .map(({ place }) => ({ id: place, words: doubtOf((valueAt(draft.answers, place) || {}).number) }))
    .filter(({ words }) => words);
}

/** Whether the answers are at the service, in words. */
function saved(draft) {
  if (draft.form === drafts.ESTIMATE) return t('phone.step.not_sent');
  if (storage.isFull()) return t('phone.step.full');
  if (!queue.waiting(draft.id).length) return t('phone.step.saved');
  return t(connection.isConnected() ? 'phone.step.on_phone' : 'phone.step.offline');
}

module.exports = { screen, valueOf, take, takeAccount, wrongs, doubts, saved };
