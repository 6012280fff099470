// WeChat's built-in tags on those of the browser: <button> is a real button, and so on.

import { report } from '../engine/problems.js';
import { compileOne } from '../engine/templates.js';
import { ComponentSpace } from 'glass-easel';
import { ARIA, COMMON, applyCommon } from './common.js';
import { listenForTaps } from './taps.js';
import { TAGS } from './index.js';

export function defineTags(codeSpace) {
  const space = new ComponentSpace();
  for (const [name, tag] of Object.entries(TAGS)) {
    const component = register(space, name, tag);
    codeSpace.getComponentSpace().setGlobalUsingComponent(name, component);
  }
  listenForTaps();
}

function register(space, name, { properties = {}, template = '<slot/>', attached, changed }) {
  const all = { ...COMMON, ...properties };
  for (const aria of ARIA) all[`aria${aria}`] = null;
  const builder = space.define(name).template(compileOne(template));
  builder.options({ virtualHost: name === 'block' });
  for (const [property, given] of Object.entries(all)) builder.property(property, typed(given));
  const apply = (component) => {
    const element = component.$$;
    if (!element?.setAttribute) return;
    applyCommon(element, component, name);
    changed?.(element, component.data, component);
  };
  builder.observer(Object.keys(all), function observed() {
    if (this.attachedToPage) apply(this);
  });
  builder.lifetime('attached', function begin() {
    this.attachedToPage = true;
    try {
      attached?.(this.$$, this);
      apply(this);
    } catch (error) {
      report(error);
    }
  });
  return builder.registerComponent().general();
}

/** A property is given by its type, by its default, or by null for a value of any type. */
function typed(given) {
  if (given === null) return { type: null, value: null };
  return typeof given === 'function' ? given : { type: given.constructor, value: given };
}
