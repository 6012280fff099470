// Starts the mini program on the phone.

import * as glassEasel from 'glass-easel';
import { defineTags } from '../tags/define.js';
import { wx } from '../wx/index.js';
import { makeBars } from './bars.js';
import { checkApp } from './check/app.js';
import { setClock } from './clock.js';
import { wanted } from './doors.js';
import { control } from './control.js';
import { app, files } from './files.js';
import { parseUrl } from './paths.js';
import { report, watchErrors } from './problems.js';
import { globals, run } from './scripts.js';
import * as stack from './stack.js';
import { loadSavedFiles } from './saved.js';
import { Behavior, compileTemplates, space } from './units.js';
import { loadCompiler } from './templates.js';
import { acceptUnitsInStyles, pageSheet } from './wxss.js';

const began = performance.now();
watchErrors(glassEasel);
await Promise.all([loadCompiler(), setClock(), loadSavedFiles()]);
acceptUnitsInStyles();
checkApp();
defineTags(space);
compileTemplates();
addAppSheet();
makeBars();

const phone = control();
Object.assign(globals, {
  wx,
  Behavior,
  App: (given) => phone.setApp(given),
  getApp: () => phone.app,
  getCurrentPages: () => stack.pages(),
  requirePlugin: wx.requirePlugin,
});
delete wx.requirePlugin;
run('app.js');

const [path, query] = parseUrl(wanted.get('page') || `/${app.pages[0]}`, '');
const options = { path, query: { ...launchQuery(), ...query }, scene: 1001 };
phone.launch(options);
try {
  stack.start(path, options.query);
} catch (error) {
  report(error);
}
phone.started = performance.now() - began;
document.body.dataset.ready = 'yes';

/** elder=1 and lang=en of the phone's address arrive in App.onLaunch as of a scanned code. */
function launchQuery() {
  const names = ['elder', 'lang'].filter((name) => wanted.has(name));
  return Object.fromEntries(names.map((name) => [name, wanted.get(name)]));
}

function addAppSheet() {
  const style = document.createElement('style');
  style.textContent = pageSheet('app.wxss');
  document.head.append(style);
  if (files['app.wxss'] === undefined) report('there is no app.wxss');
}
