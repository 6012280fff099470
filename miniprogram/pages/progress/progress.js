// Where a case is: what must be done, who has it, by when, what comes next, what was done.

const cases = require('../../api/cases');
const { during } = require('../../api/loading');
const when = require('../../api/when');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('progress'),
    fault: null,
    busy: false,
    timeline: null,
    number: '',
    todo: null,
    holders: [],
    stages: [],
    events: [],
    payments: [],
    areEventsShown: false,
    speech: '',
  },

  onLoad({ case: id }) {
    this.id = id;
    words.page(this, 'progress');
  },

  onShow() {
    this.load();
  },

  async load() {
    const timeline = await during(this, () => cases.timeline(this.id));
    if (timeline) this.show(timeline);
  },

  show(timeline) {
    const said = this.data.words;
    const todo = cases.actionOf(this.id, timeline);
    const parts = [timeline.stage_words, said.must, todo.words, said.next, timeline.next];
    this.setData({
      timeline,
      todo,
      number: cases.groups(timeline.receipt),
      holders: timeline.holders.map(holderOf),
      stages: timeline.stages.map(stageOf),
      events: timeline.events.map(({ at, words: text }, id) => ({ id, at: when.moment(at), text })),
      payments: timeline.payments.map(({ text }, id) => ({ id, text })),
      speech: words.sentences(parts),
    });
  },

  act() {
    wx.navigateTo({ url: this.data.todo.url });
  },

  toggleEvents() {
    this.setData({ areEventsShown: !this.data.areEventsShown });
  },

  open({ currentTarget }) {
    wx.navigateTo({ url: cases.urlOf(currentTarget.dataset.page, this.id) });
  },

  phone() {
    wx.makePhoneCall({ phoneNumber: this.data.timeline.telephone, fail: () => {} });
  },
});

const holderOf = (holder, index) => ({
  id: index,
  task: holder.task,
  who: [holder.office_name, holder.post].filter(Boolean).join(' '),
  by: when.by(holder.due),
  note: holder.due_note,
  late: when.day(holder.overdue_since),
});

const stageOf = ({ words: title, since, until }, index) => ({
  id: index,
  title,
  isNow: !until,
  time: until
    ? words.t('follow.progress.between', { since: when.moment(since), until: when.moment(until) })
    : words.t('follow.progress.since', { since: when.moment(since) }),
});
