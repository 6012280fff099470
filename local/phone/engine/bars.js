// The bar with the title and the bar with the tabs: WeChat's own, around the page.

import { app } from './files.js';
import { report } from './problems.js';
import * as stack from './stack.js';

const element = (id) => document.getElementById(id);

export function makeBars() {
  element('back').addEventListener('click', () => stack.navigateBack(1));
  element('home').addEventListener('click', () => stack.reLaunch(`/${app.pages[0]}`));
  (app.tabBar?.list ?? []).forEach((tab, index) => element('tabs').append(tabButton(tab, index)));
  new ResizeObserver(measure).observe(element('screen'));
}

function tabButton(tab, index) {
  const button = document.createElement('button');
  if (tab.iconPath) button.append(Object.assign(new Image(27, 27), { alt: '' }));
  button.append(tab.text);
  button.dataset.path = tab.pagePath;
  button.addEventListener('click', () => {
    stack.switchTab(`/${tab.pagePath}`);
    stack.top().page.onTabItemTap?.({ index, pagePath: tab.pagePath, text: tab.text });
  });
  return button;
}

/** Name a tab otherwise, until the app is closed. */
export function nameTab(index, text) {
  const button = element('tabs').children[index];
  if (!button) throw new Error('tabBar item not found');
  button.lastChild.textContent = text;
}

function measure() {
  const height = element('screen').clientHeight;
  document.documentElement.style.setProperty('--page-vh', `${height / 100}px`);
}

export function showBars({ path, title, background, text, back, home, tabs }) {
  if (!title) report(`${path}: the bar has no title`);
  element('title').textContent = title;
  document.title = title;
  element('bar').style.cssText = `background:${background};color:${text}`;
  element('back').hidden = !back;
  element('home').hidden = !home;
  element('tabs').hidden = !tabs;
  for (const [index, button] of [...element('tabs').children].entries()) {
    const tab = app.tabBar.list[index];
    const selected = tab.pagePath === path;
    if (selected) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
    button.style.color = (selected ? app.tabBar.selectedColor : app.tabBar.color) ?? '';
    const icon = button.querySelector('img');
    if (icon) icon.src = `files/${(selected && tab.selectedIconPath) || tab.iconPath}`;
  }
  measure();
}
