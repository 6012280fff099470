// Ask to act for somebody, one question after the other, and have them consent before this phone.
// On a phone of the person's own: see who asks (`own` without `id`), consent or say no to one.

const dates = require('../../api/dates');
const { during } = require('../../api/loading');
const identity = require('../../api/identity');
const { keyOf } = require('../../api/keys');
const proofs = require('../../api/proofs');
const { call } = require('../../api/request');
const unsent = require('../../api/unsent');
const words = require('../../api/words');

const ASKING = 'helper'; // what is typed by who asks, and by the person
const OWN = 'helper-own';
const STEPS = ['person', 'self', 'acts', 'consent'];
const RELATIONS = ['family', 'village_worker', 'neighbour', 'other'];
const ACTS = ['apply', 'follow'];
const MONTHS = [3, 6, 12];
const EMPTY = {
  step: 'person',
  id: '',
  name: '',
  number: '',
  helper: '',
  relation: 'family',
  acts: ACTS,
  months: 6,
};

/** The day so many months from today; in a shorter month its last. */
function dayAfter(months) {
  const [year, month, day] = dates.today().split('-').map(Number);
  const at = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return dates.dayText(at.getUTCFullYear(), at.getUTCMonth() + 1, Math.min(day, last));
}

Page({
  data: {
    words: words.group('helper'),
    step: 'person',
    heading: '',
    lead: '',
    position: '',
    typed: EMPTY,
    relations: [],
    acts: [],
    terms: [],
    wrong: {},
    canFilm: true,
    isOwn: false,
    isRefusing: false,
    isFinding: false,
    done: '',
    fault: null,
    busy: false,
  },

  async onLoad({ id = '', own = '', refuse = '' }) {
    words.page(this, 'helper');
    this.name = own ? OWN : ASKING;
    this.typed = unsent.read(this.name, EMPTY);
    this.setData({ isOwn: Boolean(own), isRefusing: Boolean(refuse), isFinding: own && !id });
    if (own) this.typed = { ...this.typed, id, step: 'person' };
    else if (this.typed.id !== id) this.typed = { ...EMPTY, id };
    const isAsked = Boolean(id) && !own && this.typed.name;
    this.show(id ? (isAsked ? 'consent' : 'person') : this.typed.step);
    this.setData({ canFilm: await proofs.canFilm() });
  },

  show(step) {
    this.typed = unsent.write(this.name, { ...this.typed, step });
    const said = this.data.words;
    const { relation, acts, months } = this.typed;
    const shown = this.shownAs(step);
    this.setData({
      step,
      heading: said[`heading_${shown}`],
      lead: said[this.data.isRefusing && step === 'consent' ? 'lead_refusal' : `lead_${shown}`],
      position: words.t('follow.helper.position', {
        number: STEPS.indexOf(step) + 1,
        count: STEPS.length,
      }),
      typed: this.typed,
      relations: RELATIONS.map((name) => ({ name, label: said[name], chosen: name === relation })),
      acts: ACTS.map((name) => ({ name, label: said[name], chosen: acts.includes(name) })),
      terms: MONTHS.map((name) => ({
        name: String(name),
        label: words.t('follow.helper.months', { months: name }),
        chosen: name === months,
      })),
      wrong: {},
      fault: null,
    });
    wx.pageScrollTo({ scrollTop: 0, duration: 0 });
  },

  shownAs(step) {
    if (this.data.isFinding && step === 'consent') return 'find';
    return this.data.isOwn ? `own_${step}` : step;
  },

  keep(changes) {
    this.typed = unsent.write(this.name, { ...this.typed, ...changes });
    this.setData({ wrong: {} });
  },

  write({ currentTarget, detail }) {
    this.keep({ [currentTarget.dataset.name]: detail.value });
  },

  chooseRelation({ detail }) {
    this.keep({ relation: detail.value });
    this.show(this.typed.step);
  },

  chooseActs({ detail }) {
    this.keep({ acts: detail.value });
    this.show(this.typed.step);
  },

  chooseTerm({ detail }) {
    this.keep({ months: Number(detail.value) });
    this.show(this.typed.step);
  },

  person() {
    return { name: this.typed.name.trim(), identity_number: identity.compact(this.typed.number) };
  },

  wrongOf(step) {
    const said = this.data.words;
    const wrong = {};
    if (step === 'person') {
      const { name, identity_number: number } = this.person();
      const fault = identity.faultOf(number);
      if (!name) wrong.name = said.name_wrong;
      if (fault) wrong.number = words.t(`phone.fault.identity_${fault}`, { count: number.length });
    }
    if (step === 'self' && !this.typed.helper.trim()) wrong.helper = said.helper_wrong;
    if (step === 'acts' && !this.typed.acts.length) wrong.acts = said.acts_wrong;
    return wrong;
  },

  goOn() {
    const { step } = this.data;
    const wrong = this.wrongOf(step);
    this.setData({ wrong });
    if (Object.keys(wrong).length) return;
    if (step === 'acts') this.ask();
    else if (step === 'person' && (this.typed.id || this.data.isOwn)) this.show('consent');
    else this.show(STEPS[STEPS.indexOf(step) + 1]);
  },

  goBack() {
    const before = STEPS[STEPS.indexOf(this.data.step) - 1];
    if (before && !this.typed.id) this.show(before);
    else wx.navigateBack();
  },

  async ask() {
    const { helper, relation, acts, months } = this.typed;
    const body = {
      person: this.person(),
      helper_name: helper.trim(),
      relation,
      acts,
      until: dayAfter(months),
    };
    const asked = await during(this, () =>
      call('POST', '/v1/helpers', body, { key: keyOf(this.name, body) }),
    );
    if (!asked) return;
    this.typed = { ...this.typed, id: asked.helper_id };
    this.show('consent');
  },

  film() {
    return this.data.isFinding ? this.find() : this.answer();
  },

  /** The person is filmed, so that this phone learns who asks to act for them. */
  async find() {
    const found = await during(this, async () => {
      const { proved, proof_id: proof, verify_id: verify } = await proofs.begin(this.person());
      if (proved) return true;
      await proofs.film(verify);
      return proofs.result(proof);
    });
    if (found) wx.navigateBack();
  },

  /** The person is filmed on this phone, and so consents, or says no. */
  async answer() {
    const { isOwn, isRefusing, words: said } = this.data;
    const given = await during(this, async () => {
      const { proof_id: proof, verify_id: verify } = await proofs.beginAgain(this.person());
      await proofs.film(verify);
      await proofs.result(proof);
      const { id } = this.typed;
      return isRefusing
        ? call('POST', `/v1/helpers/${id}/refusal`, { proof_id: proof })
        : call('POST', `/v1/helpers/${id}/consent`, { proof_id: proof });
    });
    if (!given) return;
    unsent.remove(this.name);
    this.typed = EMPTY;
    const heading = isRefusing ? said.refused : said[isOwn ? 'own_done' : 'done'];
    this.setData({ done: given.next, heading });
  },

  retry() {
    if (this.data.step === 'consent') this.film();
    else this.ask();
  },

  /** What was asked for stays, so that the person can consent on another day. */
  later() {
    wx.navigateBack();
  },
});
