// Checks app.json and the JSON of pages and components: keys that the phone does not have.

import { app, files, isComponent, json } from '../files.js';
import { resolve } from '../paths.js';
import { report } from '../problems.js';
import { checkTemplates } from './wxml.js';
import { checkStyleSheets } from './wxss.js';

const BAR = [
  ...['navigationBarTitleText', 'navigationBarBackgroundColor', 'navigationBarTextStyle'],
  ...['backgroundColor', 'backgroundTextStyle'],
];
const TAB_BAR = ['color', 'selectedColor', 'backgroundColor', 'borderStyle', 'list'];
const APP = [
  ...['pages', 'window', 'tabBar', 'style', 'lazyCodeLoading', 'componentFramework'],
  ...['usingComponents', 'sitemapLocation', 'plugins', '__usePrivacyCheck__', 'networkTimeout'],
];
const PAGE = [...BAR, 'usingComponents', 'componentFramework', 'disableScroll'];
const COMPONENT = ['component', 'usingComponents', 'styleIsolation', 'componentFramework'];
const LAST_TAB = 5;
const MOST_OF_PACKAGE = 2 * 1024 * 1024; // bytes

/** Everything that can be seen in the files alone. */
export function checkApp() {
  checkKeys('app.json', app, APP);
  checkKeys('app.json window', app.window ?? {}, BAR);
  if (app.tabBar) checkTabBar(app.tabBar);
  for (const page of app.pages ?? []) checkPage(page);
  for (const path of Object.keys(files)) {
    const unit = path.replace(/\.json$/, '');
    if (unit !== path && isComponent(unit)) checkKeys(path, json(path), COMPONENT);
  }
  checkStrayPages();
  checkSize();
  checkTemplates();
  checkStyleSheets();
}

function checkKeys(place, content, known) {
  for (const key of Object.keys(content)) {
    if (!known.includes(key)) report(`${place}: ${key} is not in the phone`);
  }
}

function checkTabBar(tabBar) {
  checkKeys('app.json tabBar', tabBar, TAB_BAR);
  for (const name of ['color', 'selectedColor', 'backgroundColor']) {
    if (!/^#[0-9a-fA-F]{6}$/.test(tabBar[name] ?? '')) {
      report(`app.json tabBar: ${name} must be a color such as #1f5fa8`);
    }
  }
  const { list = [] } = tabBar;
  if (list.length < 2 || list.length > LAST_TAB) report('app.json tabBar: two to five tabs');
  for (const tab of list) {
    checkKeys('app.json tabBar', tab, ['pagePath', 'text', 'iconPath', 'selectedIconPath']);
    if (!app.pages.includes(tab.pagePath)) report(`app.json tabBar: ${tab.pagePath} is no page`);
  }
}

function checkPage(page) {
  for (const ending of ['js', 'json', 'wxml']) {
    if (files[`${page}.${ending}`] === undefined) report(`there is no ${page}.${ending}`);
  }
  checkKeys(`${page}.json`, json(`${page}.json`), PAGE);
  for (const to of Object.values(json(`${page}.json`).usingComponents ?? {})) {
    if (!isComponent(resolve(page, to))) report(`${page}.json: ${to} is no component`);
  }
}

/** WeChat takes no larger package; pictures come on top. */
function checkSize() {
  const size = new Blob(Object.values(files)).size;
  if (size > MOST_OF_PACKAGE) report(`the package has ${size} bytes, at most ${MOST_OF_PACKAGE}`);
}

/** A page that app.json does not list is in the package, and can never be opened. */
function checkStrayPages() {
  for (const path of Object.keys(files)) {
    const unit = path.replace(/\.wxml$/, '');
    const isUnit = unit !== path && files[`${unit}.js`] !== undefined;
    if (isUnit && !isComponent(unit) && !app.pages.includes(unit)) {
      report(`${unit} is not in the pages of app.json`);
    }
  }
}
