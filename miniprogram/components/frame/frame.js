// The frame of every page: heading, read aloud, view for old eyes, and what went wrong.

const config = require('../../config');
const route = require('../../api/route');
const settings = require('../../api/settings');
const speech = require('../../api/speech');
const words = require('../../api/words');

Component({
  properties: {
    heading: String,
    lead: String,
    position: String, // where one is, such as "第 3 步，共 12 步"
    speech: String, // what is read aloud; heading and lead where it is empty
    wrongs: { type: Array, value: [] }, // [{id, words}]: what must be changed on this page
    fault: { type: Object, value: null }, // a refusal: {words, next, mayRetry}
    busy: Boolean,
    busyWords: String,
  },

  data: { words: words.group('frame'), elder: false, scale: 1, speaking: false, text: '' },

  observers: {
    'heading, lead, speech'(heading, lead, text) {
      this.setData({ text: text || words.sentences([heading, lead]) });
    },
    'wrongs, fault'(wrongs, fault) {
      if (wrongs.length || fault) wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    },
  },

  lifetimes: {
    attached() {
      this.look();
    },
    detached() {
      speech.stop();
    },
  },

  pageLifetimes: {
    show() {
      this.look();
    },
    hide() {
      speech.stop();
      this.setData({ speaking: false });
    },
  },

  methods: {
    look() {
      this.setData({
        words: words.group('frame'),
        elder: settings.get('elder'),
        scale: settings.scale(),
      });
    },

    toggleElder() {
      settings.set('elder', !settings.get('elder'));
      this.look();
      this.triggerEvent('view');
    },

    read() {
      if (this.data.speaking) {
        speech.stop();
        this.setData({ speaking: false });
        return;
      }
      this.setData({ speaking: true });
      speech.say(this.data.text, () => this.setData({ speaking: false }));
    },

    retry() {
      this.triggerEvent('retry');
    },

    /** What is not there is not there on the page before either, where a link led here. */
    home() {
      route.home();
    },

    phone() {
      wx.makePhoneCall({ phoneNumber: config.hotline, fail: () => {} });
    },
  },
});
