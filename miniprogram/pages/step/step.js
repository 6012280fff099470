// A screen of a form: one question, or those of a section. Answers are on the phone at once.

const agreeing = require('../../api/agreeing');
const drafts = require('../../api/drafts');
const flow = require('../../api/flow');
const forms = require('../../api/forms');
const { itemOf, stepAt, topOf, valueAt } = require('../../api/places');
const queue = require('../../api/queue');
const remote = require('../../api/remote_drafts');
const route = require('../../api/route');
const screens = require('../../api/screens');
const words = require('../../api/words');

const LEAVING = 1000; // milliseconds in which the next page has come
const TAPPED = 300; // milliseconds in which a tap that left a field is at its button

Page({
  data: {
    words: words.group('step'),
    screen: { title: '', position: '', speech: '' },
    questions: [],
    wrongs: [],
    fault: null,
    busy: false,
    saved: '',
    draft: '',
  },

  onLoad({ draft = '', at = '', from = '' }) {
    Object.assign(this, { draft, at: route.decoded(at), from });
    this.setData({ draft, words: words.group('step') });
    this.unwatch = queue.watch(() => this.showSaved());
    this.unheard = agreeing.watch((news) => this.hear(news));
    this.load();
  },

  onShow() {
    this.stay();
    if (this.form && drafts.find(this.draft)) this.show();
  },

  onHide() {
    clearTimeout(this.looking);
    drafts.send(this.draft);
  },

  onUnload() {
    clearTimeout(this.looking);
    this.unwatch();
    this.unheard();
    drafts.send(this.draft);
  },

  async load() {
    const draft = drafts.find(this.draft);
    if (!draft) {
      route.home();
      return;
    }
    this.form = forms.stored(draft);
    if (!this.form) await this.readForm(draft);
    if (!this.form) return;
    if (!this.at) this.takeOver(draft);
    this.show(this.at || flow.firstOpen(this.form, draft.answers));
  },

  /** When somebody comes back to a draft: what another phone added, or a form that changed. */
  async takeOver({ draft_id: draftId, version }) {
    if (!draftId) return;
    const draft = await remote.resume(draftId).catch((fault) => {
      if (fault.problem === remote.GONE && drafts.find(this.draft)) drafts.renew(this.draft);
      return null; // without network, as it is here
    });
    if (!draft) return;
    if (draft.submitted_case) {
      drafts.forget(draft.id);
      route.toCases();
      return;
    }
    if (version !== draft.version || this.form.version !== draft.version) {
      this.form = await forms.fetched(draft).catch(() => this.form);
    }
    if (getCurrentPages().pop() === this) this.show();
  },

  async readForm(draft) {
    this.setData({ busy: true, fault: null });
    try {
      this.form = await forms.get(draft);
    } catch (fault) {
      this.setData({ fault });
    }
    this.setData({ busy: false });
  },

  retry() {
    if (drafts.find(this.draft).lost) drafts.renew(this.draft);
    this.load();
  },

  /** Show a screen; what is not asked any more makes place for the check of the answers. */
  show(at = this.at) {
    this.stay();
    const draft = drafts.find(this.draft);
    const shown = screens.screen(this.form, draft, at);
    if (!shown) {
      route.finish(this.form, this.draft, this.from);
      return;
    }
    if (at !== this.at) wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    this.at = shown.screen.at;
    wx.setNavigationBarTitle({ title: this.form.title });
    this.setData({ ...shown, wrongs: [], fault: draft.lost || null });
    this.showSaved();
  },

  showSaved() {
    const draft = drafts.find(this.draft);
    if (!draft) return;
    this.setData({ saved: screens.saved(draft) });
    const isNews = draft.lost && this.form && !this.data.fault;
    if (isNews && getCurrentPages().pop() === this) this.show();
  },

  /** What another phone saved is here too; items of a list may have other numbers. */
  hear({ draft, step, numbers = [] }) {
    if (draft !== this.draft || !this.form || !this.at) return;
    this.at = agreeing.placeAfter(this.at, step, numbers) || step;
    if (getCurrentPages().pop() === this) this.show();
  },

  /** Both phones answered this: somebody says which it is. */
  choose({ currentTarget }) {
    const step = topOf(this.at);
    const numbers = agreeing.choose(this.form, this.draft, step, currentTarget.dataset.prefer);
    this.hear({ draft: this.draft, step, numbers });
  },

  answer({ detail: { place, value, choice } }) {
    const given = choice
      ? screens.valueOf(this.form, drafts.find(this.draft), place, choice)
      : value;
    if (stepAt(this.form, place).kind === 'account') {
      screens.takeAccount(this.draft, place, given);
      return; // its fields are being typed in
    }
    drafts.answer(this.draft, place, given);
    drafts.type(this.draft, place, '');
    this.show();
    drafts.send(this.draft);
  },

  text({ detail: { place, text } }) {
    screens.take(this.form, this.draft, place, text);
  },

  /** A field was left; what moves on the page moves after the tap by which it was. */
  sendLater() {
    drafts.send(this.draft);
    clearTimeout(this.looking);
    if (this.data.questions.length > 1) this.looking = setTimeout(() => this.onShow(), TAPPED);
  },

  goOn() {
    clearTimeout(this.looking);
    const draft = drafts.find(this.draft);
    const asked = screens.screen(this.form, draft, this.at).questions; // with all that was typed
    const wrongs = screens.wrongs(this.form, draft, asked);
    const doubts = screens.doubts(this.form, draft, asked);
    if (wrongs.length) this.mark(asked, wrongs);
    else if (doubts.length && !this.isLookedAt(doubts)) this.mark(asked, doubts, []);
    else this.leave();
  },

  /** Say at each question what is wrong with its answer, and above them all what must be changed. */
  mark(asked, found, wrongs = found) {
    const wrongOf = ({ place }) => (found.find(({ id }) => id === place) || { words: '' }).words;
    this.setData({ questions: asked.map((one) => ({ ...one, wrong: wrongOf(one) })), wrongs });
  },

  /** Whether these very doubts were shown when somebody went on before: a second look is enough. */
  isLookedAt(doubts) {
    const shown = doubts.map(({ words: text }) => text).join();
    const isSame = this.doubted === shown;
    this.doubted = shown;
    return isSame;
  },

  skip() {
    this.leave();
  },

  leave() {
    if (this.isLeaving) return; // tapped twice
    this.isLeaving = true;
    setTimeout(() => this.stay(), LEAVING);
    drafts.send(this.draft);
    const { answers } = drafts.find(this.draft);
    const next = flow.after(this.form, answers, this.at);
    if (next.done || (this.from && !itemOf(this.at))) {
      route.finish(this.form, this.draft, this.from);
    } else if (next.list) {
      route.toList(this, next.list);
    } else {
      route.forward(this, next.at);
    }
  },

  /** The page is here, or here again: it may be left. */
  stay() {
    this.isLeaving = false;
  },

  goBack() {
    drafts.send(this.draft);
    const { answers } = drafts.find(this.draft);
    const before = flow.before(this.form, answers, this.at);
    route.backward(this, before && (before.at || before.list));
  },

  openItem({ detail: { place, index } }) {
    const { answers } = drafts.find(this.draft);
    const open = flow.openIn(this.form, answers, place, index);
    const all = flow.itemPlaces(this.form, answers, place, index);
    route.forward(this, open.length ? open[0] : all[0]);
  },

  addItem({ detail: { place } }) {
    const { answers } = drafts.find(this.draft);
    const items = valueAt(answers, place) || [];
    drafts.answer(this.draft, place, [...items, {}]);
    this.openItem({ detail: { place, index: items.length } });
  },

  removeItem({ detail: { place, index } }) {
    const { questions } = this.data;
    const { title } = questions.find((each) => each.place === place).items[index];
    wx.showModal({
      title: words.t('phone.step.remove', { title }),
      content: words.t('phone.step.remove_note'),
      cancelText: words.t('phone.step.keep'),
      confirmText: words.t('phone.step.remove_yes'),
      success: ({ confirm }) => confirm && this.removeNow(place, index),
    });
  },

  removeNow(place, index) {
    drafts.removeItem(this.draft, this.form, place, index);
    drafts.forgetTyped(this.draft, place);
    this.show();
  },

  prove({ detail: { member } }) {
    wx.navigateTo({ url: `/pages/proof/proof?draft=${this.draft}&member=${member}` });
  },
});
