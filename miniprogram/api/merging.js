// One answer that two phones gave at the same time: what both say is kept where that is plain. Pure.

const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * What becomes of an answer to `step` that was `base`, and is `mine` here and `theirs` there:
 * {value, isPlain, numbers}. Where both say something else of the same, it is not plain, and what
 * `prefer` ('mine' or 'theirs') says is taken. `numbers` are those of the items of mine in it.
 */
function merged(step, { base, mine, theirs }, prefer = 'theirs') {
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    return lists(step, { base: base || [], mine, theirs }, prefer);
  }
  return { ...either({ base, mine, theirs }, prefer), numbers: [] };
}

function either({ base, mine, theirs }, prefer) {
  if (same(mine, theirs) || same(mine, base)) return { value: theirs, isPlain: true };
  if (same(theirs, base)) return { value: mine, isPlain: true };
  return { value: prefer === 'mine' ? mine : theirs, isPlain: false };
}

function lists(step, { base, mine, theirs }, prefer) {
  const here = matches(step, base, mine, { isPlaced: step.steps.length > 0 });
  const there = matches(step, base, theirs, { isPlaced: step.steps.length > 0 });
  const made = { value: [...theirs], isPlain: true, numbers: mine.map(() => undefined), gone: [] };
  base.forEach((before, index) => {
    keep(step, made, { before, mine, theirs, at: here[index], to: there[index] }, prefer);
  });
  const added = mine.map((_, at) => at).filter((at) => !here.includes(at));
  const alike = matches(step, added.map((at) => mine[at]), theirs, { taken: there });
  added.forEach((at, index) => {
    keep(step, made, { mine, theirs, at, to: alike[index] }, prefer);
  });
  return withoutGone(made);
}

/** What becomes of an item that is number `at` here and `to` there, -1 where it is not. */
function keep(step, made, { before, mine, theirs, at, to }, prefer) {
  if (at < 0) {
    // people are taken out by a request of their own; anything else is given without it
    if (to >= 0 && !step.steps.length && same(theirs[to], before)) made.gone.push(to);
    return;
  }
  if (to >= 0) {
    const found = item(step, { base: before, mine: mine[at], theirs: theirs[to] }, prefer);
    made.value[to] = found.value;
    made.isPlain = made.isPlain && found.isPlain;
    made.numbers[at] = to;
    return;
  }
  const isNew = before === undefined;
  if (!isNew && same(mine[at], before)) return; // taken out there
  if (!isNew) made.isPlain = false;
  if (isNew || prefer === 'mine') made.numbers[at] = made.value.push(mine[at]) - 1;
}

/** An item that both have: of a person each answer by itself, of anything else the whole. */
function item(step, { base, mine, theirs }, prefer) {
  const isPerson = step.kind === 'people' && isObject(mine) && isObject(theirs);
  if (!isPerson) return either({ base, mine, theirs }, prefer);
  const value = {};
  let isPlain = true;
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const part = { base: (base || {})[name], mine: mine[name], theirs: theirs[name] };
    const found = either(part, prefer);
    isPlain = isPlain && found.isPlain;
    if (found.value !== undefined) value[name] = found.value;
  }
  return { value, isPlain };
}

function withoutGone({ value, isPlain, numbers, gone }) {
  const left = value.filter((_, index) => !gone.includes(index));
  return { value: left, isPlain, numbers };
}

/**
 * Which item of another list each item is, -1 for none: the same one, else the same person, else
 * with `isPlaced` the one at the same place. Those in `taken` are others already.
 */
function matches(step, items, others, { taken = [], isPlaced = false }) {
  const found = items.map(() => -1);
  const isFree = (index) => index >= 0 && !taken.includes(index) && !found.includes(index);
  const match = (isAlike) =>
    items.forEach((each, at) => {
      if (found[at] >= 0) return;
      found[at] = others.findIndex((other, index) => isFree(index) && isAlike(each, other, at, index));
    });
  match(same);
  match((each, other) => whoIs(step, each) !== '' && whoIs(step, each) === whoIs(step, other));
  if (isPlaced) match((_, __, at, index) => at === index);
  return found;
}

function whoIs(step, each) {
  if (!isObject(each)) return '';
  if (step.kind === 'consent') return `${each.member}`;
  return each.identity_number || each.name || '';
}

module.exports = { merged, same };
