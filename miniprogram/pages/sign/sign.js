// Sign for one's family from afar: the receipt number, who one is, the face, the text, the name.

const { during, once } = require('../../api/loading');
const identity = require('../../api/identity');
const { keyOf } = require('../../api/keys');
const proofs = require('../../api/proofs');
const { call } = require('../../api/request');
const route = require('../../api/route');
const unsent = require('../../api/unsent');
const uploads = require('../../api/uploads');
const words = require('../../api/words');

const NAME = 'sign';
const STEPS = { sign: ['receipt', 'person', 'face', 'text'], prove: ['person', 'face'] };
const PROVE = 'prove';
const EMPTY = { receipt: '', name: '', number: '', step: 'receipt', signature: '' };
const RECEIPT = /^\d{13}$/;

const digits = (text) => text.replace(/[\s-]/g, '');

Page({
  data: {
    words: words.group('sign'),
    consent: words.group('consent'),
    step: 'receipt',
    heading: '',
    lead: '',
    position: '',
    typed: EMPTY,
    wrong: {},
    canFilm: true,
    proved: false,
    isProof: false,
    text: null,
    done: '',
    fault: null,
    busy: false,
  },

  async onLoad({ receipt = '', name = '', act = '' }) {
    const isProof = act === PROVE; // who signed already is proved alone
    this.steps = STEPS[isProof ? PROVE : 'sign'];
    words.page(this, 'sign');
    this.setData({ consent: words.group('consent'), isProof });
    const given = route.decoded(name);
    const whole = given.includes('*') ? '' : given; // whoever helps reads names masked
    const named = receipt ? { ...EMPTY, receipt, name: whole } : null;
    this.typed = named || unsent.read(NAME, EMPTY);
    this.show(named ? 'person' : this.typed.step);
    this.setData({ canFilm: await proofs.canFilm() });
  },

  show(step) {
    this.typed = unsent.write(NAME, { ...this.typed, step });
    const number = this.steps.indexOf(step) + 1;
    const position = words.t('follow.sign.position', { number, count: this.steps.length });
    const said = this.data.words;
    this.setData({
      step,
      heading: said[`heading_${step}`],
      lead: said[`lead_${step}`],
      position,
      typed: this.typed,
      wrong: {},
      fault: null,
    });
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    if (step === 'text' && !this.data.text) this.readText();
  },

  write({ currentTarget, detail }) {
    this.typed = unsent.write(NAME, { ...this.typed, [currentTarget.dataset.name]: detail.value });
    this.setData({ wrong: {} });
  },

  person() {
    return {
      name: this.typed.name.trim(),
      identity_number: identity.compact(this.typed.number),
    };
  },

  goOn() {
    const wrong = this.wrongOf(this.data.step);
    this.setData({ wrong });
    if (Object.keys(wrong).length) return;
    const next = this.steps[this.steps.indexOf(this.data.step) + 1];
    if (next) this.show(next);
    else wx.navigateBack();
  },

  wrongOf(step) {
    const said = this.data.words;
    const wrong = {};
    if (step === 'receipt' && !RECEIPT.test(digits(this.typed.receipt))) {
      wrong.receipt = said.receipt_wrong;
    }
    if (step === 'person') {
      const { name, identity_number: number } = this.person();
      const fault = identity.faultOf(number);
      if (!name) wrong.name = said.name_wrong;
      if (fault) wrong.number = words.t(`phone.fault.identity_${fault}`, { count: number.length });
    }
    return wrong;
  },

  goBack() {
    const before = this.steps[this.steps.indexOf(this.data.step) - 1];
    if (before) this.show(before);
    else wx.navigateBack();
  },

  async film() {
    const passed = await once(this, async () => {
      const begun = await proofs.begin(this.person());
      if (!begun.proved) {
        await proofs.film(begun.verify_id);
        await proofs.result(begun.proof_id);
      }
      return true;
    });
    if (passed) this.setData({ proved: true });
  },

  async readText() {
    const text = await during(this, () =>
      call('GET', '/v1/consent-text', undefined, { open: true }),
    );
    if (text) this.setData({ text });
  },

  async signed({ detail }) {
    const signature = await once(this, () => uploads.add(NAME, detail.path, 'image/png'));
    if (!signature) return;
    this.typed = unsent.write(NAME, { ...this.typed, signature });
    this.setData({ typed: this.typed });
  },

  signAnew() {
    this.typed = unsent.write(NAME, { ...this.typed, signature: '' });
    this.setData({ typed: this.typed });
  },

  async send() {
    const { version, digest } = this.data.text;
    const given = await once(this, async () => {
      await unsent.settle(NAME);
      const body = {
        receipt: digits(this.typed.receipt),
        ...this.person(),
        text_version: version,
        text_digest: digest,
        signature: this.typed.signature,
      };
      return call('POST', '/v1/consents', body, { key: keyOf(NAME, body) });
    });
    if (!given) return;
    unsent.remove(NAME);
    this.typed = EMPTY;
    this.setData({ done: given.next });
  },

  retry() {
    if (this.data.step === 'text' && !this.data.text) this.readText();
    else if (this.data.step === 'face') this.film();
    else this.send();
  },

  leave() {
    wx.reLaunch({ url: '/pages/home/home' });
  },
});
