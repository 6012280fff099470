// Pages and components as the engine knows them: configuration, template, style sheet, script.

import { MiniProgramEnv } from '../vendor/adapter.js';
import { componentsOf, files, isComponent, json } from './files.js';
import { resolve } from './paths.js';
import { run } from './scripts.js';
import { checkUnit, noteDefinition } from './check/units.js';
import { compileAll } from './templates.js';
import { componentSheet } from './wxss.js';

const environment = new MiniProgramEnv();
export const space = environment.createCodeSpace('', true);
export const backend = environment.associateBackend();
const defined = new Set();
let groupList;

export function compileTemplates() {
  groupList = compileAll();
}

/** Make a page or component, and the components that it uses, known to the engine. */
export function define(path) {
  if (defined.has(path)) return;
  defined.add(path);
  const usingComponents = componentsOf(path);
  space.addComponentStaticConfig(path, { ...json(`${path}.json`), usingComponents });
  for (const to of Object.values(usingComponents)) define(resolve(path, to));
  if (isComponent(path)) addSheet(path);
  if (!groupList[path]) throw new Error(`there is no ${path}.wxml`);
  space.addCompiledTemplate(path, { groupList, content: groupList[path] });
  space.componentEnv(path, (given) => run(`${path}.js`, noteDefinition(path, given)));
  checkUnit(path);
}

function addSheet(path) {
  const scope = path.replace(/\W/g, '-');
  backend.registerStyleSheetContent(path, componentSheet(`${path}.wxss`, scope));
  space.addStyleSheet(path, path, scope);
}

export const exists = (path) => files[`${path}.js`] !== undefined;
