// Before a form: WeChat signs in by itself; what was begun, here or on another phone, goes on.

const carrying = require('../../api/carrying');
const drafts = require('../../api/drafts');
const { inChina } = require('../../api/dates');
const forms = require('../../api/forms');
const helped = require('../../api/helped');
const remote = require('../../api/remote_drafts');
const route = require('../../api/route');
const session = require('../../api/session');
const words = require('../../api/words');

const APPLICATION = 'application';
const FORMS = [APPLICATION, 'urgent_aid'];

Page({
  data: {
    words: words.group('begin'),
    heading: '',
    lead: '',
    what: '',
    drafts: [],
    hasEstimate: false,
    fault: null,
    busy: false,
  },

  onLoad({ form: wanted, helper = '', name = '' }) {
    const form = FORMS.includes(wanted) ? wanted : APPLICATION;
    const forName = route.decoded(name);
    Object.assign(this, { form, helper: helper || null, forName });
    const said = words.page(this, 'begin');
    const lead = said[`${form}_lead`];
    const acting = words.t('phone.begin.acting', { name: forName, lead });
    this.setData({ heading: said[form], lead: forName ? acting : lead, what: said[`${form}_what`] });
    wx.setNavigationBarTitle({ title: said[form] });
  },

  onShow() {
    this.load();
  },

  /** What is on this phone is shown at once, what is on others when the service has answered. */
  async load() {
    const here = drafts.onPhone().filter(({ form }) => form === this.form);
    this.list(here);
    const isOwn = this.form === APPLICATION && !this.helper;
    const hasEstimate = isOwn && Boolean(carrying.estimate());
    this.setData({ hasEstimate, fault: null, busy: !here.length });
    try {
      await session.ready();
      const known = await remote.list();
      this.list(known.filter(({ form }) => form === this.form));
    } catch (fault) {
      if (!here.length) this.setData({ fault });
    }
    this.setData({ busy: false });
  },

  list(known) {
    this.setData({
      drafts: known.map((draft) => ({
        id: draft.id,
        draft_id: draft.draft_id,
        for_name: draft.for_name,
        title: draft.for_name
          ? words.t('phone.begin.for', { name: draft.for_name })
          : words.t('phone.begin.begun'),
        note: noteOf(draft),
      })),
    });
  },

  begin() {
    return this.beginWith(async () => {
      const { form, helper, forName } = this;
      await forms.get({ form, helper });
      return drafts.begin(form, helper, { answers: helped.answers(helper), forName });
    });
  },

  /** With what was answered in the trial calculation. */
  carryOver() {
    return this.beginWith(() => carrying.begin(this.form));
  },

  async beginWith(make) {
    if (this.isBeginning) return; // tapped twice
    this.isBeginning = true;
    this.setData({ busy: true, fault: null });
    try {
      await session.ready();
      const draft = await make();
      wx.navigateTo({ url: `/pages/step/step?draft=${draft}` });
    } catch (fault) {
      this.setData({ fault });
    }
    this.isBeginning = false;
    this.setData({ busy: false });
  },

  async resume({ currentTarget }) {
    const { index } = currentTarget.dataset;
    const { id, draft_id: draftId, for_name: forName } = this.data.drafts[index];
    if (this.isBeginning) return;
    this.isBeginning = true;
    this.setData({ busy: true, fault: null });
    try {
      const draft = draftId ? await remote.resume(draftId, forName) : drafts.find(id);
      this.open(draft);
    } catch (fault) {
      const draft = drafts.find(id);
      if (draft) this.open(draft);
      else this.setData({ fault });
    }
    this.isBeginning = false;
    this.setData({ busy: false });
  },

  open(draft) {
    if (draft.submitted_case) {
      drafts.forget(draft.id);
      route.toCases();
    } else {
      wx.navigateTo({ url: `/pages/step/step?draft=${draft.id}` });
    }
  },

  remove({ currentTarget }) {
    const { id, draft_id: draftId } = this.data.drafts[currentTarget.dataset.index];
    wx.showModal({
      title: words.t('phone.begin.remove_ask'),
      content: words.t('phone.begin.remove_note'),
      cancelText: words.t('phone.begin.keep'),
      confirmText: words.t('phone.begin.remove_yes'),
      success: async ({ confirm }) => {
        if (!confirm) return;
        try {
          await remote.remove(id, draftId);
          this.load();
        } catch (fault) {
          this.setData({ fault });
        }
      },
    });
  },
});

function noteOf({ updated_at: updated }) {
  if (!updated) return '';
  const { month, day } = inChina(typeof updated === 'number' ? updated : Date.parse(updated));
  return words.t('phone.begin.note', { month, day });
}
