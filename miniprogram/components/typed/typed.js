// Something that is typed in one field: words, numbers, amounts.

const { EMPTY } = require('../../api/models');
const { call } = require('../../api/request');
const words = require('../../api/words');

const LONG = 200; // characters: more is a text and not a name
const TYPES = { identity_number: 'idcard', money: 'digit', number: 'number', phone: 'number' };
const GROUPS = { identity_number: /^(.{6})(.{1,8})?(.{1,4})?/ };

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    wrong: String,
  },

  data: {
    words: words.group('question'),
    isLong: false,
    type: 'text',
    text: '',
    echo: '',
    note: '',
    busy: false,
  },

  observers: {
    question({ kind, most, text }) {
      this.typed = text || '';
      this.setData({
        isLong: kind === 'text' && most > LONG,
        type: TYPES[kind] || 'text',
        text: text || '',
        echo: echoOf(kind, text || ''),
      });
    },
  },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('question') });
    },
  },

  methods: {
    input({ detail }) {
      this.typed = detail.value;
      this.setData({ echo: echoOf(this.data.question.kind, detail.value) });
      this.triggerEvent('text', { text: detail.value });
    },
    /** The number in WeChat instead of typing; without it the field is there as before. */
    async take({ detail }) {
      this.setData({ note: '', busy: true });
      const given = detail.code && call('POST', '/v1/me/phone-number', { code: detail.code });
      const found = await Promise.resolve(given).catch(() => null);
      this.setData({ busy: false, note: found ? '' : this.data.words.no_number });
      if (!found) return;
      this.input({ detail: { value: found.phone } });
      this.done();
    },
    /** What was typed becomes data, so that a page that empties the field is seen to change it. */
    done() {
      this.setData({ text: this.typed });
      this.triggerEvent('done');
    },
  },
});

/** A long number once more in groups, as it stands on the card, so that it can be compared. */
function echoOf(kind, text) {
  const found = GROUPS[kind] && GROUPS[kind].exec(text.replace(/\s/g, ''));
  return found ? found.slice(1).filter(Boolean).join(' ') : '';
}
