// Places of answers: "members/0/marital" is the answer of step `marital` of the first member.

const isNumber = (part) => /^\d+$/.test(part);

/** The step at a place, and its siblings. */
function stepAt(form, place) {
  let steps = form.steps;
  let step;
  for (const part of place.split('/').filter((each) => !isNumber(each))) {
    step = steps.find((each) => each.id === part);
    if (!step) throw new Error(`${form.name} has no step ${place}`);
    steps = step.steps;
  }
  return step;
}

function valueAt(answers, place) {
  return place
    .split('/')
    .reduce(
      (value, part) => (value === undefined || value === null ? undefined : value[part]),
      answers,
    );
}

/** The answers with another value at a place; undefined takes the answer away. */
function withValue(answers, place, value) {
  const [part, ...rest] = place.split('/');
  const copy = Array.isArray(answers) ? [...answers] : { ...answers };
  if (rest.length) {
    const empty = isNumber(rest[0]) ? [] : {};
    copy[part] = withValue(copy[part] || empty, rest.join('/'), value);
  } else if (value === undefined) {
    delete copy[part];
  } else {
    copy[part] = value;
  }
  return copy;
}

/** "members" of "members/0/marital": what is saved at the service as one answer. */
const topOf = (place) => place.split('/')[0];

/** The list of an item's place: {list: "members", index: 0, rest: "marital"}; null at the top. */
function itemOf(place) {
  const parts = place.split('/');
  const at = parts.length - 2;
  if (at < 1 || !isNumber(parts[at])) return null;
  return { list: parts.slice(0, at).join('/'), index: Number(parts[at]), rest: parts[at + 1] };
}

module.exports = { stepAt, valueAt, withValue, topOf, itemOf };
