// The words of the pages, in the language of the settings. They are generated from the catalogue.

const settings = require('./settings');

const CATALOGUES = { zh: require('../words/zh'), en: require('../words/en') };
const AREAS = ['phone', 'follow'];

/** The words of a key such as "phone.home.title", with figures for its {names}. */
function t(key, figures = {}) {
  const sentence = CATALOGUES[settings.get('lang')][key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (figures[name] === undefined) throw new Error(`${key} needs ${name}`);
    return figures[name];
  });
}

/** All words of a group, such as "home": by the rest of their key, figures not filled in. */
function group(name) {
  const catalogue = CATALOGUES[settings.get('lang')];
  const found = {};
  for (const prefix of AREAS.map((area) => `${area}.${name}.`)) {
    for (const key of Object.keys(catalogue)) {
      if (key.startsWith(prefix)) found[key.slice(prefix.length)] = catalogue[key];
    }
  }
  return found;
}

/** Give a page its words as data `words`, and its title to the bar above it. */
function page(target, name) {
  const words = group(name);
  target.setData({ words });
  if (words.title) wx.setNavigationBarTitle({ title: words.title });
  return words;
}

module.exports = { t, group, page };
