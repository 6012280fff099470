// A correction of a case: the questions of the form for what was left out, and its body.

const { body } = require('./body');
const { stepAt } = require('./places');

const FORM = 'application';

/** Where in the body each topic lies that may have been left out. */
const FIELDS = {
  incomes: ['incomes'],
  expenses: ['expenses'],
  deposits: ['property/deposits_fen', 'property/securities_fen'],
  vehicles: ['property/vehicles'],
  houses: ['property/houses'],
  businesses: ['property/businesses'],
};

/** The steps of the form that ask for a topic. */
const stepsOf = (form, topic) => form.steps.filter(({ field }) => FIELDS[topic].includes(field));

const isAnswered = ({ answers }, { id }) => answers[id] !== undefined && answers[id] !== null;

/** The places at which what is open is answered: [{at, title, isAnswered}]. */
function questions(form, draft, items) {
  const topics = items.map(({ topic }) => topic).filter(Boolean);
  return [].concat(...topics.map((topic) => stepsOf(form, topic))).map((step) => ({
    at: step.id,
    title: step.title,
    isAnswered: isAnswered(draft, step),
  }));
}

/** What of the answers belongs into the body: the fields at these places, and nothing else. */
function fields(form, draft, places) {
  const whole = body(form, draft.answers);
  const made = {};
  const answered = places.map((at) => stepAt(form, at)).filter((step) => isAnswered(draft, step));
  answered.forEach(({ field }) => {
    const [name] = field.split('/');
    made[name] = whole[name];
  });
  return made;
}

module.exports = { FORM, questions, fields };
