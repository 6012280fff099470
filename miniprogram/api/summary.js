// The rows of the check of the answers, in groups as a person reads them.

const { itemTitle } = require('./models');
const { stepAt, valueAt } = require('./places');

/** The place of a row or of something missing: {step, item, sub_step}. */
function placeOf({ step, item, sub_step: subStep }) {
  return subStep ? `${step}/${item}/${subStep}` : step;
}

const isOfItem = ({ item }) => item !== undefined && item !== null;

/** [{id, of, title, rows: [{at, title, shown}]}]: by section, and by item of a list. */
function groups(form, draft, rows) {
  const found = [];
  for (const row of rows) {
    const group = groupOf(form, draft, row);
    const last = found[found.length - 1];
    const target = last && last.of === group.of ? last : { ...group, id: found.length };
    if (target !== last) found.push(target);
    target.rows.push({ at: placeOf(row), title: row.title, shown: row.shown });
  }
  return found;
}

function groupOf(form, draft, row) {
  const step = stepAt(form, row.step);
  if (isOfItem(row)) {
    const item = valueAt(draft.answers, `${row.step}/${row.item}`) || {};
    return { of: `${row.step}/${row.item}`, title: itemTitle(step, item, row.item), rows: [] };
  }
  const { id, title } = form.sections.find((section) => section.id === step.section);
  return { of: id, title, rows: [] };
}

module.exports = { placeOf, groups };
