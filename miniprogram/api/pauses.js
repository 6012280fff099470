// How long to wait before something is sent again.

/**
 * Milliseconds: half of `pause`, or all that the service named (`retryAfter`, in seconds), and by
 * chance up to half as much again, so that phones do not all come at once.
 */
function spread(pause, retryAfter = 0) {
  const named = retryAfter * 1000;
  const least = Math.max(named, pause / 2);
  return least + (Math.random() * Math.max(named, pause)) / 2;
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

module.exports = { spread, wait };
