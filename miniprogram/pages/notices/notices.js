// What is announced in a village before it is decided, and what one has to say of it.

const { toRead } = require('../../api/amount');
const { during } = require('../../api/loading');
const notices = require('../../api/notices');
const when = require('../../api/when');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('notices'),
    question: { code: '' },
    board: null,
    grants: [],
    ends: [],
    outcomes: [],
    said: [],
    isEmpty: false,
    speech: '',
    fault: null,
    busy: false,
  },

  onLoad({ area = '' }) {
    this.area = area || notices.lastArea();
    this.setData({ question: { code: this.area } });
  },

  onShow() {
    words.page(this, 'notices');
    this.setData({ said: notices.said().map(shownReceipt) });
    if (this.area) this.load();
  },

  choose({ detail }) {
    this.area = detail.value;
    this.load();
  },

  async load() {
    const board = await during(this, () => notices.read(this.area));
    if (board && board.area === this.area) this.show(board);
  },

  show(board) {
    const said = this.data.words;
    const grants = board.notices.map((one) => ({ ...shown(one), amount: sum(one.amount_fen) }));
    const [ends, outcomes] = [board.ends.map(shown), board.outcomes.map(shown)];
    const count = grants.length + ends.length + outcomes.length;
    const lines = grants.map((one) =>
      words.t('follow.notices.line', { ...one, scheme: one.scheme_name }),
    );
    const speech = [board.area_name, ...lines, ...(count ? [] : [said.nothing])].join('。');
    this.setData({ board, grants, ends, outcomes, isEmpty: !count, speech });
  },

  object({ currentTarget }) {
    const { id } = currentTarget.dataset;
    wx.navigateTo({ url: `/pages/objection/objection?area=${this.area}&notice=${id}` });
  },

  phone({ currentTarget }) {
    wx.makePhoneCall({ phoneNumber: currentTarget.dataset.number, fail: () => {} });
  },
});

const sum = (fen) => words.t('follow.notices.yuan', { amount: toRead(fen) });
const shown = (one) => ({ ...one, day: when.lastDay(one.until) });
const shownReceipt = (one) => ({ ...one, day: when.day(one.due) });
