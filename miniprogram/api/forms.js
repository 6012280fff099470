// The forms of the service. One that was read is stored, so that it can be filled in offline. Where
// somebody helps, the questions name the person of the draft.

const helped = require('./helped');
const { call } = require('./request');
const settings = require('./settings');
const storage = require('./storage');
const { t } = require('./words');

const MEMBERS = 'members';

const held = {};
const seen = new Set(); // what the service gave since the app was opened

const isHelped = ({ helper, for_name: name }) => Boolean(helper || name);
const keyOf = (draft) => `form/${draft.form}/${settings.get('lang')}${isHelped(draft) ? '/helped' : ''}`;

/** The form of a draft as it was read last, or null. */
function stored(draft) {
  const key = keyOf(draft);
  if (!held[key]) held[key] = storage.read(key, null);
  return held[key] && named(held[key], draft);
}

/** Ask the service for the form of today. */
async function fetched(draft) {
  const key = keyOf(draft);
  const query = `lang=${settings.get('lang')}${isHelped(draft) ? '&helped=true' : ''}`;
  const form = await call('GET', `/v1/forms/${draft.form}?${query}`, undefined, { open: true });
  held[key] = form;
  seen.add(key);
  storage.write(key, form);
  return named(form, draft);
}

/**
 * The form of a draft: the stored one where there is one, else that of the service, which is asked
 * for it once while the app is open in any case: a form may have changed.
 */
async function get(draft) {
  const here = stored(draft);
  if (!here) return fetched(draft);
  if (!seen.has(keyOf(draft))) fetched(draft).catch(() => {}); // for the next page
  return here;
}

/** A form whose texts name the person whom a helper fills it in for. */
function named(form, draft) {
  if (!isHelped(draft)) return form;
  const name = helped.nameIn(draft) || t('phone.step.somebody');
  const fill = (_, value) => (typeof value === 'string' ? value.replace(/\{name\}/g, name) : value);
  const filled = JSON.parse(JSON.stringify(form), fill);
  const steps = filled.steps.map((step) => (step.id === MEMBERS ? { ...step, applicant: name } : step));
  return { ...filled, steps };
}

module.exports = { get, stored, fetched };
