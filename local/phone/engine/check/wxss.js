// Checks style sheets: what WeChat does not take, above all in components.

import { files, isComponent } from '../files.js';
import { resolve } from '../paths.js';
import { report } from '../problems.js';
import { joined } from '../wxss.js';

// What may stand before a selector's class in a component: nothing but classes and :host.
const CLASS_ONLY =
  /^(?:\s*[>+~]?\s*(?::host(?:\([^)]*\))?|\.[\w-]+)(?:\.[\w-]+|::?[\w-]+(?:\([^)]*\))?)*)+$/;

export function checkStyleSheets() {
  for (const path of Object.keys(files)) {
    if (path.endsWith('.wxss')) checkSheet(path);
  }
}

function checkSheet(path) {
  const text = files[path].replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, address] of text.matchAll(/url\(\s*['"]?([^'")]+)/g)) {
    const imported = text.includes(`@import url(`) && address.endsWith('.wxss');
    if (!imported && !/^(data|https):/.test(address)) {
      report(`${path}: url(${address}): WXSS takes no file of the package`);
    }
  }
  for (const [, , to] of text.matchAll(/@import\s+(url\()?['"](.*?)['"]/g)) {
    if (files[resolve(path, to)] === undefined) report(`${path}: there is no ${to}`);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(joined(path));
  checkRules(sheet.cssRules, path, isComponent(path.slice(0, -'.wxss'.length)));
}

function checkRules(rules, path, ofComponent) {
  for (const rule of rules) {
    if (rule.selectorText) checkSelector(rule.selectorText, path, ofComponent);
    if (rule.cssRules && !(rule instanceof CSSKeyframesRule)) {
      checkRules(rule.cssRules, path, ofComponent);
    }
  }
}

function checkSelector(selectors, path, ofComponent) {
  for (const selector of selectors.split(/,(?![^(]*\))/)) {
    const one = selector.trim();
    if (/(^|[\s>+~])\*/.test(one)) report(`${path}: ${one}: WXSS has no *`);
    if (ofComponent && !CLASS_ONLY.test(one)) {
      report(`${path}: ${one}: a component's selectors are classes, without tags, ids, attributes`);
    }
  }
}
