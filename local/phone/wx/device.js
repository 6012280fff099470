// The phone itself: its storage, its network, its screen, its telephone.

import { wanted } from '../engine/doors.js';
import * as network from '../engine/network.js';
import * as storage from '../engine/storage.js';
import { call, failure, simple } from './calls.js';
import { ask } from './dialogs.js';

const SYSTEM_FONT = 17; // pixels, at scale 1
const scale = () => Number(wanted.get('scale') ?? 1);
const screen = () => document.getElementById('screen');

const stored = {
  getStorageSync: storage.get,
  setStorageSync(key, value) {
    try {
      storage.set(key, value);
    } catch (error) {
      throw new Error(`setStorageSync:fail ${error.message}`);
    }
  },
  removeStorageSync: storage.remove,
  clearStorageSync: storage.clear,
  getStorageInfoSync: () => ({
    keys: storage.keys(),
    currentSize: Math.ceil(storage.used() / 1024),
    limitSize: storage.LIMIT_KB,
  }),
};

const about = {
  getAppBaseInfo: () => ({
    SDKVersion: '3.8.12',
    language: 'zh_CN',
    version: '8.0.50',
    theme: 'light',
    fontSizeScaleFactor: scale(),
    fontSizeSetting: SYSTEM_FONT * scale(),
    host: { env: 'WeChat' },
  }),
  getWindowInfo: () => ({
    pixelRatio: devicePixelRatio,
    screenWidth: innerWidth,
    screenHeight: innerHeight,
    windowWidth: innerWidth,
    windowHeight: screen().clientHeight,
    statusBarHeight: 0,
    safeArea: {
      left: 0,
      right: innerWidth,
      top: 0,
      bottom: innerHeight,
      width: innerWidth,
      height: innerHeight,
    },
    screenTop: 0,
  }),
  getDeviceInfo: () => ({
    brand: 'sandbox',
    model: 'browser',
    system: 'browser',
    platform: 'devtools',
    memorySize: '4096',
  }),
  getAccountInfoSync: () => ({
    miniProgram: { appId: 'wx0000000000000000', envVersion: 'develop', version: '' },
  }),
};

const connection = {
  getNetworkType: call('getNetworkType', () => ({ networkType: network.state().networkType })),
  onNetworkStatusChange: network.listen,
  offNetworkStatusChange: network.forget,
};

const telephone = {
  makePhoneCall: call('makePhoneCall', async ({ phoneNumber }) => {
    if (!phoneNumber) throw failure('parameter error: phoneNumber is empty', {});
    const chosen = await ask({
      title: '拨打电话',
      content: phoneNumber,
      choices: ['取消', '呼叫'],
    });
    if (chosen === 0) throw new Error('cancel');
  }),
  setClipboardData: simple('setClipboardData', ({ data }) => {
    if (typeof data !== 'string') throw new Error('parameter error: data should be String');
  }),
};

export const device = { ...stored, ...about, ...connection, ...telephone };
