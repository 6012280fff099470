// Reads a text aloud with WeChat's plugin for speech.

const { t } = require('./words');
const settings = require('./settings');

const VOICES = { zh: 'zh_CN', en: 'en_US' };

let player;

function stop() {
  if (player) player.stop();
}

function play(address, onEnd) {
  stop();
  if (player) player.destroy();
  player = wx.createInnerAudioContext();
  player.src = address;
  player.onEnded(onEnd);
  player.onStop(onEnd);
  player.onError(() => silent(onEnd));
  player.play();
}

function silent(onEnd) {
  onEnd();
  wx.showToast({ title: t('phone.frame.no_speech'), icon: 'none' });
}

/** Read `content` aloud; `onEnd` is called when it ends, is stopped, or cannot be read. */
function say(content, onEnd) {
  requirePlugin('WechatSI').textToSpeech({
    lang: VOICES[settings.get('lang')],
    tts: true,
    content,
    success: ({ filename }) => play(filename, onEnd),
    fail: () => silent(onEnd),
  });
}

module.exports = { say, stop };
