// What a person chose for the looks of the app; it stays when somebody else signs in.

const storage = require('./storage');

const KEY = 'settings';
const LANGUAGES = ['zh', 'en'];
const LARGE_FONT = 1.3;
const LARGEST_FONT = 2;

let held;

function all() {
  if (!held) held = { lang: 'zh', elder: systemFont() >= LARGE_FONT, ...storage.read(KEY, {}) };
  return held;
}

const get = (name) => all()[name];

function set(name, value) {
  held = { ...all(), [name]: value };
  storage.write(KEY, held);
}

/** How much larger than usual the person has set the letters of the whole phone. */
const systemFont = () => wx.getAppBaseInfo().fontSizeScaleFactor || 1;

/** The scale of the letters in the app: the elder view has them large already. */
function scale() {
  const wanted = Math.min(Math.max(systemFont(), 1), LARGEST_FONT);
  return get('elder') ? Math.max(1, wanted / LARGE_FONT) : wanted;
}

/** A scanned code or a shared link may name the view and the language. */
function startWith({ elder, lang } = {}) {
  if (elder) set('elder', elder === '1');
  if (LANGUAGES.includes(lang)) set('lang', lang);
}

module.exports = { KEY, LANGUAGES, get, set, scale, startWith };
