// What a person does to a phone that is not a tap on the page, and what tests look at.
// It is `phone` in the window of the screen; scripts of the mini program do not see it.

import { now, setClock } from './clock.js';
import * as network from './network.js';
import { problems, report } from './problems.js';
import * as stack from './stack.js';
import { defineAll } from './units.js';
import { addTemporary } from './saved.js';
import { recorded } from '../wx/calls.js';
import { wx } from '../wx/index.js';

const HOOKS = new Set(['onLaunch', 'onShow', 'onHide']);
let options;

export function control() {
  const phone = {
    problems,
    network,
    recorded,
    wx,
    now,
    setClock,
    addTemporary,
    defineAll,
    app: undefined,
    page: () => stack.top().page,
    route: () => stack.top()?.path ?? '',

    setApp(given) {
      for (const name of Object.keys(given)) {
        if (/^on[A-Z]/.test(name) && !HOOKS.has(name)) report(`App.${name} is not in the phone`);
      }
      phone.app = given;
    },

    launch(given) {
      options = given;
      phone.app ??= {};
      phone.app.onLaunch?.(options);
      phone.app.onShow?.(options);
    },

    /** The person goes to another app: it stays in memory. */
    leave() {
      stack.appHides();
      phone.app.onHide?.();
    },

    comeBack() {
      phone.app.onShow?.(options);
      stack.appShows();
    },
  };
  window.phone = phone;
  return phone;
}
