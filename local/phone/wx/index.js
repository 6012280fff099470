// The part of wx that the mini program may use. Whatever is not here is a problem.

import { report } from '../engine/problems.js';
import { device } from './device.js';
import { dialogs } from './dialogs.js';
import { fileCalls } from './files.js';
import { media } from './media.js';
import { pages } from './pages.js';
import { person } from './person.js';
import { requests } from './requests.js';

const known = { ...pages, ...dialogs, ...requests, ...device, ...fileCalls, ...media, ...person };

export const wx = new Proxy(known, {
  get(target, name) {
    if (!(name in target) && typeof name === 'string') {
      report(`wx.${name} is not in the phone`);
    }
    return target[name];
  },
});
