const memory = require('./api/memory');

App({
  globalData: { shown: 0, hidden: 0, query: {} },
  onLaunch(options) {
    this.globalData.query = options.query;
    memory.opened();
  },
  onShow() {
    this.globalData.shown += 1;
  },
  onHide() {
    this.globalData.hidden += 1;
  },
});
