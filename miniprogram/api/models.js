// A question as its component shows it: texts, and what was answered, ready for the template.

const { evaluate } = require('./form');
const flow = require('./flow');
const members = require('./members');
const { valueAt } = require('./places');
const rows = require('./rows');
const typed = require('./typed');
const { t } = require('./words');

/** The question at a place of a draft. */
function model(form, draft, step, place) {
  const value = valueAt(draft.answers, place);
  const base = {
    place,
    wrong: '',
    id: step.id,
    kind: step.kind,
    isTyped: typed.isTyped(step.kind) && step.kind !== 'date',
    title: step.title,
    hint: step.hint,
    why: step.why,
    canBeTaken: step.kind === 'phone' && place === step.id && !draft.helper,
    canBeUnknown: step.unknown,
    isUnknown: value === null,
    none: step.none,
    isNone: step.none !== '' && Array.isArray(value) && !value.length,
  };
  const make = MODELS[step.kind] || textModel;
  return { ...base, ...make({ form, draft, step, place, value }) };
}

const isAnswer = (value) => value !== undefined && value !== null;

function textModel({ draft, step, place, value }) {
  const text = draft.typed[place] || (isAnswer(value) ? typed.show(step, value) : '');
  return { text, most: step.validate.max_length || 140 };
}

function dateModel(given) {
  const [year = '', month = '', day = ''] = textModel(given).text.split('-');
  return { year, month: month.replace(/^0/, ''), day: day.replace(/^0/, '') };
}

function choiceModel({ draft, step, value }) {
  const options = step.options_from ? members.options(draft.answers) : step.options;
  const chosen = Array.isArray(value) ? value : [value];
  return {
    options: options.map((option, index) => ({
      id: String(index),
      label: option.label,
      hint: option.hint,
      checked: isAnswer(value) && chosen.includes(option.value),
    })),
  };
}

function itemsModel({ form, draft, step, place, value }) {
  const items = (value || []).map((item, index) => {
    const open = flow.openIn(form, draft.answers, place, index);
    return {
      index,
      title: itemTitle(step, item, index),
      lines: rows.lines(step, item, draft.answers),
      isOpen: open.length > 0,
    };
  });
  const most = step.validate.most;
  return { items, mayAdd: !most || items.length < most };
}

/** "家里第 2 个人：李四" */
function itemTitle(step, item, index) {
  const title = flow.itemHeading(step, index);
  const isNamed = !item.name || item.name === title;
  return isNamed ? title : t('phone.step.named', { title, name: item.name });
}

function areaModel({ value }) {
  return { code: value || '' };
}

function photoModel({ step, value }) {
  return { digests: value || [], most: step.validate.most || 1 };
}

function accountModel({ draft, place, value }) {
  const half = draft.typed[place] ? JSON.parse(draft.typed[place]) : {};
  const { bank = '', number = '', holder = 0 } = value || half;
  const people = members.options(draft.answers);
  return {
    bank,
    number,
    holders: people.map(({ label }) => label),
    holder: Math.min(holder, Math.max(people.length - 1, 0)),
  };
}

function consentModel({ form, draft, value }) {
  const { known } = evaluate(form.steps, draft.answers);
  return { people: known.members || [], consents: value || [] };
}

const MODELS = {
  date: dateModel,
  choice: choiceModel,
  several: choiceModel,
  people: itemsModel,
  list: itemsModel,
  area: areaModel,
  photo: photoModel,
  account: accountModel,
  consent: consentModel,
};

/** What a component shows before its page has given it a question. */
const EMPTY = {
  place: '',
  kind: '',
  title: '',
  text: '',
  most: 140,
  bank: '',
  number: '',
  holder: 0,
  holders: [],
  options: [],
  items: [],
  digests: [],
  people: [],
  consents: [],
  code: '',
};

module.exports = { EMPTY, model, itemTitle };
