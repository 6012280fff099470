// Say something of a notice: what, and whether the office may know who says it.

const { keyOf } = require('../../api/keys');
const { once } = require('../../api/loading');
const notices = require('../../api/notices');
const unsent = require('../../api/unsent');
const when = require('../../api/when');
const words = require('../../api/words');

const EMPTY = { statement: '', isNamed: false, name: '', phone: '' };

Page({
  data: {
    words: words.group('objection'),
    notice: null,
    typed: EMPTY,
    wrongs: [],
    receipt: null,
    number: '',
    day: '',
    steps: [],
    speech: '',
    fault: null,
    busy: false,
  },

  onLoad({ area, notice: id }) {
    Object.assign(this, { area, name: `objection/${id}` });
    words.page(this, 'objection');
    this.setData({ notice: notices.find(id), typed: unsent.read(this.name, EMPTY) });
  },

  change(part) {
    this.setData({ typed: unsent.write(this.name, { ...this.data.typed, ...part }), wrongs: [] });
  },

  write({ currentTarget, detail }) {
    this.change({ [currentTarget.dataset.name]: detail.value });
  },

  chooseName({ detail }) {
    this.change({ isNamed: detail.value === 'named' });
  },

  async send() {
    const { statement, isNamed, name, phone } = this.data.typed;
    const said = this.data.words;
    const empty = [!statement.trim() && said.empty, isNamed && !name.trim() && said.no_name];
    const wrongs = [...empty, isNamed && !phone.trim() && said.no_phone].filter(Boolean);
    if (wrongs.length) {
      this.wrong(wrongs);
      return;
    }
    const body = { statement: statement.trim(), ...(isNamed && { objector: { name, phone } }) };
    const key = keyOf(this.name, body);
    const receipt = await once(this, () =>
      notices.object(this.area, this.data.notice, body, key),
    );
    if (receipt) this.show(receipt);
    else this.wrong(((this.data.fault || {}).errors || []).map(({ detail }) => detail));
  },

  wrong(found) {
    this.setData({ wrongs: found.map((each, id) => ({ id, words: each })) });
  },

  show(receipt) {
    const said = this.data.words;
    unsent.remove(this.name);
    const number = receipt.number.match(/.{1,4}/g).join(' ');
    const day = when.day(receipt.due);
    const speech = [said.received, `${said.number}${number}`, receipt.next].join('。');
    const steps = receipt.next.match(/[^。;]+[。;]?/g);
    this.setData({ receipt, number, day, steps, speech });
  },

  copy() {
    wx.setClipboardData({ data: this.data.receipt.number });
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.receipt.telephone, fail: () => {} });
  },

  leave() {
    wx.navigateBack();
  },
});
