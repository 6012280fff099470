// Going from page to page, and what the page around is asked to do.

import { nameTab } from '../engine/bars.js';
import * as stack from '../engine/stack.js';
import { call, simple } from './calls.js';
import { createSelectorQuery } from './selector.js';

export const pages = {
  navigateTo: call('navigateTo', ({ url, events = {} }) => {
    const opened = stack.navigateTo(url);
    for (const [name, listener] of Object.entries(events)) opened.eventChannel.on(name, listener);
    return opened;
  }),
  redirectTo: simple('redirectTo', ({ url }) => stack.redirectTo(url)),
  navigateBack: simple('navigateBack', ({ delta }) => stack.navigateBack(delta)),
  switchTab: simple('switchTab', ({ url }) => stack.switchTab(url)),
  reLaunch: simple('reLaunch', ({ url }) => stack.reLaunch(url)),
  setNavigationBarTitle: simple('setNavigationBarTitle', ({ title }) => {
    stack.top().title = title;
    stack.refreshBars();
  }),
  setTabBarItem: simple('setTabBarItem', ({ index, text }) => {
    if (!stack.isTab(stack.top().path)) throw new Error('not TabBar page');
    if (text !== undefined) nameTab(index, text);
  }),
  pageScrollTo: simple('pageScrollTo', ({ scrollTop, selector, offsetTop = 0 }) => {
    const { holder, page } = stack.top();
    if (selector === undefined) {
      holder.scrollTop = scrollTop ?? 0;
      return;
    }
    const found = page._$.getShadowRoot().querySelector(selector);
    if (!found) throw new Error(`no node matches ${selector}`);
    const up = found.$$.getBoundingClientRect().top - holder.getBoundingClientRect().top;
    holder.scrollTop += up + offsetTop;
  }),
  createSelectorQuery: () => createSelectorQuery(),
  nextTick: (act) => queueMicrotask(act),
};
