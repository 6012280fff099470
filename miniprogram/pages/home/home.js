const words = require('../../api/words');

// Large entries, by the beginning of their words. Only what works is shown.
const PAGES = {
  apply: '/pages/sign-in/sign-in?form=application',
  urgent: '/pages/sign-in/sign-in?form=urgent_aid',
};

Page({
  data: { words: {}, entries: [] },

  onShow() {
    const said = words.page(this, 'home');
    const entries = Object.keys(PAGES).map((id) => ({
      id,
      title: said[id],
      note: said[`${id}_note`],
    }));
    this.setData({ entries });
  },

  open({ currentTarget }) {
    wx.navigateTo({ url: PAGES[currentTarget.dataset.id] });
  },
});
