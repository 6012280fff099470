// The bar with the tabs, in the language of the settings. WeChat takes it from a page of a tab alone.

const { t } = require('./words');

const TABS = ['home', 'cases', 'settings']; // as in app.json

function show() {
  TABS.forEach((name, index) =>
    wx.setTabBarItem({ index, text: t(`phone.tabs.${name}`), fail: () => {} }),
  );
}

module.exports = { show };
