// Pages and components as the engine knows them: configuration, template, style sheet, script.

import { MiniProgramEnv } from '../vendor/adapter.js';
import { app, componentsOf, isComponent, json } from './files.js';
import { resolve } from './paths.js';
import { run } from './scripts.js';
import { createSelectorQuery } from '../wx/selector.js';
import { checkData, checkUnit, noteDefinition } from './check/units.js';
import { compileAll } from './templates.js';
import { componentSheet } from './wxss.js';
import { registerBehavior } from 'glass-easel';

const environment = new MiniProgramEnv();
export const space = environment.createCodeSpace('', true);
export const backend = environment.associateBackend();
const defined = new Set();
let groupList;

/** The engine leaves it to its host to say when a component is laid out. */
const layout = registerBehavior({
  lifetimes: {
    attached() {
      prepareCaller(this);
      requestAnimationFrame(() => this._$?.triggerLifetime('ready', []));
    },
  },
});
space.setOverallBehavior(layout);

let prepared = false;

/** What every page and component has: setData, whose values are looked at, and queries. */
function prepareCaller(component) {
  if (prepared) return;
  prepared = true;
  let caller = component;
  while (!Object.hasOwn(caller, 'setData')) caller = Object.getPrototypeOf(caller);
  const { setData } = caller;
  caller.setData = function checked(data, callback) {
    checkData(this.is, data);
    return setData.call(this, data, callback);
  };
  caller.createSelectorQuery = function query() {
    return createSelectorQuery(this);
  };
}

export function compileTemplates() {
  groupList = compileAll();
}

/** The Behavior that scripts see which define neither page nor component. */
export const Behavior = space.componentEnv('', (given) => noteDefinition('', given).Behavior);

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
  space.componentEnv(path, (given) =>
    run(`${path}.js`, noteDefinition(path, isolated(path, given))),
  );
  checkUnit(path);
}

/** Options of a script say too whether the classes of the page reach into the component. */
function isolated(path, given) {
  return {
    ...given,
    Component(definition) {
      const { styleIsolation, addGlobalClass } = definition.options ?? {};
      const wanted = styleIsolation ?? (addGlobalClass ? 'apply-shared' : undefined);
      const config = space.getComponentStaticConfig(path);
      if (wanted) space.addComponentStaticConfig(path, { ...config, styleIsolation: wanted });
      return given.Component(definition);
    },
  };
}

function addSheet(path) {
  const scope = path.replace(/\W/g, '-');
  backend.registerStyleSheetContent(path, componentSheet(`${path}.wxss`, scope));
  space.addStyleSheet(path, path, scope);
}

/** Every page of the mini program, so that tests see the problems of all. */
export function defineAll() {
  app.pages.forEach(define);
}
