// Withdraw an application: what follows, why, and a second look before it is done.

const cases = require('../../api/cases');
const { keyOf } = require('../../api/keys');
const { during, once } = require('../../api/loading');
const route = require('../../api/route');
const unsent = require('../../api/unsent');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('withdrawal'),
    reasons: [],
    chosen: '',
    wrong: '',
    isKnown: false,
    done: false,
    fault: null,
    busy: false,
  },

  onLoad({ case: id }) {
    this.id = id;
    this.name = `withdrawal/${id}`;
    const said = words.page(this, 'withdrawal');
    const reasons = ['better', 'mistake', 'elsewhere', 'other'];
    const { chosen } = unsent.read(this.name, { chosen: '' });
    this.setData({ reasons: reasons.map((name) => ({ name, label: said[name] })), chosen });
    this.load();
  },

  /** Whoever comes by a link to what is not theirs, or not there, is told so before they answer. */
  async load() {
    const known = await during(this, () => cases.isMine(this.id));
    this.setData({ isKnown: Boolean(known) });
  },

  retry() {
    if (this.data.isKnown) this.withdraw();
    else this.load();
  },

  choose({ detail }) {
    unsent.write(this.name, { chosen: detail.value });
    this.setData({ chosen: detail.value, wrong: '' });
  },

  ask() {
    const said = this.data.words;
    if (!this.data.chosen) {
      this.setData({ wrong: said.choose });
      return;
    }
    wx.showModal({
      title: said.ask,
      content: said.note,
      cancelText: said.keep,
      confirmText: said.yes,
      success: ({ confirm }) => confirm && this.withdraw(),
    });
  },

  async withdraw() {
    const { chosen } = this.data;
    const body = { reason: this.data.words[chosen] };
    const key = keyOf(this.name, body);
    const given = await once(this, () => cases.withdraw(this.id, body, key));
    if (!given) return;
    unsent.remove(this.name);
    this.setData({ done: true });
  },

  leave() {
    if (this.data.done) route.toCases();
    else wx.navigateBack();
  },
});
