// Runs the mini program's scripts with what WeChat's logic layer has, and nothing of a browser.

import { now } from './clock.js';
import { files } from './files.js';
import { resolve } from './paths.js';
import { report } from './problems.js';

// What JavaScript itself brings; everything else that a browser has is undefined in a script.
const LANGUAGE = new Set([
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math'],
  ...['JSON', 'Promise', 'Proxy', 'Reflect', 'Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'Intl'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array'],
  ...['Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'Date'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'NaN', 'Infinity', 'undefined', 'escape'],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'unescape', 'eval'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'console'],
]);

function browserNames() {
  const names = new Set(['globalThis']);
  for (let at = window; at; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names].filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && !LANGUAGE.has(name));
}

const ABSENT = browserNames();

class PhoneDate extends Date {
  constructor(...given) {
    super(...(given.length ? given : [now()]));
  }

  static now() {
    return now();
  }
}

const modules = {};

/** What every script sees beside `require` and `module`: wx, App, getApp, getCurrentPages. */
export const globals = { Date: PhoneDate };

/** Run a script once; `extra` are the names that it alone sees, such as Page. */
export function run(path, extra = {}) {
  if (modules[path]) return modules[path].exports;
  if (files[path] === undefined) throw new Error(`there is no ${path}`);
  const module = { exports: {} };
  modules[path] = module;
  const seen = {
    require: (to) => run(scriptPath(resolve(path, to))),
    module,
    exports: module.exports,
    ...globals,
    ...extra,
  };
  const absent = ABSENT.filter((name) => !(name in seen));
  // A function of its own: a script may give its own things any of the names that are absent.
  const source = `'use strict';(function () {${files[path]}\n})();\n//# sourceURL=/miniprogram/${path}`;
  try {
    const body = new Function(...absent, ...Object.keys(seen), source);
    body.apply(undefined, [...absent.map(() => undefined), ...Object.values(seen)]);
  } catch (error) {
    report(`${path}: ${error.stack}`);
    throw error;
  }
  return module.exports;
}

const scriptPath = (path) => (path.endsWith('.js') ? path : `${path}.js`);
