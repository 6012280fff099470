// The items of a list: who lives in the family, what comes in.

const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

Component({
  properties: { question: { type: Object, value: EMPTY } },

  data: { words: words.group('items') },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('items') });
    },
  },

  methods: {
    open({ currentTarget }) {
      this.triggerEvent('open', { index: currentTarget.dataset.index });
    },
    add() {
      this.triggerEvent('add');
    },
    remove({ currentTarget }) {
      this.triggerEvent('remove', { index: currentTarget.dataset.index });
    },
    none() {
      this.triggerEvent('none');
    },
  },
});
