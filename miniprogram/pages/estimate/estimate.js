// Before the trial calculation: what it is, and that nothing of it leaves the phone but to be
// calculated.

const drafts = require('../../api/drafts');
const forms = require('../../api/forms');
const { during } = require('../../api/loading');
const words = require('../../api/words');

Page({
  data: { words: words.group('estimate'), begun: '', fault: null, busy: false },

  onShow() {
    words.page(this, 'estimate');
    const [newest] = drafts.onPhone().filter(({ form }) => form === drafts.ESTIMATE);
    this.setData({ begun: newest ? newest.id : '' });
  },

  async begin() {
    const form = await during(this, () => forms.get({ form: drafts.ESTIMATE }));
    if (!form) return;
    if (this.data.begun) drafts.forget(this.data.begun);
    const draft = drafts.begin(drafts.ESTIMATE);
    wx.navigateTo({ url: `/pages/step/step?draft=${draft}` });
  },

  goOn() {
    wx.navigateTo({ url: `/pages/step/step?draft=${this.data.begun}` });
  },

  result() {
    wx.navigateTo({ url: `/pages/estimate-result/estimate-result?draft=${this.data.begun}` });
  },
});
