// An area, chosen level by level: city, county, township, village.

const areas = require('../../api/areas');
const { EMPTY } = require('../../api/models');
const config = require('../../config');
const words = require('../../api/words');

Component({
  properties: { question: { type: Object, value: EMPTY } },

  data: {
    words: words.group('area'),
    chosen: '',
    name: '',
    children: [],
    mayGoUp: false,
    busy: false,
    fault: null,
  },

  observers: {
    'question.code'(code) {
      if (code !== this.code) this.show(code || config.area, Boolean(code));
      this.code = code;
    },
  },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('area') });
    },
  },

  methods: {
    /** Show what is in an area; with `isChosen` its name alone. */
    async show(code, isChosen = false) {
      this.wanted = { code, isChosen };
      this.setData({ busy: true, fault: null, children: [] });
      try {
        const area = await areas.get(code);
        if (this.wanted.code !== code) return;
        this.setData({
          busy: false,
          chosen: isChosen ? area.full_name : '',
          name: area.full_name,
          children: area.children,
          mayGoUp: code !== config.topArea,
        });
      } catch (fault) {
        this.setData({ busy: false, fault });
      }
    },

    down({ currentTarget }) {
      const { code } = currentTarget.dataset;
      if (code.slice(-3) === '000') {
        this.show(code);
        return;
      }
      this.code = code;
      this.show(code, true);
      this.triggerEvent('choose', { value: code });
    },

    up() {
      const [parent = config.topArea] = areas.above(this.wanted.code).slice(-1);
      this.show(parent);
    },

    again() {
      this.show(config.area);
    },

    retry() {
      this.show(this.wanted.code, this.wanted.isChosen);
    },
  },
});
