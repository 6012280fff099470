// The mini program's files: path to text, as the server lists them.

import { ask } from './outside.js';
import { report } from './problems.js';

export const files = await (await ask('files.json')).json();

/** A JSON file's content, or {} where there is none; a mistake in it is a problem. */
export function json(path) {
  if (files[path] === undefined) return {};
  try {
    return JSON.parse(files[path]);
  } catch (error) {
    report(`${path}: ${error.message}`);
    return {};
  }
}

export const app = json('app.json');

export const isComponent = (path) => json(`${path}.json`).component === true;

/** The tags that a page or component may use beside the built-in ones: name to path. */
export function componentsOf(path) {
  return { ...app.usingComponents, ...json(`${path}.json`).usingComponents };
}
