// Photos of papers: taken, warned of where they cannot be read, sent in the background.

const connection = require('../../api/connection');
const drafts = require('../../api/drafts');
const { EMPTY } = require('../../api/models');
const queue = require('../../api/queue');
const { isBlurred } = require('../../api/sharpness');
const unsent = require('../../api/unsent');
const uploads = require('../../api/uploads');
const words = require('../../api/words');

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    draft: String,
  },

  data: {
    words: words.group('photo'),
    photos: [],
    mayAdd: true,
    fault: null,
    blurred: '',
    busy: false,
  },

  observers: {
    question() {
      this.show();
    },
  },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('photo') });
      this.unwatch = queue.watch(() => this.show());
    },
    detached() {
      this.unwatch();
    },
  },

  methods: {
    show() {
      const { digests = [], most } = this.data.question;
      const said = words.group('photo');
      const photos = digests.map((digest, index) => {
        const { path = '', sent = true, wrong = '', percent = 100 } = uploads.find(digest) || {};
        const state = sent ? said.sent : connection.isConnected() ? said.waiting : said.offline;
        return {
          digest,
          path,
          wrong,
          percent,
          isGoing: !sent && !wrong && connection.isConnected(),
          state: wrong ? '' : state,
          name: words.t('phone.photo.name', { n: index + 1 }),
        };
      });
      this.setData({ photos, mayAdd: digests.length < most });
    },

    async take() {
      const path = await uploads.choose();
      if (!path) return;
      await this.during(async () => {
        const small = await uploads.small(path);
        if (await this.looksBlurred(small)) this.warn(small.path);
        else await this.add(small.path);
      });
    },

    /** Do something with a photo; what is wrong with it is said. */
    async during(act) {
      this.setData({ fault: null, blurred: '', busy: true });
      try {
        await act();
      } catch (fault) {
        if (!fault.words) throw fault;
        this.setData({ fault });
      } finally {
        this.setData({ busy: false });
      }
    },

    warn(path) {
      const said = words.group('photo');
      this.setData({ blurred: path, fault: { words: said.blurred, next: said.blurred_next } });
    },

    /** Where the phone cannot measure, the photo is taken as it is: staff look at it anyway. */
    async looksBlurred(photo) {
      const canvas = await new Promise((resolve) => {
        const query = wx.createSelectorQuery().in(this).select('#small');
        query.fields({ node: true }).exec(([found]) => resolve(found && found.node));
      });
      if (!canvas) return false;
      return uploads
        .tiny(photo)
        .then((copy) => isBlurred(canvas, copy))
        .catch(() => false);
    },

    async keep() {
      const path = this.data.blurred;
      await this.during(() => this.add(path));
    },

    async add(path) {
      const digest = await uploads.add(this.data.draft, path, 'image/jpeg');
      const { digests } = this.data.question;
      if (this.isElsewhere(digest)) this.sayElsewhere();
      this.change([...digests.filter((each) => each !== digest), digest]);
    },

    remove({ currentTarget }) {
      const { digest } = currentTarget.dataset;
      if (!this.isElsewhere(digest)) uploads.forget(digest);
      this.change(this.data.question.digests.filter((each) => each !== digest));
    },

    /** Whether another question of what is filled in names the photo too. */
    isElsewhere(digest) {
      const { draft, question } = this.data;
      const { answers = unsent.read(draft, {}) } = drafts.find(draft) || {};
      const named = JSON.stringify(answers).split(digest).length - 1;
      return named > question.digests.filter((each) => each === digest).length;
    },

    sayElsewhere() {
      const said = words.group('photo');
      this.setData({ fault: { words: said.elsewhere, next: said.elsewhere_next } });
    },

    change(value) {
      this.triggerEvent('choose', { value });
    },

    look({ currentTarget }) {
      const { path } = currentTarget.dataset;
      wx.previewImage({ current: path, urls: [path] });
    },
  },
});
