const drafts = require('../../api/drafts');
const tabs = require('../../api/tabs');
const words = require('../../api/words');

// Large entries, by the beginning of their words. Only what works is shown.
const PAGES = {
  apply: '/pages/sign-in/sign-in?form=application',
  urgent: '/pages/sign-in/sign-in?form=urgent_aid',
  estimate: '/pages/estimate/estimate',
  office: '/pages/office/office',
  helpers: '/pages/helpers/helpers',
  notices: '/pages/notices/notices',
};

Page({
  data: { words: words.group('home'), entries: [], begun: '' },

  onShow() {
    const said = words.page(this, 'home');
    tabs.show();
    const entries = Object.keys(PAGES).map((id) => ({
      id,
      title: said[id],
      note: said[`${id}_note`],
    }));
    const [newest] = drafts.onPhone().filter(({ form }) => form !== drafts.ESTIMATE);
    this.setData({ entries, begun: newest ? newest.id : '' });
  },

  goOn() {
    wx.navigateTo({ url: `/pages/step/step?draft=${this.data.begun}` });
  },

  open({ currentTarget }) {
    wx.navigateTo({ url: PAGES[currentTarget.dataset.id] });
  },
});
