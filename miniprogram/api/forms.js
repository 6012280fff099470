// The forms of the service. One that was read is stored, so that it can be filled in offline.

const { call } = require('./request');
const settings = require('./settings');
const storage = require('./storage');

const held = {};
const seen = new Set(); // what the service gave since the app was opened

const keyOf = (name) => `form/${name}/${settings.get('lang')}`;

/** The form as it was read last, or null. */
function stored(name) {
  const key = keyOf(name);
  if (!held[key]) held[key] = storage.read(key, null);
  return held[key];
}

/** Ask the service for the form of today. */
async function fetched(name) {
  const key = keyOf(name);
  const form = await call('GET', `/v1/forms/${name}?lang=${settings.get('lang')}`, undefined, {
    open: true,
  });
  held[key] = form;
  seen.add(key);
  storage.write(key, form);
  return form;
}

/**
 * The form: the stored one where there is one, else that of the service, which is asked for it once
 * while the app is open in any case: a form may have changed.
 */
async function get(name) {
  const here = stored(name);
  if (!here) return fetched(name);
  if (!seen.has(keyOf(name))) fetched(name).catch(() => {}); // for the next page
  return here;
}

module.exports = { get, stored, fetched };
