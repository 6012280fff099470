// What a household may have, line by line; what is not known yet, each with its question.

const drafts = require('../../api/drafts');
const estimates = require('../../api/estimates');
const forms = require('../../api/forms');
const { during } = require('../../api/loading');
const route = require('../../api/route');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('estimate_result'),
    heading: '',
    needed: [],
    result: null,
    areOthersShown: false,
    wrongs: [],
    speech: '',
    fault: null,
    busy: false,
  },

  onLoad({ draft }) {
    this.draft = draft;
    words.page(this, 'estimate_result');
  },

  onShow() {
    this.load();
  },

  async load() {
    const draft = drafts.find(this.draft);
    if (!draft) {
      route.home();
      return;
    }
    this.setData({ wrongs: [] });
    const form = await during(this, () => forms.get(draft));
    if (!form) return;
    const needed = estimates.needed(form, draft);
    this.setData({ needed });
    if (needed.length) this.setData({ result: null, heading: this.data.words.first });
    else await this.calculate(form, draft);
  },

  async calculate(form, draft) {
    const estimate = await during(this, () => estimates.calculate(form, draft));
    if (estimate) this.show(estimates.show(form, draft, estimate));
    else this.nameFaults();
  },

  show(result) {
    const said = this.data.words;
    const [best] = result.fits;
    const answer = best ? said.may : result.mayFit.length ? said.unknown : said.no;
    const named = best ? `${best.name} ${best.amount}` : '';
    this.setData({
      result,
      heading: answer,
      speech: words.sentences([answer, named, result.isChoice && said.choice, result.next, said.lead]),
    });
  },

  nameFaults() {
    const { errors = [] } = this.data.fault || {};
    const wrongs = errors.map(({ detail }, id) => ({ id, words: detail }));
    this.setData({ wrongs, heading: this.data.words.wrong });
  },

  ask({ currentTarget }) {
    wx.navigateTo({ url: route.stepUrl(this.draft, currentTarget.dataset.at, 'result') });
  },

  toggleOthers() {
    this.setData({ areOthersShown: !this.data.areOthersShown });
  },

  change() {
    wx.navigateTo({ url: `/pages/step/step?draft=${this.draft}&at=cause` });
  },

  /** The screens of the trial calculation make place for those of the application. */
  apply() {
    route.openFromHome('/pages/sign-in/sign-in?form=application');
  },

  office() {
    wx.navigateTo({ url: '/pages/office/office' });
  },

  remove() {
    drafts.forget(this.draft);
    route.home();
  },
});
