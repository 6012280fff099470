// Everything in which the mini program asked for what a real phone does not have, and every error.
// Browser tests assert that the list is empty.

export const problems = [];

/** Add a problem once; `what` is a sentence or an error. */
export function report(what) {
  const text = what instanceof Error ? what.stack || what.message : String(what);
  if (!problems.includes(text)) {
    problems.push(text);
    console.error(text);
  }
  return false;
}

export function watchErrors(glassEasel) {
  glassEasel.addGlobalWarningListener((message) => report(`warning: ${message}`));
  glassEasel.addGlobalErrorListener((error, method, component) => {
    const place = component?.is ?? component ?? '';
    report(`${place} ${method ?? ''}: ${error?.stack ?? error}`);
    return false;
  });
  window.addEventListener('error', (event) => report(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => {
    const reason = event.reason;
    report(`promise rejected: ${reason?.stack ?? JSON.stringify(reason)}`);
  });
}
