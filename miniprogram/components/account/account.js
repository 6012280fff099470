// A bank account: bank, number, whose it is.

const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

const groupsOfFour = (text) => (text.replace(/\s/g, '').match(/.{1,4}/g) || []).join(' ');

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    wrong: String,
  },

  data: { words: words.group('question'), echo: '' },

  observers: {
    question({ bank = '', number = '', holder = 0 }) {
      this.value = { bank, number, holder };
      this.setData({ echo: groupsOfFour(number) });
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
      this.setData({ echo: groupsOfFour(this.value.number) });
    },
    chooseHolder({ detail }) {
      this.change({ holder: Number(detail.value) });
    },
    change(part) {
      this.value = { ...this.value, ...part };
      this.triggerEvent('choose', { value: this.value });
    },
    done() {
      this.triggerEvent('done');
    },
  },
});
