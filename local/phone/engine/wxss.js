// WXSS is CSS with rpx, with @import of files and, in components, classes of one's own scope.

import { files } from './files.js';
import { resolve } from './paths.js';

const UNIT = /(-?\d*\.?\d+)(rpx|vh)\b/g;

/** 750 rpx are the width of the screen; vh counts the page without the bars of the phone. */
export function units(css) {
  return css.replace(UNIT, (_, number, unit) =>
    unit === 'rpx' ? `calc(${number} * 100vw / 750)` : `calc(${number} * var(--page-vh, 1vh))`,
  );
}

const withoutComments = (css) => css.replace(/\/\*[\s\S]*?\*\//g, '');

/** A file's text with the files that it imports. */
export function joined(path, seen = new Set()) {
  if (seen.has(path)) return '';
  seen.add(path);
  const css = withoutComments(files[path] ?? '');
  return css.replace(/@import\s+(?:url\()?['"](.*?)['"]\)?\s*;/g, (_, to) =>
    joined(resolve(path, to), seen),
  );
}

/** The style sheet of the app or a page: it reaches what is on the screen, not the phone's bars. */
export const pageSheet = (path) => `@scope (#screen) {\n${units(joined(path))}\n}`;

/** The style sheet of a component: each class is one of its own scope. */
export function componentSheet(path, scope) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(units(joined(path)));
  scopeRules(sheet.cssRules, scope);
  return [...sheet.cssRules].map((rule) => rule.cssText).join('\n');
}

function scopeRules(rules, scope) {
  for (const rule of rules) {
    if (rule.selectorText) {
      rule.selectorText = rule.selectorText
        .replace(/:host\b/g, `[wx-host="${scope}"]`)
        .replace(/\.(-?[_a-zA-Z][\w-]*)/g, `.${scope}--$1`);
    }
    if (rule.cssRules) scopeRules(rule.cssRules, scope);
  }
}

/** Styles in elements may bear rpx too, also those that are bound to data. */
export function acceptUnitsInStyles() {
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function setAttribute(name, value) {
    set.call(this, name, name === 'style' ? units(String(value)) : value);
  };
}
