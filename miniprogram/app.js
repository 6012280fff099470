const queue = require('./api/queue');
const session = require('./api/session');
const settings = require('./api/settings');

App({
  onLaunch(options) {
    settings.startWith(options.query);
    // The page is drawn meanwhile; a page that needs the session waits for it and says why not.
    session.ready().catch(() => {});
    wx.onNetworkStatusChange(({ isConnected }) => isConnected && queue.run());
  },

  onShow() {
    queue.run();
  },
});
