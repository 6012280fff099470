// Everything that was answered, each with "change"; what is missing; what fits; handing in.

const drafts = require('../../api/drafts');
const forms = require('../../api/forms');
const helped = require('../../api/helped');
const { stepAt } = require('../../api/places');
const remote = require('../../api/remote_drafts');
const route = require('../../api/route');
const storage = require('../../api/storage');
const summary = require('../../api/summary');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('check'),
    fault: null,
    wrongs: [],
    lead: '',
    busy: false,
    busyWords: '',
    missing: [],
    again: [],
    groups: [],
    schemes: [],
    others: false,
    chosen: '',
    ready: false,
  },

  onLoad({ draft }) {
    this.draft = draft;
    const { lead } = words.page(this, 'check');
    const name = helped.nameIn(drafts.find(draft) || {});
    this.setData({ lead: name ? words.t('phone.check.for', { name, lead }) : lead });
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
    const said = this.data.words;
    this.setData({ busy: true, busyWords: said.sending, fault: null, wrongs: [], ready: false });
    try {
      const check = await remote.check(this.draft);
      const here = await forms.get(draft);
      const isOfToday = here.version === check.version;
      const form = isOfToday ? here : await forms.fetched(draft);
      this.show(form, drafts.find(this.draft), check);
    } catch (fault) {
      if (fault.problem === remote.HANDED_IN) this.leave();
      else this.setData({ fault });
    }
    this.setData({ busy: false });
  },

  /** It was handed in on another phone. */
  leave() {
    drafts.forget(this.draft);
    route.toCases();
  },

  show(form, draft, check) {
    const names = check.schemes.map(({ scheme }) => scheme);
    const isChosen = names.includes(this.data.chosen);
    const named = (at) => ({ at, title: stepAt(form, at).title });
    const conflicts = Object.keys(draft.conflicts || {}).map(named);
    const missing = [
      ...conflicts.map(({ at, title }) => ({ at, words: words.t('phone.check.conflict', { title }) })),
      ...check.missing.map((each) => ({ at: summary.placeOf(each), words: each.words })),
    ].map((each, id) => ({ id, ...each }));
    this.setData({
      missing,
      again: [...new Set([...draft.look_again, ...Object.keys(draft.refused)])].map(named),
      groups: summary.groups(form, draft, check.rows),
      chosen: isChosen ? this.data.chosen : check.suggested || names[0] || '',
      ready: !missing.length,
    });
    this.all = check.schemes;
    this.showSchemes(check.schemes.filter(mayFit(this.data.chosen)));
  },

  /** What does not fit by what was answered may be asked for all the same. */
  showOthers() {
    this.showSchemes(this.all);
  },

  showSchemes(schemes) {
    this.setData({ schemes, others: schemes.length < this.all.length });
  },

  change({ currentTarget }) {
    wx.navigateTo({ url: route.stepUrl(this.draft, currentTarget.dataset.at, 'check') });
  },

  choose({ detail }) {
    this.setData({ chosen: detail.value });
  },

  async submit() {
    if (this.data.busy) return; // tapped twice
    this.setData({ busy: true, busyWords: this.data.words.submitting, fault: null, wrongs: [] });
    try {
      const receipt = await remote.submit(this.draft, this.data.chosen);
      const forName = helped.nameIn(drafts.find(this.draft));
      storage.write(`receipt/${receipt.case_id}`, { ...receipt, for_name: forName });
      drafts.forget(this.draft);
      this.showReceipt(receipt);
    } catch (fault) {
      const wrongs = (fault.errors || []).map(({ detail }, id) => ({ id, words: detail }));
      this.setData({ fault, wrongs, busy: false });
    }
  },

  /** Back from the receipt is the first page: nothing is handed in twice. */
  showReceipt({ case_id: id }) {
    route.openFromHome(`/pages/receipt/receipt?case=${id}`);
  },
});

const mayFit =
  (chosen) =>
  ({ scheme, outcome }) =>
    outcome !== 'not_eligible' || scheme === chosen;
