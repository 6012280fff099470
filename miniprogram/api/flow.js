// The order in which a form is asked: what is on one screen, what comes next, what came before.

const { evaluate } = require('./form');
const { itemOf, stepAt, valueAt } = require('./places');
const { t } = require('./words');

/** Forms of which a section is one screen: whoever is in distress sees four screens in all. */
const BY_SECTION = ['urgent_aid'];
const MEMBERS = 'members';

/** Whether the questions of the only item of a list are asked on the screen of the list. */
const isInline = (form, step) => BY_SECTION.includes(form.name) && step.validate.most === 1;

/**
 * The screens of the form itself, in order: {at, section, title, places}. `at` names a screen,
 * `places` are those of its questions.
 */
function screens(form, answers) {
  const { asked } = evaluate(form.steps, answers);
  if (!BY_SECTION.includes(form.name)) return asked.map((step) => screenOf(form, [step], answers));
  return form.sections
    .map(({ id }) => asked.filter((step) => step.section === id))
    .filter((steps) => steps.length)
    .map((steps) => screenOf(form, steps, answers));
}

function screenOf(form, steps, answers) {
  const section = form.sections.find(({ id }) => id === steps[0].section);
  const title = steps.length === 1 ? steps[0].title : section.title;
  const places = [].concat(...steps.map((step) => placesOf(form, step, answers)));
  return { at: steps[0].id, section: section.title, title, steps, places };
}

function placesOf(form, step, answers) {
  if (!step.steps.length || !isInline(form, step)) return [step.id];
  return itemPlaces(form, answers, step.id, 0);
}

/** The places of what is asked of an item. */
function itemPlaces(form, answers, list, index) {
  const step = stepAt(form, list);
  const item = valueAt(answers, `${list}/${index}`) || {};
  const root = evaluate(form.steps, answers).known;
  return evaluate(step.steps, item, { root, index }).asked.map(
    ({ id }) => `${list}/${index}/${id}`,
  );
}

/** "家里第 2 个人"; the first is who applies, whom a helper calls by name. */
function itemHeading({ id, item_title: title, applicant }, index) {
  const isApplicant = id === MEMBERS && index === 0 && title.includes('{n}');
  return isApplicant ? applicant || t('phone.step.applicant') : title.replace('{n}', index + 1);
}

/** The screen on which a place is asked; null where it is not asked any more. */
function screenAt(form, answers, at) {
  const all = screens(form, answers);
  const index = all.findIndex((each) => each.at === at || each.places.includes(at));
  if (index >= 0) return { ...all[index], number: index + 1, count: all.length };
  const item = itemOf(at);
  if (!item || !valueAt(answers, `${item.list}/${item.index}`)) return null;
  const places = itemPlaces(form, answers, item.list, item.index);
  if (!places.includes(at)) return null;
  const list = stepAt(form, item.list);
  const section = itemHeading(list, item.index);
  const step = stepAt(form, at);
  const number = places.indexOf(at) + 1;
  return {
    at,
    section,
    title: step.title,
    steps: [step],
    places: [at],
    number,
    count: places.length,
  };
}

/** What comes after a screen: {at} of another screen, or {done: true}; of an item, {list}. */
function after(form, answers, at) {
  return beside(form, answers, at, 1) || { done: true };
}

/** What came before; null at the first screen of the form. */
function before(form, answers, at) {
  return beside(form, answers, at, -1);
}

function beside(form, answers, at, direction) {
  const all = screens(form, answers);
  const index = all.findIndex((each) => each.at === at || each.places.includes(at));
  const item = itemOf(at);
  if (index < 0 && item) {
    const places = itemPlaces(form, answers, item.list, item.index);
    const next = places[places.indexOf(at) + direction];
    return next ? { at: next } : { list: item.list };
  }
  const next = all[index + direction];
  return next ? { at: next.at } : null;
}

/** The first place that is not answered, also of an item that was begun; the last where all are. */
function firstOpen(form, answers) {
  const all = screens(form, answers);
  for (const { at, places } of all) {
    if (places.some((place) => valueAt(answers, place) === undefined)) return at;
    const [open] = [].concat(...places.map((place) => openOf(form, answers, place)));
    if (open) return open;
  }
  return all[all.length - 1].at;
}

/** What is open of all items of a list. */
function openOf(form, answers, place) {
  const items = stepAt(form, place).steps.length ? valueAt(answers, place) || [] : [];
  return [].concat(...items.map((_, index) => openIn(form, answers, place, index)));
}

/** What is asked of an item and not answered; an optional question may stay open. */
function openIn(form, answers, list, index) {
  return itemPlaces(form, answers, list, index).filter(
    (place) => valueAt(answers, place) === undefined && stepAt(form, place).validate.required,
  );
}

module.exports = { screens, screenAt, after, before, firstOpen, itemHeading, itemPlaces, openIn };
