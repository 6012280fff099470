// The letters of a case, the newest first.

const cases = require('../../api/cases');
const { during } = require('../../api/loading');
const when = require('../../api/when');
const words = require('../../api/words');

Page({
  data: { words: words.group('letters'), letters: [], fault: null, busy: false, isEmpty: false },

  onLoad({ case: id }) {
    this.id = id;
    words.page(this, 'letters');
  },

  onShow() {
    this.load();
  },

  async load() {
    const found = await during(this, () => cases.letters(this.id));
    if (!found) return;
    const letters = found.map((letter) => ({ ...letter, at: when.day(letter.written_at) }));
    this.setData({ letters, isEmpty: !letters.length });
  },

  open({ currentTarget }) {
    const number = encodeURIComponent(currentTarget.dataset.number);
    wx.navigateTo({ url: cases.urlOf('letter', this.id, `&number=${number}`) });
  },

  leave() {
    wx.navigateBack();
  },
});
