// Who may act for me, whom I help, who asks; one tap ends it.

const helped = require('../../api/helped');
const { during, once } = require('../../api/loading');
const { call } = require('../../api/request');
const when = require('../../api/when');
const words = require('../../api/words');

const GROUPS = ['asking', 'helped_by', 'helping'];
const OVER = ['withdrawn', 'refused', 'expired'];

const ownUrl = ({ id, who }) =>
  `/pages/helper/helper?id=${id}&own=1&who=${encodeURIComponent(who)}`;

Page({
  data: { words: words.group('helpers'), groups: [], isEmpty: false, isAsked: false, fault: null, busy: false },

  onLoad() {
    words.page(this, 'helpers');
  },

  onShow() {
    this.load();
  },

  async load() {
    const found = await during(this, () => call('GET', '/v1/helpers'));
    if (found) this.show(found);
  },

  show(found) {
    const lasting = found.helping.filter(({ state }) => !OVER.includes(state));
    helped.keepOnly(lasting.map(({ helper_id: id }) => id));
    const said = this.data.words;
    const groups = GROUPS.map((name) => ({
      name,
      title: said[name],
      lines: found[name].map((one) => this.lineOf(name, one)),
    })).filter(({ lines }) => lines.length);
    this.setData({ groups, isEmpty: !groups.length, isAsked: found.asking.length > 0 });
  },

  lineOf(group, one) {
    const said = this.data.words;
    const isOver = OVER.includes(one.state);
    return {
      ...one,
      until: when.day(one.until),
      who: group === 'helping' ? one.person_name : one.helper_name,
      can: words.list(one.acts.map((act) => said[act])),
      mayConsent: group === 'asking',
      mayApply: group === 'helping' && one.state === 'active' && one.acts.includes('apply'),
      mayProve: group === 'helping' && one.state === 'asked',
      mayEnd: group !== 'asking' && !isOver,
    };
  },

  ask() {
    wx.navigateTo({ url: '/pages/helper/helper' });
  },

  /** A phone on which the person was never filmed does not know who asks. */
  find() {
    wx.navigateTo({ url: '/pages/helper/helper?own=1' });
  },

  prove({ currentTarget }) {
    wx.navigateTo({ url: `/pages/helper/helper?id=${currentTarget.dataset.id}` });
  },

  apply({ currentTarget }) {
    const { id, who } = currentTarget.dataset;
    const query = `form=application&helper=${id}&name=${encodeURIComponent(who)}`;
    wx.navigateTo({ url: `/pages/sign-in/sign-in?${query}` });
  },

  consent({ currentTarget }) {
    wx.navigateTo({ url: ownUrl(currentTarget.dataset) });
  },

  refuse({ currentTarget }) {
    wx.navigateTo({ url: `${ownUrl(currentTarget.dataset)}&refuse=1` });
  },

  end({ currentTarget }) {
    const { id } = currentTarget.dataset;
    this.change(() => call('POST', `/v1/helpers/${id}/withdrawal`, {}));
  },

  async change(act) {
    if (await once(this, act)) this.load();
  },
});
