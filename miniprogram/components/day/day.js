// A day in three fields: typing a year of birth is easier than turning a wheel to it.

const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

const PARTS = [
  ['year', 4],
  ['month', 2],
  ['day', 2],
];

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    wrong: String,
  },

  data: { parts: [] },

  observers: {
    question(question) {
      this.typed = PARTS.map(([id]) => question[id] || '');
      this.show();
    },
  },

  methods: {
    show() {
      const said = words.group('question');
      this.setData({
        parts: PARTS.map(([id, most], index) => ({
          id,
          most,
          label: said[id],
          value: this.typed[index],
        })),
      });
    },

    input({ currentTarget, detail }) {
      this.typed[currentTarget.dataset.index] = detail.value;
      const isEmpty = this.typed.every((part) => part === '');
      this.triggerEvent('text', { text: isEmpty ? '' : this.typed.join('-') });
    },
    done() {
      this.show();
      this.triggerEvent('done');
    },
  },
});
