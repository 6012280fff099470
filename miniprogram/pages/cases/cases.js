// My applications: each with its number, where it stands, and what must be done.

const cases = require('../../api/cases');
const { during } = require('../../api/loading');
const tabs = require('../../api/tabs');
const words = require('../../api/words');

Page({
  data: { words: words.group('cases'), cases: [], speech: '', fault: null, busy: false, isEmpty: false },

  onShow() {
    words.page(this, 'cases');
    tabs.show();
    this.show(cases.lastList());
    this.load();
  },

  async load() {
    const found = await during(this, cases.list);
    if (!found) return;
    this.show(found);
    this.setData({ isEmpty: !found.length });
  },

  show(found) {
    const shown = found.map((each) => ({
      ...each,
      number: cases.groups(each.receipt),
      todo: cases.actionOf(each.case_id, each),
    }));
    const said = this.data.words;
    const lines = shown.map((one) =>
      words.sentences([
        words.clauses([one.scheme_name, said.stage + one.state_words]),
        said.must + one.todo.words,
      ]),
    );
    this.setData({ cases: shown, speech: words.sentences(lines) });
  },

  open({ currentTarget }) {
    wx.navigateTo({ url: cases.urlOf('progress', currentTarget.dataset.case) });
  },

  act({ currentTarget }) {
    wx.navigateTo({ url: currentTarget.dataset.url });
  },

  sign() {
    wx.navigateTo({ url: '/pages/sign/sign' });
  },

  apply() {
    wx.navigateTo({ url: '/pages/sign-in/sign-in?form=application' });
  },
});
