// A bank account: bank, number, whose it is.

const { doubtOf, groups } = require('../../api/account');
const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

/** Milliseconds in which a tap that left the field is at its button, which may move after that. */
const TAPPED = 300;

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    wrong: String,
  },

  data: { words: words.group('question'), echo: '', doubt: '' },

  observers: {
    question({ bank = '', number = '', holder = 0 }) {
      this.value = { bank, number, holder };
      this.setData({ echo: groups(number) });
    },
  },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('question') });
    },
  },

  methods: {
    input({ currentTarget, detail }) {
      this.change({ [currentTarget.dataset.name]: detail.value.trim() });
      this.setData({ echo: groups(this.value.number), doubt: '' });
    },
    chooseHolder({ detail }) {
      this.change({ holder: Number(detail.value) });
    },
    change(part) {
      this.value = { ...this.value, ...part };
      this.triggerEvent('choose', { value: this.value });
    },
    done() {
      setTimeout(() => this.setData({ doubt: doubtOf(this.value.number) }), TAPPED);
      this.triggerEvent('done');
    },
  },
});
