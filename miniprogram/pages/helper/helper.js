// Ask to act for somebody, one question after the other, and have them consent before this phone.
// On a phone of the person's own: see who asks (`own` without `id`), consent or say no to one.

const dates = require('../../api/dates');
const { once } = require('../../api/loading');
const helped = require('../../api/helped');
const identity = require('../../api/identity');
const { keyOf } = require('../../api/keys');
const proofs = require('../../api/proofs');
const { call } = require('../../api/request');
const route = require('../../api/route');
const unsent = require('../../api/unsent');
const words = require('../../api/words');

const ASKING = 'helper'; // what is typed by who asks, and by the person
const OWN = 'helper-own';
const FRESH = 600000; // a face of ten minutes ago need not be filmed again, in milliseconds
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
  proof: null, // of the person, filmed to see who asks: {id, at}
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
    isFresh: false,
    done: '',
    fault: null,
    busy: false,
  },

  async onLoad({ id = '', own = '', refuse = '', who = '' }) {
    this.who = route.decoded(who);
    words.page(this, 'helper');
    this.name = own ? OWN : ASKING;
    this.typed = unsent.read(this.name, EMPTY);
    this.setData({ isOwn: Boolean(own), isRefusing: Boolean(refuse), isFinding: own && !id });
    if (own) this.typed = { ...this.typed, id, step: id && this.fresh() ? 'consent' : 'person' };
    else if (this.typed.id !== id) this.typed = { ...EMPTY, id };
    const isAsked = Boolean(id) && !own && this.typed.name;
    this.show(id && !own ? (isAsked ? 'consent' : 'person') : this.typed.step);
    this.setData({ canFilm: await proofs.canFilm() });
  },

  show(step) {
    this.typed = unsent.write(this.name, { ...this.typed, step });
    const isFresh = this.data.isOwn && step === 'consent' && Boolean(this.fresh());
    const said = this.named();
    const { relation, acts, months } = this.typed;
    const { heading, lead } = this.shownAs(step, isFresh);
    this.setData({
      words: said,
      step,
      isFresh,
      heading: said[heading],
      lead: said[lead],
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

  /** The names of the words above a step. */
  shownAs(step, isFresh) {
    const { isFinding, isOwn, isRefusing } = this.data;
    const name = isFinding && step === 'consent' ? 'find' : `${isOwn ? 'own_' : ''}${step}`;
    const no = isRefusing ? '_refusal' : '';
    const shown = isFresh ? `own_fresh${no}` : name;
    const lead = !isFresh && isRefusing && step === 'consent' ? 'lead_refusal' : `lead_${shown}`;
    return { heading: `heading_${shown}`, lead };
  },

  /** The words of this page with the names of who is helped and who asks. */
  named() {
    const said = words.group('helper');
    const names = { name: this.typed.name.trim() || said.somebody, who: this.who || said.somebody };
    return Object.fromEntries(
      Object.entries(said).map(([key, text]) => [
        key,
        text.replace(/\{(name|who)\}/g, (_, which) => names[which]),
      ]),
    );
  },

  /** The proof of the person who was filmed here a moment ago, to see who asks; or null. */
  fresh() {
    const { proof } = this.typed;
    return proof && Date.now() - proof.at < FRESH ? proof : null;
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
    const asked = await once(this, () =>
      call('POST', '/v1/helpers', body, { key: keyOf(this.name, body) }),
    );
    if (!asked) return;
    helped.keep(asked.helper_id, this.person());
    this.typed = { ...this.typed, id: asked.helper_id };
    this.show('consent');
  },

  film() {
    return this.data.isFinding ? this.find() : this.answer();
  },

  /** The person is filmed, so that this phone learns who asks to act for them. */
  async find() {
    const found = await once(this, () => this.filmed());
    if (!found) return;
    this.keep({ proof: { id: found, at: Date.now() } });
    wx.navigateBack();
  },

  /** The person is filmed on this phone, once, and so consents, or says no. */
  async answer() {
    const { isOwn, isRefusing, isFresh, words: said } = this.data;
    const given = await once(this, async () => {
      const proof = isFresh ? this.typed.proof.id : await this.filmed();
      const { id } = this.typed;
      return isRefusing
        ? call('POST', `/v1/helpers/${id}/refusal`, { proof_id: proof })
        : call('POST', `/v1/helpers/${id}/consent`, { proof_id: proof });
    });
    if (!given) {
      this.filmAnew(this.data.fault);
      return;
    }
    if (!isOwn) helped.keep(this.typed.id, this.person());
    unsent.remove(this.name);
    this.typed = EMPTY;
    const heading = isRefusing ? said.refused : said[isOwn ? 'own_done' : 'done'];
    this.setData({ done: given.next, heading });
  },

  async filmed() {
    const { proof_id: proof, verify_id: verify } = await proofs.beginAgain(this.person());
    await proofs.film(verify);
    await proofs.result(proof);
    return proof;
  },

  /** Where the service does not take the face of a moment ago, the person is filmed once more. */
  filmAnew(fault) {
    if (!this.data.isFresh || !fault || fault.mayRetry) return;
    this.keep({ proof: null });
    this.show('consent');
    this.setData({ fault });
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
