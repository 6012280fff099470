// Hand in what is missing: only that is open. All of it goes in at once.

const amendment = require('../../api/amendment');
const cases = require('../../api/cases');
const drafts = require('../../api/drafts');
const forms = require('../../api/forms');
const { keyOf } = require('../../api/keys');
const { during, once } = require('../../api/loading');
const route = require('../../api/route');
const unsent = require('../../api/unsent');
const when = require('../../api/when');
const words = require('../../api/words');

const MOST_PHOTOS = 4;
const EVIDENCE = 'evidence';
const EMPTY = { photos: {}, note: '' };

const photosOf = (typed, kind) => ({ digests: typed.photos[kind] || [], most: MOST_PHOTOS });

Page({
  data: {
    words: words.group('correction'),
    open: null,
    papers: [],
    questions: [],
    signers: [],
    asks: [],
    evidence: { digests: [], most: MOST_PHOTOS },
    note: '',
    until: '',
    draft: '',
    wrongs: [],
    done: '',
    fault: null,
    busy: false,
  },

  onLoad({ case: id }) {
    this.id = id;
    this.name = `correction/${id}`;
    words.page(this, 'correction');
    this.typed = unsent.read(this.name, EMPTY);
    this.setData({ draft: this.name, note: this.typed.note });
  },

  onShow() {
    if (this.open) this.show();
    else this.load();
  },

  async load() {
    const found = await during(this, async () => {
      const open = await cases.openItems(this.id);
      return { open, form: await forms.get({ form: amendment.FORM, for_name: open.for_name }) };
    });
    if (!found) return;
    this.open = found.open;
    this.form = found.form;
    const begun = drafts.correcting(this.id);
    const members = found.open.members.map((name) => ({ name }));
    const { for_name: forName } = found.open;
    this.draft = begun ? begun.id : drafts.correct(amendment.FORM, this.id, { members }, forName);
    this.show();
  },

  show() {
    const { items } = this.open;
    const draft = drafts.find(this.draft);
    const papers = items.filter(({ paper }) => paper);
    this.setData({
      open: this.open,
      until: when.by(this.open.due),
      papers: papers.map((one) => ({ ...one, photos: photosOf(this.typed, one.paper) })),
      questions: amendment.questions(this.form, draft, items),
      signers: items.filter(({ act }) => act).map((one) => ({ ...one, label: this.data.words[one.act] })),
      asks: items.filter(({ paper, signer, topic }) => !paper && signer === null && !topic),
      evidence: photosOf(this.typed, EVIDENCE),
    });
  },

  keep(changes) {
    this.typed = unsent.write(this.name, { ...this.typed, ...changes });
    this.setData({ wrongs: [], done: '' });
  },

  photograph({ currentTarget, detail }) {
    const { kind } = currentTarget.dataset;
    this.keep({ photos: { ...this.typed.photos, [kind]: detail.value } });
    this.show();
  },

  write({ detail }) {
    this.keep({ note: detail.value });
  },

  answer({ currentTarget }) {
    wx.navigateTo({ url: route.stepUrl(this.draft, currentTarget.dataset.at, 'correction') });
  },

  sign({ currentTarget }) {
    const { act, name } = currentTarget.dataset;
    const whose = act === 'guardian' ? '' : encodeURIComponent(name);
    const query = `receipt=${this.open.receipt}&name=${whose}&act=${act}`;
    this.open = null; // what is missing is asked anew afterwards
    wx.navigateTo({ url: `/pages/sign/sign?${query}` });
  },

  body() {
    const { photos, note } = this.typed;
    const papers = [].concat(
      ...Object.keys(photos).map((kind) => photos[kind].map((digest) => ({ kind, digest }))),
    );
    const places = this.data.questions.map(({ at }) => at);
    return {
      ...amendment.fields(this.form, drafts.find(this.draft), places),
      ...(papers.length ? { papers } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    };
  },

  /** What the office asked for goes in at once: what is open then is named before. */
  missing() {
    const said = this.data.words;
    const open = [
      ...this.data.papers.filter(({ photos }) => !photos.digests.length),
      ...this.data.questions.filter((one) => !one.isAnswered).map(({ title }) => ({ words: title })),
    ];
    return open.map((one, index) => ({ id: index, words: said.open + one.words }));
  },

  send() {
    const said = this.data.words;
    if (!Object.keys(this.body()).length) {
      this.setData({ wrongs: [{ id: 'none', words: said.nothing }] });
      return;
    }
    const open = this.missing();
    if (!open.length) {
      this.sendNow();
      return;
    }
    wx.showModal({
      title: said.some_open,
      content: open.map((one) => one.words).join('\n'),
      cancelText: said.wait,
      confirmText: said.anyway,
      success: ({ confirm }) => confirm && this.sendNow(),
    });
  },

  async sendNow() {
    const given = await once(this, async () => {
      await unsent.settle(this.name);
      const body = this.body();
      return cases.correct(this.id, body, keyOf(this.name, body));
    });
    if (!given) {
      this.nameFaults();
      return;
    }
    unsent.remove(this.name);
    drafts.forget(this.draft);
    this.typed = unsent.read(this.name, EMPTY);
    this.open = null;
    await this.load();
    this.setData({ done: given.next, note: '' });
  },

  nameFaults() {
    const { errors = [] } = this.data.fault || {};
    this.setData({ wrongs: errors.map(({ detail }, id) => ({ id, words: detail })) });
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.open.telephone, fail: () => {} });
  },

  leave() {
    wx.navigateBack();
  },
});
