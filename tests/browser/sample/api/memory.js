// Counts how often the app was opened on this phone.
function opened() {
  wx.setStorageSync('opened', (wx.getStorageSync('opened') || 0) + 1);
}

module.exports = { opened };
