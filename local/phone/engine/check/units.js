// Checks what a script defines: hooks that the phone does not call, handlers that do not exist.

import { files, isComponent, json } from '../files.js';
import { report } from '../problems.js';
import { givenProperties, handlersOf } from './wxml.js';

const NOT_CALLED = [
  ...['onPullDownRefresh', 'onReachBottom', 'onPageScroll', 'onShareAppMessage', 'onResize'],
  ...['onShareTimeline', 'onAddToFavorites', 'onSaveExitState'],
];
const COMPONENT_KEYS = [
  ...['properties', 'data', 'methods', 'behaviors', 'lifetimes', 'pageLifetimes', 'options'],
  ...['observers', 'externalClasses', 'created', 'attached', 'ready', 'detached'],
];
const LIFETIMES = ['created', 'attached', 'ready', 'moved', 'detached', 'error'];
const PAGE_LIFETIMES = ['show', 'hide'];
const OPTIONS = [
  'multipleSlots',
  'virtualHost',
  'pureDataPattern',
  'styleIsolation',
  'addGlobalClass',
];
const ISOLATION = ['isolated', 'apply-shared'];

const definitions = new Map(); // path to {methods, properties}
const behaviors = new WeakMap();

/** Page, Component and Behavior of a script, which also note what they were given. */
export function noteDefinition(path, { Page, Component, Behavior }) {
  return {
    Page(given) {
      for (const name of NOT_CALLED) {
        if (name in given) report(`${path}.js: ${name} is not in the phone`);
      }
      note(path, functionsOf(given), {}, given.behaviors);
      return Page(given);
    },
    Component(given) {
      checkKeys(path, 'Component', given, COMPONENT_KEYS);
      checkKeys(path, 'lifetimes', given.lifetimes, LIFETIMES);
      checkKeys(path, 'pageLifetimes', given.pageLifetimes, PAGE_LIFETIMES);
      checkKeys(path, 'options', given.options, OPTIONS);
      const isolation = given.options?.styleIsolation ?? json(`${path}.json`).styleIsolation;
      if (isolation && !ISOLATION.includes(isolation)) {
        report(`${path}: styleIsolation ${isolation} is not in the phone`);
      }
      note(path, functionsOf(given.methods), given.properties, given.behaviors);
      return Component(given);
    },
    Behavior(given) {
      const made = Behavior(given);
      behaviors.set(made, { methods: functionsOf(given.methods), properties: given.properties });
      return made;
    },
  };
}

const functionsOf = (given = {}) =>
  Object.keys(given).filter((name) => typeof given[name] === 'function');

function checkKeys(path, what, given, known) {
  for (const key of Object.keys(given ?? {})) {
    if (!known.includes(key)) report(`${path}.js: ${what} ${key} is not in the phone`);
  }
}

function note(path, methods, properties = {}, mixed = []) {
  const more = mixed.map((one) => behaviors.get(one)).filter(Boolean);
  definitions.set(path, {
    methods: new Set([...methods, ...more.flatMap((one) => one.methods)]),
    properties: Object.assign({}, ...more.map((one) => one.properties), properties),
  });
}

const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** Report handlers and properties that a page or component names and nobody defines. */
export function checkUnit(path) {
  const own = definitions.get(path);
  if (!own) {
    report(`${path}.js calls neither Page nor Component`);
    return;
  }
  if (isComponent(path) !== /\bComponent\(/.test(files[`${path}.js`])) {
    report(`${path}.json and ${path}.js differ in whether it is a component`);
  }
  for (const [handler, line] of handlersOf(path)) {
    if (!own.methods.has(handler)) report(`${path}.wxml:${line}: there is no method ${handler}`);
  }
  for (const { path: to, attribute, place } of givenProperties(path)) {
    const name = camel(attribute);
    const known = name in (definitions.get(to)?.properties ?? {});
    if (!known) report(`${place}: ${to} has no such property`);
  }
}

const MOST_DATA = 1024 * 1024; // bytes of one setData

/** Whether every value can go from the script to the page, as WeChat's setData takes it. */
export function checkData(path, data) {
  for (const [key, value] of Object.entries(data ?? {})) {
    const wrong = unsendable(value);
    if (wrong) {
      report(`${path}: setData ${key} holds ${wrong}`);
      return;
    }
  }
  const size = sizeOf(data);
  if (size > MOST_DATA) report(`${path}: setData of ${size} bytes, at most ${MOST_DATA}`);
}

/** Bytes of the values as JSON. Only what is long is counted exactly. */
function sizeOf(data) {
  const text = JSON.stringify(data ?? {});
  return text.length * 3 > MOST_DATA ? new Blob([text]).size : text.length;
}

function unsendable(value, depth = 0) {
  if (value === undefined || typeof value === 'function') return typeof value;
  if (value === null || typeof value !== 'object') return '';
  if (depth > 30) return 'a circle';
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind !== 'Object' && kind !== 'Array') return `a ${kind}`;
  return (
    Object.values(value)
      .map((one) => unsendable(one, depth + 1))
      .find(Boolean) ?? ''
  );
}
