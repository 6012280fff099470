// One of several options, or some of them.

const { EMPTY } = require('../../api/models');
const words = require('../../api/words');

Component({
  properties: { question: { type: Object, value: EMPTY } },

  data: { words: words.group('question') },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('question') });
    },
  },

  methods: {
    choose({ detail }) {
      if (detail.value === 'unknown') this.triggerEvent('unknown');
      else this.triggerEvent('choose', { choice: [Number(detail.value)] });
    },

    /** "None of them" takes the others away, and each of them takes it away. */
    chooseSeveral({ detail }) {
      const isNewlyNone = detail.value.includes('none') && !this.data.question.isNone;
      const chosen = detail.value.filter((id) => id !== 'none').map(Number);
      if (isNewlyNone || (detail.value.includes('none') && !chosen.length)) {
        this.triggerEvent('none');
      } else {
        this.triggerEvent('choose', { choice: chosen });
      }
    },
  },
});
