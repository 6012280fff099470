// Pages, one upon another; at most ten, as in WeChat.

import { showBars } from './bars.js';
import { Channel } from './channel.js';
import { app, json } from './files.js';
import { parseUrl } from './paths.js';
import { report } from './problems.js';
import { backend, define, space } from './units.js';
import { pageSheet } from './wxss.js';

const MOST = 10;
const tabs = (app.tabBar?.list ?? []).map((tab) => tab.pagePath);
const keptTabs = new Map();
let stack = [];

export const top = () => stack.at(-1);
export const pages = () => stack.map((entry) => entry.page);
export const isTab = (path) => tabs.includes(path);

/** Open the first page; a page of the tab bar stays when another tab is opened. */
export function start(path, query) {
  const entry = create(path, query);
  if (isTab(path)) keptTabs.set(path, entry);
  stack = [entry];
  show(entry);
}

export function navigateTo(url) {
  const [path, query] = parseUrl(url, top().path);
  if (isTab(path)) throw new Error('can not navigateTo a tabbar page');
  if (stack.length >= MOST) throw new Error('webview count limit exceed');
  const channel = new Channel();
  const entry = create(path, query, channel);
  hide();
  stack.push(entry);
  show(entry);
  return { eventChannel: channel };
}

export function redirectTo(url) {
  const [path, query] = parseUrl(url, top().path);
  if (isTab(path)) throw new Error('can not redirectTo a tabbar page');
  const entry = create(path, query);
  remove(stack.pop());
  stack.push(entry);
  show(entry);
}

export function navigateBack(delta = 1) {
  const left = Math.max(1, stack.length - delta);
  if (left === stack.length) throw new Error('cannot navigate back at first page.');
  while (stack.length > left) remove(stack.pop());
  show(top());
}

export function switchTab(url) {
  const [path] = parseUrl(url, top().path);
  if (!isTab(path)) throw new Error('can not switch to no-tabBar page');
  if (stack.length === 1 && top().path === path) return;
  const entry = keptTabs.get(path) ?? create(path, {});
  if (stack.length === 1) hide();
  while (stack.length > 1) remove(stack.pop());
  const first = stack.pop();
  if (!isTab(first.path)) remove(first);
  keptTabs.set(path, entry);
  stack = [entry];
  show(entry);
}

export function reLaunch(url) {
  const [path, query] = parseUrl(url, top().path);
  const before = new Set([...stack, ...keptTabs.values()]);
  const entry = create(path, query);
  for (const other of before) remove(other);
  keptTabs.clear();
  if (isTab(path)) keptTabs.set(path, entry);
  stack = [entry];
  show(entry);
}

/** What happens to the page when the whole app is left, or is before one's eyes again. */
export function appHides() {
  hide();
}

export function appShows() {
  top().page.onShow?.();
  top().root.getComponent().triggerPageLifetime('show', []);
}

function create(path, query, channel = new Channel()) {
  if (!app.pages.includes(path)) {
    report(`page "${path}" is not found`);
    throw new Error(`page "${path}" is not found`);
  }
  define(path);
  const holder = document.createElement('page');
  const place = holder.appendChild(document.createElement('div'));
  const style = document.createElement('style');
  style.textContent = pageSheet(`${path}.wxss`);
  document.getElementById('screen').append(holder);
  document.head.append(style);
  const root = backend.createRoot('page-root', space, path);
  const page = root.get();
  page.route = path;
  page.options = query;
  page.getOpenerEventChannel = () => channel;
  root.attach(holder, place);
  page.onLoad?.(query);
  return { path, query, root, page, holder, style, title: undefined, ready: false };
}

function show(entry) {
  for (const other of new Set([...stack, ...keptTabs.values()])) {
    other.holder.hidden = other !== entry;
    other.style.media = other === entry ? 'all' : 'not all';
  }
  refreshBars();
  entry.page.onShow?.();
  entry.root.getComponent().triggerPageLifetime('show', []);
  if (entry.ready) return;
  entry.ready = true;
  requestAnimationFrame(() => {
    if (!entry.holder.isConnected) return;
    entry.page.onReady?.();
    document.body.dataset.page = entry.path;
  });
}

function hide() {
  top().page.onHide?.();
  top().root.getComponent().triggerPageLifetime('hide', []);
}

function remove(entry) {
  entry.page.onUnload?.();
  entry.root.release();
  entry.holder.remove();
  entry.style.remove();
}

export function refreshBars() {
  const { path, title } = top();
  const shown = { ...app.window, ...json(`${path}.json`) };
  showBars({
    path,
    title: title ?? shown.navigationBarTitleText ?? '',
    background: shown.navigationBarBackgroundColor ?? '#000000',
    text: shown.navigationBarTextStyle ?? 'white',
    back: stack.length > 1,
    home: stack.length === 1 && path !== app.pages[0] && !isTab(path),
    tabs: isTab(path),
  });
}
