// What WeChat does for the person who holds the phone: who they are, whether they want messages.

import { door } from '../engine/doors.js';
import { tappedLately } from '../tags/taps.js';
import { call, callbacksOnly, failure, recorded } from './calls.js';
import { ask } from './dialogs.js';

const MOST_TEMPLATES = 3;
const BEFORE_THE_CAMERA = [
  ['本人（身份证上的人）', 'person'],
  ['另一个人', 'another'],
  ['取消', 'cancel'],
  ['不让使用摄像头', 'refused'],
];
const FACE = {
  10017: 'invalid verifyId',
  10041: 'verifyId belongs to another user',
  90004: 'user cancel',
  90008: 'camera denied',
};

async function filmed({ verifyId }) {
  if (!verifyId) throw failure('parameter error: verifyId is empty', { errCode: 10001 });
  const chosen = await ask({
    title: '人脸核身',
    content: '沙箱没有摄像头。谁在摄像头前？',
    choices: BEFORE_THE_CAMERA.map(([text]) => text),
    kind: 'modal list',
  });
  const [, who] = BEFORE_THE_CAMERA[chosen];
  const { errCode } = await door('film', 'POST', { verify_id: verifyId, who });
  if (errCode !== 0) throw failure(FACE[errCode] ?? 'verify failed', { errCode });
  return { errCode: 0 };
}

async function requestSubscribeMessage({ tmplIds }) {
  if (!Array.isArray(tmplIds) || !tmplIds.length || tmplIds.length > MOST_TEMPLATES) {
    throw failure('TmplIds can not be empty or more than 3', { errCode: 20001 });
  }
  if (!tappedLately()) {
    throw failure('can only be invoked by user TAP gesture.', { errCode: 20003 });
  }
  const chosen = await ask({
    title: '允许发送办理通知？',
    content: '每一步有结果，就在微信里告诉您。',
    choices: ['不允许', '允许'],
  });
  await door('subscribe', 'POST', { accepted: chosen === 1 });
  return Object.fromEntries(tmplIds.map((id) => [id, chosen === 1 ? 'accept' : 'reject']));
}

/** The plugin that reads aloud; the sandbox gives the file name and no sound. */
const WECHAT_SI = {
  textToSpeech(given) {
    recorded.push(['textToSpeech', given]);
    const { content, lang } = given;
    const wrong = !content || !['zh_CN', 'en_US'].includes(lang) || content.length > 1000;
    queueMicrotask(() =>
      wrong
        ? given.fail?.({ retcode: -20001, msg: 'parameter error' })
        : given.success?.({ retcode: 0, filename: SILENCE, expired_time: 0, origin: content }),
    );
  },
};
const SILENCE =
  'data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

function requirePlugin(name) {
  if (name !== 'WechatSI') throw new Error(`plugin ${name} is not in the phone`);
  return WECHAT_SI;
}

export const person = {
  login: call('login', () => door('login')),
  checkIsSupportFacialRecognition: call('checkIsSupportFacialRecognition', () => ({})),
  requestFacialVerify: callbacksOnly('requestFacialVerify', filmed),
  requestSubscribeMessage: call('requestSubscribeMessage', requestSubscribeMessage),
  requirePlugin,
};
