// Find the office: level by level, its telephone and hours, and the hotlines that always answer.

const areas = require('../../api/areas');
const { during } = require('../../api/loading');
const { call } = require('../../api/request');
const storage = require('../../api/storage');
const words = require('../../api/words');
const config = require('../../config');

const STORED = 'office';
/** From this level on an area has one office: nobody need know in which village they live. */
const ENOUGH = ['township', 'village'];

Page({
  data: {
    words: words.group('office'),
    config,
    area: null,
    office: null,
    speech: '',
    mayGoUp: false,
    fault: null,
    busy: false,
  },

  onLoad({ area = '' }) {
    words.page(this, 'office');
    const stored = storage.read(STORED, null);
    if (stored && !area) this.show(stored);
    else this.look(area || config.area);
  },

  /** Show what lies in an area, or the office where no more need be known. */
  async look(code) {
    this.wanted = code;
    const area = await during(this, () => areas.get(code));
    if (!area || this.wanted !== code) return;
    if (ENOUGH.includes(area.level)) await this.find(code);
    else this.setData({ area, office: null, speech: '', mayGoUp: code !== config.topArea });
  },

  async find(code) {
    const office = await during(this, () =>
      call('GET', `/v1/offices/${code}`, undefined, { open: true }),
    );
    if (!office) return;
    storage.write(STORED, office);
    this.show(office);
  },

  show(office) {
    const said = this.data.words;
    const parts = [office.office_name, office.note, said.hours, office.hours, office.hours_note];
    this.setData({ office, speech: words.sentences([...parts, `${said.call}${office.telephone}`]) });
  },

  retry() {
    this.look(this.wanted);
  },

  down({ currentTarget }) {
    this.look(currentTarget.dataset.code);
  },

  up() {
    const [parent = config.topArea] = areas.above(this.data.area.code).slice(-1);
    this.look(parent);
  },

  here() {
    this.find(this.data.area.code);
  },

  again() {
    this.look(config.area);
  },

  phone({ currentTarget }) {
    wx.makePhoneCall({ phoneNumber: currentTarget.dataset.number, fail: () => {} });
  },

  copy() {
    wx.setClipboardData({ data: this.data.office.address || this.data.office.office_name });
  },
});
