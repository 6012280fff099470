// What was found beside what was declared. Each is explained or disputed; all goes in at once.

const cases = require('../../api/cases');
const { keyOf } = require('../../api/keys');
const { during, once } = require('../../api/loading');
const unsent = require('../../api/unsent');
const when = require('../../api/when');
const words = require('../../api/words');

const MOST_PHOTOS = 9;
const EMPTY = { answers: {}, evidence: [] };
const WRONG = 'wrong';

/** Whose it is, and what. */
const nameOf = ({ whose, title }) => `${whose} ${title}`;

Page({
  data: {
    words: words.group('findings'),
    heading: '',
    found: null,
    findings: [],
    explanations: [],
    until: '',
    photos: { digests: [], most: MOST_PHOTOS },
    draft: '',
    isWrong: false,
    wrongs: [],
    done: '',
    speech: '',
    fault: null,
    busy: false,
  },

  onLoad({ case: id }) {
    this.id = id;
    this.name = `findings/${id}`;
    this.setData({ heading: words.page(this, 'findings').title });
    this.typed = unsent.read(this.name, EMPTY);
    this.setData({ draft: this.name });
    this.load();
  },

  async load() {
    const found = await during(this, () => cases.findings(this.id));
    if (!found) return;
    this.found = found;
    this.setData({
      found,
      explanations: found.explanations.map((one, id) => ({ ...one, id, at: when.moment(one.at) })),
      until: when.by(found.due),
    });
    this.show();
  },

  show() {
    const { answers, evidence } = this.typed;
    const findings = this.found.findings.map((one) => ({
      ...one,
      ...{ choice: '', text: '' },
      ...answers[one.id],
    }));
    const said = this.data.words;
    const heading = findings.length ? said.heading : said.title;
    const lines = findings.map((one) =>
      words.clauses([nameOf(one), said.declared + one.declared, said.found + one.found]),
    );
    this.setData({
      findings,
      photos: { digests: evidence, most: MOST_PHOTOS },
      isWrong: findings.some(({ choice }) => choice === WRONG),
      heading,
      speech: words.sentences([heading, ...lines]),
    });
  },

  keep(changes) {
    this.typed = unsent.write(this.name, { ...this.typed, ...changes });
    this.setData({ wrongs: [] });
  },

  answer(id, changes) {
    const { answers } = this.typed;
    this.keep({ answers: { ...answers, [id]: { ...answers[id], ...changes } } });
  },

  choose({ currentTarget, detail }) {
    this.answer(currentTarget.dataset.id, { choice: detail.value });
    this.show();
  },

  write({ currentTarget, detail }) {
    this.answer(currentTarget.dataset.id, { text: detail.value });
  },

  photograph({ detail }) {
    this.keep({ evidence: detail.value });
    this.show();
  },

  /** Everything that was said; what is open stays open where this is not all. */
  body(complete) {
    const { answers, evidence } = this.typed;
    const given = this.found.findings.filter(({ id }) => (answers[id] || {}).choice);
    const lines = given.map((one) => {
      const { choice, text = '' } = answers[one.id];
      const how = this.data.words[choice === WRONG ? 'is_wrong' : 'is_right'];
      return words.named(nameOf(one), words.sentences([how, text.trim()]));
    });
    const disputed = given.filter(({ id }) => answers[id].choice === WRONG);
    return {
      statement: lines.join('\n'),
      dispute: [].concat(...disputed.map(({ items }) => items)),
      evidence,
      complete,
    };
  },

  wrongs(complete) {
    const { answers } = this.typed;
    const said = this.data.words;
    const wants = ({ id }) => {
      const { choice, text = '' } = answers[id] || {};
      return choice ? !text.trim() : complete;
    };
    const open = this.found.findings.filter(wants);
    if (!complete && !Object.values(answers).some(({ choice }) => choice)) {
      return [{ id: 'none', words: said.nothing }];
    }
    return open.map((one) => ({ id: one.id, words: words.named(nameOf(one), said.open) }));
  },

  all() {
    this.send(true);
  },

  part() {
    this.send(false);
  },

  async send(complete) {
    const wrongs = this.wrongs(complete);
    this.setData({ wrongs });
    if (wrongs.length) return;
    const given = await once(this, async () => {
      await unsent.settle(this.name);
      const body = this.body(complete);
      return cases.explain(this.id, body, keyOf(this.name, body));
    });
    if (!given) return;
    unsent.remove(this.name);
    this.typed = unsent.read(this.name, EMPTY);
    const said = this.data.words;
    this.setData({ done: complete || this.data.isWrong ? said.done : said.done_part });
    this.load();
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.found.telephone, fail: () => {} });
  },

  leave() {
    wx.navigateBack();
  },
});
