// Whether the phone has a network, as far as it says.

const listeners = new Set();
let connected = true;

function note(isConnected) {
  if (isConnected === connected) return;
  connected = isConnected;
  listeners.forEach((listener) => listener(connected));
}

/** Ask the phone once, and take what it says from then on. */
function begin() {
  wx.getNetworkType({ success: ({ networkType }) => note(networkType !== 'none') });
  wx.onNetworkStatusChange(({ isConnected }) => note(isConnected));
}

/** Call `listener(isConnected)` whenever that changed. */
const watch = (listener) => listeners.add(listener);

const isConnected = () => connected;

module.exports = { begin, watch, isConnected };
