// The receipt: its number, what happens next, by when, and whom to call.

const cases = require('../../api/cases');
const config = require('../../config');
const { inChina } = require('../../api/dates');
const route = require('../../api/route');
const storage = require('../../api/storage');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('receipt'),
    receipt: null,
    lead: '',
    number: '',
    due: '',
    speech: '',
    subscribed: '',
  },

  onLoad({ case: id }) {
    const said = words.page(this, 'receipt');
    const receipt = storage.read(`receipt/${id}`, null);
    if (!receipt) {
      route.home();
      return;
    }
    const { year, month, day } = inChina(Date.parse(receipt.due));
    const due = words.t('phone.receipt.date', { year, month, day });
    const number = cases.groups(receipt.receipt);
    const speech = [said.heading, `${said.number}${number}`, receipt.next, `${said.due}${due}`];
    const steps = receipt.next.match(/[^。]+?(?:。|\. |$)/g);
    const { for_name: name } = receipt;
    const lead = name ? words.t('phone.receipt.for', { name, lead: said.lead }) : said.lead;
    this.setData({ receipt, lead, number, due, steps, speech: words.sentences(speech) });
  },

  copy() {
    wx.setClipboardData({ data: this.data.receipt.receipt });
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.receipt.telephone, fail: () => {} });
  },

  subscribe() {
    const { letterTemplate: id } = config;
    const said = this.data.words;
    wx.requestSubscribeMessage({
      tmplIds: [id],
      success: (answer) =>
        this.setData({
          subscribed: answer[id] === 'accept' ? said.subscribed : said.not_subscribed,
        }),
      fail: () => this.setData({ subscribed: said.not_subscribed }),
    });
  },

  /** Where it stands, and what the family still has to do. */
  follow() {
    wx.navigateTo({ url: cases.urlOf('progress', this.data.receipt.case_id) });
  },

  leave() {
    route.home();
  },
});
