// Checks templates: tags, attributes and events that the phone does not have.

import { ARIA, COMMON } from '../../tags/common.js';
import { COMPILED, TAGS } from '../../tags/index.js';
import { componentsOf, files } from '../files.js';
import { resolve } from '../paths.js';
import { report } from '../problems.js';

const TAG = /<([a-zA-Z][\w-]*)((?:\s+[^\s=>/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*\/?>/g;
const ATTRIBUTE = /([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;
const EVENT = /^(?:capture-bind|capture-catch|mut-bind|bind|catch):?([\w-]+)$/;
const ALWAYS =
  /^(id|class|style|slot|data-.+|mark:.+|wx:(if|elif|else|for|for-item|for-index|key))$/;
const TOUCHES = ['tap', 'longpress', 'touchstart', 'touchmove', 'touchend', 'touchcancel'];
const OF_COMPILED = {
  template: ['name', 'is', 'data'],
  import: ['src'],
  include: ['src'],
  wxs: ['src', 'module'],
  slot: ['name'],
};

const spaces = (text) => text.replace(/[^\n]/g, ' ');

/** Every opening tag of a template: {name, attributes: [[name, value]], line}. */
export function tagsOf(text) {
  const bare = text
    .replace(/<!--[\s\S]*?-->/g, spaces)
    .replace(
      /(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g,
      (_, open, body, end) => open + spaces(body) + end,
    );
  return [...bare.matchAll(TAG)].map((found) => ({
    name: found[1],
    attributes: [...found[2].matchAll(ATTRIBUTE)].map((one) => [one[1], one[2] ?? one[3] ?? '']),
    line: bare.slice(0, found.index).split('\n').length,
  }));
}

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const propertiesOf = (tag) =>
  new Set(Object.keys({ ...COMMON, ...TAGS[tag].properties }).map(kebab));
const ariaNames = new Set(ARIA.map((name) => `aria-${name.toLowerCase()}`));

export function checkTemplates() {
  for (const path of Object.keys(files)) {
    if (path.endsWith('.wxml')) checkTemplate(path);
  }
}

function checkTemplate(path) {
  const unit = path.slice(0, -'.wxml'.length);
  const standsAlone = files[`${unit}.js`] === undefined; // imported or included by pages
  const components = componentsOf(unit);
  for (const tag of tagsOf(files[path])) {
    const place = `${path}:${tag.line}: <${tag.name}`;
    if (tag.name in TAGS) checkBuiltIn(tag, place);
    else if (COMPILED.includes(tag.name)) checkCompiled(tag, place);
    else if (tag.name in components)
      checkComponent(tag, place, resolve(unit, components[tag.name]));
    else if (!standsAlone) report(`${place}> is not in the phone`);
  }
}

function checkBuiltIn({ name, attributes }, place) {
  const properties = propertiesOf(name);
  const events = new Set([...TOUCHES, ...(TAGS[name].events ?? [])]);
  for (const [attribute] of attributes) {
    const event = EVENT.exec(attribute)?.[1];
    if (event) {
      if (!events.has(event)) report(`${place} ${attribute}>: the event is not in the phone`);
    } else if (!ALWAYS.test(attribute) && !properties.has(attribute) && !ariaNames.has(attribute)) {
      report(`${place} ${attribute}>: the property is not in the phone`);
    }
  }
}

function checkCompiled({ name, attributes }, place) {
  for (const [attribute] of attributes) {
    if (!ALWAYS.test(attribute) && !OF_COMPILED[name].includes(attribute)) {
      report(`${place} ${attribute}>: the property is not in WeChat`);
    }
  }
}

function checkComponent({ attributes }, place, path) {
  const script = files[`${path}.js`] ?? '';
  for (const [attribute] of attributes) {
    const event = EVENT.exec(attribute)?.[1];
    if (!event || TOUCHES.includes(event)) continue;
    const triggers = new RegExp(`triggerEvent\\(\\s*(['"\`])${event}\\1`).test(script);
    const byVariable = /triggerEvent\(\s*[^'"`\s]/.test(script);
    if (!triggers && !byVariable) report(`${place} ${attribute}>: ${path} never triggers it`);
  }
}

/** Names of the methods that a template, with what it imports and includes, binds to events. */
export function handlersOf(unit, seen = new Set()) {
  const path = `${unit}.wxml`;
  if (seen.has(path) || files[path] === undefined) return [];
  seen.add(path);
  return tagsOf(files[path]).flatMap(({ name, attributes, line }) => {
    const bound = attributes.filter(([attribute, value]) => EVENT.test(attribute) && value);
    const own = bound
      .filter(([, value]) => !value.includes('{{'))
      .map(([, value]) => [value, line]);
    const source = attributes.find(([attribute]) => attribute === 'src')?.[1];
    if (source && (name === 'import' || name === 'include')) {
      const to = resolve(unit, source).replace(/\.wxml$/, '');
      return [...own, ...handlersOf(to, seen)];
    }
    return own;
  });
}

/** The attributes that a template gives to components of its own: [{path, attribute, place}]. */
export function givenProperties(unit) {
  const components = componentsOf(unit);
  return tagsOf(files[`${unit}.wxml`] ?? '')
    .filter(({ name }) => name in components && !(name in TAGS))
    .flatMap(({ name, attributes, line }) =>
      attributes
        .map(([attribute]) => attribute)
        .filter((one) => !EVENT.test(one) && !ALWAYS.test(one) && one !== 'hidden')
        .map((attribute) => ({
          path: resolve(unit, components[name]),
          attribute,
          place: `${unit}.wxml:${line}: <${name} ${attribute}>`,
        })),
    );
}
