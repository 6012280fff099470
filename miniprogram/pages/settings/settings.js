// Looks of the app, and what is stored of a person: sessions and applications not handed in.

const drafts = require('../../api/drafts');
const { during, once } = require('../../api/loading');
const remote = require('../../api/remote_drafts');
const { call } = require('../../api/request');
const route = require('../../api/route');
const session = require('../../api/session');
const settings = require('../../api/settings');
const speech = require('../../api/speech');
const tabs = require('../../api/tabs');
const when = require('../../api/when');
const words = require('../../api/words');

/** Each language is called by its own name, whatever language is shown. */
const NAMES = { zh: '中文', en: 'English' };
const GONE = 404;

/** One that is gone already was ended by a try whose answer was lost, or elsewhere. */
const ended = (body) =>
  call('POST', '/v1/sessions/end', body).catch((fault) => {
    if (fault.status !== GONE) throw fault;
    return { ended: 0 };
  });

Page({
  data: {
    words: words.group('settings'),
    elder: false,
    lang: 'zh',
    languages: [],
    sessions: null,
    begun: 0,
    done: '',
    fault: null,
    busy: false,
  },

  onShow() {
    this.show();
  },

  show() {
    words.page(this, 'settings');
    tabs.show();
    this.setData({
      elder: settings.get('elder'),
      lang: settings.get('lang'),
      languages: settings.LANGUAGES.map((name) => ({ name, label: NAMES[name] })),
      begun: drafts.onPhone().length,
    });
  },

  /** The frame has a button of its own for the view. */
  changeView({ detail }) {
    settings.set('elder', detail.value === 'elder');
    wx.reLaunch({ url: '/pages/settings/settings' });
  },

  changeLanguage({ detail }) {
    settings.set('lang', detail.value);
    wx.reLaunch({ url: '/pages/settings/settings' });
  },

  listen() {
    speech.say(this.data.words.sample, () => {});
  },

  async loadSessions() {
    const found = await during(this, () => call('GET', '/v1/sessions'));
    if (!found) return;
    const sessions = found.sessions.map((one) => ({
      ...one,
      since: when.moment(one.started_at),
    }));
    this.setData({ sessions });
  },

  async endSession({ currentTarget }) {
    const body = { session_id: currentTarget.dataset.id };
    if (await once(this, () => ended(body))) this.loadSessions();
  },

  removeDrafts() {
    this.confirm('remove', async () => {
      const known = await remote.list();
      for (const { id, draft_id: draftId } of known) await remote.remove(id, draftId);
      drafts.onPhone().forEach(({ id }) => drafts.forget(id)); // what was only calculated with
      this.setData({ done: this.data.words.removed });
      this.show();
    });
  },

  signOut() {
    this.confirm('sign_out', async () => {
      // Without a network too nothing stays here; the session then ends by itself in two hours.
      await call('POST', '/v1/sign-out', {}, { tries: 1 }).catch(() => {});
      session.end();
      route.home();
    });
  },

  /** Ask once more, and do it. */
  confirm(name, act) {
    const said = this.data.words;
    wx.showModal({
      title: said[`${name}_ask`],
      content: said[`${name}_note`],
      cancelText: said.keep,
      confirmText: said[`${name}_yes`],
      success: ({ confirm }) => confirm && once(this, act),
    });
  },
});
