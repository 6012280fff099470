import { report } from '../engine/problems.js';
import * as stack from '../engine/stack.js';

const OPEN = {
  navigate: (data) => stack.navigateTo(data.url),
  redirect: (data) => stack.redirectTo(data.url),
  switchTab: (data) => stack.switchTab(data.url),
  reLaunch: (data) => stack.reLaunch(data.url),
  navigateBack: (data) => stack.navigateBack(data.delta),
};

export const navigator = {
  properties: { url: '', openType: 'navigate', delta: 1 },
  attached(element, component) {
    if (!component.data.ariaRole) element.setAttribute('role', 'link');
    element.tabIndex = 0;
    element.addEventListener('click', () => {
      try {
        OPEN[component.data.openType](component.data);
      } catch (error) {
        report(`navigator ${component.data.url}: ${error.message}`);
      }
    });
  },
};
