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

const SIGNS = {
  zh: { sentence: '。', clause: '，', item: '、', colon: '：' },
  en: { sentence: '. ', clause: ', ', item: ', ', colon: ': ' },
};

/** Texts one after another, each empty one left out, with a sign of the language between them. */
function joined(texts, sign) {
  const parts = texts.filter(Boolean).map((text) => text.replace(/[.。]$/, ''));
  return parts.join(SIGNS[settings.get('lang')][sign]);
}

const sentences = (texts) => joined(texts, 'sentence');
const clauses = (texts) => joined(texts, 'clause');
const list = (texts) => joined(texts, 'item');
const named = (name, text) => joined([name, text], 'colon');

module.exports = { t, group, page, sentences, clauses, list, named };
