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

// A page is drawn once before onLoad gives it its words: components have their defaults so long.
const BEFORE_LOAD = /received type-incompatible value: expected <\w+> but get null value/;

export function watchErrors(glassEasel) {
  glassEasel.addGlobalWarningListener((message) => {
    if (!BEFORE_LOAD.test(message)) report(`warning: ${message}`);
    return false;
  });
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
