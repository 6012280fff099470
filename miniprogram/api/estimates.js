// The trial calculation: what is asked for, and its result ready for the page.

const amount = require('./amount');
const { body } = require('./body');
const { evaluate } = require('./form');
const { call } = require('./request');
const settings = require('./settings');
const { t } = require('./words');

/** Without these nothing can be calculated. */
const NEEDED = ['area', 'members'];

/** The steps that ask for what a scheme does not know, by its topic. */
const STEPS = {
  incomes: ['incomes'],
  excluded_incomes: ['incomes'],
  deposits: ['deposits_fen', 'securities_fen'],
  vehicles: ['vehicles'],
  houses: ['houses'],
  businesses: ['businesses'],
  expenses: ['expenses'],
  hardship_spending: ['expenses'],
  supporters: ['supporters'],
  cause: ['cause'],
  setting: ['setting', 'area'],
  members: ['members'],
  self_care: ['members'],
  disability: ['members'],
  ability: ['members'],
};
/** Whoever has the first has none of the others (国发〔2016〕14号). */
const INSTEAD = { of: 'tekun', others: ['dibao', 'single_person'] };
const ONCE = ['temporary_aid'];

/** Texts as a list that a template can show, where two may be alike. */
const listed = (texts) => texts.map((text, id) => ({ id, text }));

const inLanguage = (texts, name = '') => texts[`${name}${settings.get('lang')}`];

/** What must be answered before anything can be calculated: [{at, title}]. */
const needed = (form, { answers }) =>
  form.steps
    .filter(({ id }) => NEEDED.includes(id) && !hasAnswer(answers[id]))
    .map(({ id, title }) => ({ at: id, title }));

const hasAnswer = (value) =>
  value !== undefined && value !== null && !(Array.isArray(value) && !value.length);

/** Ask the service; nobody need be signed in, and it stores nothing. */
const calculate = (form, { answers }) =>
  call('POST', '/v1/estimates', body(form, answers), { open: true });

/** The result for the page: what fits, what may fit, what does not; what is not known; changes. */
function show(form, draft, estimate) {
  const schemes = estimate.schemes.map(schemeOf);
  const of = (outcome) => schemes.filter((each) => each.outcome === outcome);
  return {
    fits: of('eligible'),
    mayFit: of('indeterminate'),
    others: of('not_eligible'),
    isChoice: isChoice([...of('eligible'), ...of('indeterminate')].map(({ scheme }) => scheme)),
    open: openOf(form, draft, estimate),
    changes: estimate.changes.map((change, id) => ({ id, ...changeOf(change, estimate.schemes) })),
    excluded: listed(estimate.excluded_members.map((one) => inLanguage(one))),
    next: estimate.next,
  };
}

/** Whether schemes are named of which one person has one alone. */
const isChoice = (named) =>
  named.includes(INSTEAD.of) && INSTEAD.others.some((name) => named.includes(name));

function schemeOf(scheme) {
  const { reason } = scheme;
  return {
    scheme: scheme.scheme,
    name: scheme.name,
    outcome: scheme.outcome,
    received: scheme.received,
    amount: scheme.amount_fen ? amountOf(scheme.scheme, scheme.amount_fen) : '',
    lines: listed(scheme.calculation.map(({ words }) => words)),
    terms: listed(scheme.terms),
    reason: reason ? inLanguage(reason) : '',
    next: reason ? inLanguage(reason, 'next_step_') : '',
    conditions: scheme.conditions.map((one, id) => ({
      id,
      label: one.label,
      article: one.article,
      mark: t(`follow.estimate_result.mark_${one.status}`),
    })),
    isAssumed: scheme.assumed.length > 0,
  };
}

function amountOf(scheme, fen) {
  const period = ONCE.includes(scheme) ? 'once' : 'monthly';
  return t(`follow.estimate_result.${period}`, { amount: amount.toRead(fen) });
}

/** What is not known, in the order of the form, each with the question that asks for it. */
function openOf(form, draft, estimate) {
  const topics = [...new Set([].concat(...estimate.schemes.map(({ missing }) => missing)))].sort();
  const { asked } = evaluate(form.steps, draft.answers);
  return topics.map((topic, index) => {
    const steps = (STEPS[topic] || []).filter((id) => asked.some((step) => step.id === id));
    const unanswered = steps.find((id) => !hasAnswer(draft.answers[id]));
    return { topic, words: estimate.questions[index], at: unanswered || steps[0] || '' };
  });
}

/** What would change, with the schemes that are others then. */
function changeOf(change, now) {
  const before = (name) => now.find(({ scheme }) => scheme === name);
  const differs = (one) => {
    const { outcome, amount_fen: fen } = before(one.scheme);
    return one.outcome !== outcome || one.amount_fen !== fen;
  };
  const lines = change.schemes.filter(differs).map((one) => {
    const { name } = before(one.scheme);
    return t('follow.estimate_result.then', { name, outcome: outcomeOf(one) });
  });
  return {
    words: change.words,
    lines: listed(lines.length ? lines : [t('follow.estimate_result.unchanged')]),
  };
}

function outcomeOf({ scheme, outcome, amount_fen: fen }) {
  if (outcome === 'eligible' && fen) return amountOf(scheme, fen);
  return t(`follow.estimate_result.${outcome}`);
}

module.exports = { needed, calculate, show };
