// One question of any kind. It reports answers; the page stores them.

const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

Component({
  properties: {
    question: { type: Object, value: EMPTY }, // of api/models.js
    alone: Boolean, // the only one on its page, whose heading is its title
    wrong: String,
    draft: String,
  },

  data: { words: words.group('question') },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('question') });
    },
  },

  methods: {
    report(name, detail) {
      this.triggerEvent(name, { place: this.data.question.place, ...detail });
    },
    pass({ detail }) {
      this.report('answer', { value: detail.value, choice: detail.choice });
    },
    passText({ detail }) {
      this.report('text', { text: detail.text });
    },
    passDone() {
      this.report('done');
    },
    passOpen({ detail }) {
      this.report('open', { index: detail.index });
    },
    passAdd() {
      this.report('add');
    },
    passRemove({ detail }) {
      this.report('remove', { index: detail.index });
    },
    passProve({ detail }) {
      this.report('prove', { member: detail.member });
    },
    unknown() {
      this.report('answer', { value: null });
    },
    none() {
      this.report('answer', { value: [] });
    },
    toggleUnknown({ detail }) {
      this.report('answer', detail.value.length ? { value: null } : { value: undefined });
    },
  },
});
