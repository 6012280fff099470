// A letter in readable text: what was decided, why, and what to do if one does not agree.

const cases = require('../../api/cases');
const { during } = require('../../api/loading');
const route = require('../../api/route');
const settings = require('../../api/settings');
const when = require('../../api/when');
const words = require('../../api/words');

/** The language in which the law has letters written (国家通用语言文字法, art. 9). */
const WRITTEN = 'zh';

Page({
  data: {
    words: words.group('letter'),
    letter: null,
    lines: [],
    day: '',
    chinese: '',
    until: '',
    asked: '',
    speech: '',
    fault: null,
    busy: false,
  },

  onLoad({ case: id, number = '' }) {
    Object.assign(this, { id, number: route.decoded(number) });
    words.page(this, 'letter');
  },

  onShow() {
    const stored = cases.storedLetter(this.id, this.number);
    if (stored) this.show(stored);
    this.load();
  },

  /** What may still be asked changes with the day, so that the letter is read anew. */
  async load() {
    const found = await during(this, () => cases.letters(this.id));
    if (!found) return;
    const letter = found.find(({ number }) => number === this.number);
    if (letter) this.show(letter);
    else route.toCases();
  },

  show(letter) {
    const state = letter.reconsideration_state;
    this.setData({
      letter,
      chinese: settings.get('lang') === WRITTEN ? '' : this.data.words.chinese,
      lines: letter.lines.map((text, id) => ({ id, text })),
      day: when.day(letter.written_at),
      until: letter.reconsider_until
        ? words.t('follow.letter.until', { by: when.by(letter.reconsider_until) })
        : '',
      asked: state ? this.data.words[`asked_${state}`] : '',
      speech: words.sentences([letter.title, letter.addressee, ...letter.lines, letter.office]),
    });
  },

  copy() {
    wx.setClipboardData({ data: this.data.letter.number });
  },

  reconsider() {
    const more = `&letter=${encodeURIComponent(this.number)}`;
    wx.navigateTo({ url: cases.urlOf('reconsideration', this.id, more) });
  },

  follow() {
    const more = `&id=${this.data.letter.reconsideration_id}`;
    wx.navigateTo({ url: cases.urlOf('reconsideration', this.id, more) });
  },
});
