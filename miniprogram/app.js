const connection = require('./api/connection');
const queue = require('./api/queue');
const sending = require('./api/sending');
const session = require('./api/session');
const settings = require('./api/settings');
require('./api/uploads'); // by which the queue sends photos

App({
  onLaunch(options) {
    settings.startWith(options.query);
    // The page is drawn meanwhile; a page that needs the session waits for it and says why not.
    session.ready().catch(() => {});
    connection.watch((isConnected) => (isConnected ? sending.run() : queue.notify()));
    connection.begin();
  },

  onShow() {
    sending.run();
  },
});
