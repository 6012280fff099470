import { fire, pageId } from './common.js';

export const view = { properties: { hover: Boolean } };

export const block = {};

export const text = {
  properties: { selectable: Boolean, userSelect: Boolean, space: '', decode: Boolean },
};

export const label = {
  properties: { for: '' },
  changed(element, data, component) {
    if (data.for) element.htmlFor = pageId(component, data.for);
  },
};

export const progress = {
  properties: {
    percent: 0,
    strokeWidth: null,
    borderRadius: null,
    activeColor: '',
    backgroundColor: '',
    active: Boolean,
    activeMode: 'backwards',
    duration: 30,
  },
  template: '',
  changed(element, data) {
    element.max = 100;
    element.value = data.percent;
    if (data.strokeWidth !== null) element.style.height = `${parseFloat(data.strokeWidth)}px`;
    element.style.accentColor = data.activeColor;
  },
};

const LOWER = 50; // pixels before the end at which scrolltolower is triggered

export const scrollView = {
  properties: {
    scrollX: Boolean,
    scrollY: Boolean,
    scrollTop: null,
    scrollLeft: null,
    scrollIntoView: '',
    scrollWithAnimation: Boolean,
    upperThreshold: LOWER,
    lowerThreshold: LOWER,
    enhanced: Boolean,
    showScrollbar: true,
    enableFlex: Boolean,
    type: 'list',
  },
  events: ['scroll', 'scrolltolower', 'scrolltoupper'],
  attached(element, component) {
    component.atEnd = false;
    element.addEventListener('scroll', () => onScroll(element, component));
  },
  changed(element, data, component) {
    element.toggleAttribute('scroll-y', data.scrollY);
    element.toggleAttribute('scroll-x', data.scrollX);
    if (data.scrollY || data.scrollX) element.tabIndex = 0;
    if (data.scrollTop !== null) element.scrollTop = data.scrollTop;
    if (data.scrollLeft !== null) element.scrollLeft = data.scrollLeft;
    if (data.scrollIntoView) {
      const id = pageId(component, data.scrollIntoView);
      requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView());
    }
  },
};

function onScroll(element, component) {
  const { scrollTop, scrollHeight, clientHeight } = element;
  fire(component, 'scroll', { scrollTop, scrollHeight });
  const left = scrollHeight - scrollTop - clientHeight;
  const atEnd = left <= component.data.lowerThreshold;
  if (atEnd && !component.atEnd) fire(component, 'scrolltolower', { direction: 'bottom' });
  if (scrollTop <= component.data.upperThreshold && component.fromBelow) {
    fire(component, 'scrolltoupper', { direction: 'top' });
  }
  component.fromBelow = scrollTop > component.data.upperThreshold;
  component.atEnd = atEnd;
}
