// wx.createSelectorQuery: the engine's own, with the node of a canvas.

import { report } from '../engine/problems.js';
import * as stack from '../engine/stack.js';

export function createSelectorQuery(component = stack.top().page) {
  return new Query(component);
}

class Query {
  #component;
  #asked = [];

  constructor(component) {
    this.#component = component;
  }

  in(component) {
    this.#component = component;
    return this;
  }

  select(selector) {
    return new Nodes(this, this.#component, selector, true);
  }

  selectAll(selector) {
    return new Nodes(this, this.#component, selector, false);
  }

  selectViewport() {
    return new Nodes(this, this.#component, null, true);
  }

  add(ask) {
    this.#asked.push(ask);
    return this;
  }

  exec(callback) {
    requestAnimationFrame(() => callback?.(this.#asked.map((ask) => ask())));
  }
}

class Nodes {
  constructor(query, component, selector, single) {
    Object.assign(this, { query, component, selector, single });
  }

  fields(wanted, callback) {
    for (const name of Object.keys(wanted)) {
      if (!(name in FIELDS)) report(`createSelectorQuery fields.${name} is not in the phone`);
    }
    return this.query.add(() => {
      const found = this.#elements().map((one) => fieldsOf(one, wanted));
      const result = this.single ? (found[0] ?? null) : found;
      callback?.(result);
      return result;
    });
  }

  boundingClientRect(callback) {
    return this.fields({ id: true, dataset: true, rect: true, size: true }, callback);
  }

  scrollOffset(callback) {
    return this.fields({ id: true, dataset: true, scrollOffset: true }, callback);
  }

  node(callback) {
    return this.fields({ node: true }, callback);
  }

  #elements() {
    if (this.selector === null) return [{ id: '', dataset: {}, $$: stack.top().holder }];
    const root = this.component._$.getShadowRoot();
    const found = root.querySelectorAll(this.selector).filter((one) => one.$$); // else it is gone
    return this.single ? found.slice(0, 1) : found;
  }
}

/** Where something is, counted from the top of the page and not of the phone. */
function rectOf(element) {
  const screen = document.getElementById('screen').getBoundingClientRect();
  const { left, right, top, bottom } = element.$$.getBoundingClientRect();
  return { left, right, top: top - screen.top, bottom: bottom - screen.top };
}

const sizeOf = ({ $$ }) => {
  const { width, height } = $$.getBoundingClientRect();
  return { width, height };
};

const offsetOf = ({ $$ }) => ({
  scrollLeft: $$.scrollLeft,
  scrollTop: $$.scrollTop,
  scrollWidth: $$.scrollWidth,
  scrollHeight: $$.scrollHeight,
});

const FIELDS = {
  id: (element) => ({ id: element.id }),
  dataset: (element) => ({ dataset: element.dataset }),
  rect: rectOf,
  size: sizeOf,
  scrollOffset: offsetOf,
  node: (element) => ({ node: element.$$ }),
};

function fieldsOf(element, wanted) {
  const names = Object.keys(wanted).filter((name) => wanted[name] && FIELDS[name]);
  return Object.assign({}, ...names.map((name) => FIELDS[name](element)));
}
