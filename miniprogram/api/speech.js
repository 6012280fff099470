// Reads a text aloud with WeChat's plugin for speech.

const { t } = require('./words');
const settings = require('./settings');

const VOICES = { zh: 'zh_CN', en: 'en_US' };

let player;
let current; // what is being read

function stop() {
  current = undefined;
  if (player) player.stop();
}

function play(address, onEnd) {
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

/** The longest text that the plugin reads at once, in characters. */
const MOST = 900;

/** A text in parts that the plugin takes, each of whole sentences where these are short enough. */
function partsOf(content) {
  const parts = [''];
  for (const sentence of content.match(/[^。；\n]{1,899}[。；\n]?/g) || []) {
    const last = parts[parts.length - 1];
    if (last.length + sentence.length <= MOST) parts[parts.length - 1] = last + sentence;
    else parts.push(sentence);
  }
  return parts;
}

/** Read `content` aloud; `onEnd` is called when it ends, is stopped, or cannot be read. */
function say(content, onEnd) {
  stop();
  const reading = {};
  current = reading;
  readOn(partsOf(content), reading, onEnd);
}

/** Read the first part, and the others after it unless somebody stopped or began another text. */
function readOn([part, ...others], reading, onEnd) {
  const goOn = () => {
    if (others.length && current === reading) readOn(others, reading, onEnd);
    else onEnd();
  };
  requirePlugin('WechatSI').textToSpeech({
    lang: VOICES[settings.get('lang')],
    tts: true,
    content: part,
    success: ({ filename }) => play(filename, goOn),
    fail: () => silent(onEnd),
  });
}

module.exports = { say, stop };
