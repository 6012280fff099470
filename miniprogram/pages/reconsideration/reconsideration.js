// Ask that somebody who took no part looks at a decision again; follow it; ask no more.

const cases = require('../../api/cases');
const { keyOf } = require('../../api/keys');
const { during, once } = require('../../api/loading');
const { call } = require('../../api/request');
const route = require('../../api/route');
const unsent = require('../../api/unsent');
const when = require('../../api/when');
const words = require('../../api/words');

const WAITING = 'waiting';

Page({
  data: {
    words: words.group('reconsideration'),
    isAsking: false,
    statement: '',
    wrong: '',
    asked: null,
    due: '',
    mayWithdraw: false,
    fault: null,
    busy: false,
  },

  onLoad({ case: id, letter = '', id: asked = '' }) {
    Object.assign(this, { case: id, letter: route.decoded(letter), asked });
    words.page(this, 'reconsideration');
    this.name = `reconsideration/${this.letter}`;
    const { statement } = unsent.read(this.name, { statement: '' });
    this.setData({ statement });
    this.load();
  },

  async load() {
    if (!this.asked) {
      this.begin();
      return;
    }
    const found = await during(this, () => call('GET', `/v1/reconsiderations/${this.asked}`));
    if (found) this.show(found);
  },

  /** Whoever comes by a link to what is not theirs, or not there, is told so before they write. */
  async begin() {
    const letter = await during(this, () => cases.letter(this.case, this.letter));
    if (letter === undefined) route.toCases();
    else this.setData({ isAsking: Boolean(letter) });
  },

  show(found) {
    this.asked = found.reconsideration_id;
    this.setData({
      asked: found,
      isAsking: false,
      due: when.by(found.due),
      mayWithdraw: found.state === WAITING,
    });
  },

  retry() {
    if (this.data.isAsking) this.ask();
    else this.load();
  },

  write({ detail }) {
    unsent.write(this.name, { statement: detail.value });
    this.setData({ statement: detail.value, wrong: '' });
  },

  async ask() {
    const statement = this.data.statement.trim();
    if (!statement) {
      this.setData({ wrong: this.data.words.empty });
      return;
    }
    const body = { letter: this.letter, statement };
    const key = keyOf(this.name, body);
    const found = await once(this, () => cases.reconsider(this.case, body, key));
    if (!found) return;
    unsent.remove(this.name);
    this.show(found);
  },

  withdraw() {
    const said = this.data.words;
    wx.showModal({
      title: said.withdraw_ask,
      content: said.withdraw_note,
      cancelText: said.keep,
      confirmText: said.withdraw_yes,
      success: ({ confirm }) => confirm && this.withdrawNow(),
    });
  },

  async withdrawNow() {
    const path = `/v1/reconsiderations/${this.asked}/withdrawal`;
    const found = await once(this, () => call('POST', path, {}));
    if (found) this.show(found);
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.asked.telephone, fail: () => {} });
  },

  leave() {
    wx.navigateBack();
  },
});
