// Photos and sound. The camera is a chooser of files.

import { addTemporary, fileAt } from '../engine/saved.js';
import { addressOf } from '../tags/image.js';
import { call } from './calls.js';
import { guarded } from './files.js';

function chooseMedia({
  count = 9,
  mediaType = ['image', 'video'],
  sourceType = ['album', 'camera'],
}) {
  return new Promise((resolve, reject) => {
    const chooser = document.createElement('input');
    chooser.type = 'file';
    chooser.accept = mediaType.includes('image') ? 'image/*,.heic' : 'video/*';
    chooser.multiple = count > 1;
    if (sourceType.length === 1 && sourceType[0] === 'camera') chooser.capture = 'environment';
    chooser.addEventListener('cancel', () => reject(new Error('cancel')));
    chooser.addEventListener('change', () => {
      const chosen = [...chooser.files].slice(0, count);
      resolve({ type: 'image', tempFiles: chosen.map(described), failedCount: 0 });
    });
    chooser.click();
  });
}

const described = (file) => ({
  tempFilePath: addTemporary(file),
  size: file.size,
  fileType: 'image',
});

async function pictureOf(src) {
  const picture = new Image();
  picture.src = addressOf(src);
  await picture.decode().catch(() => {
    throw new Error('image load failed');
  });
  return picture;
}

async function getImageInfo({ src }) {
  const picture = await pictureOf(src);
  const type = src.startsWith('wxfile:') ? fileAt(src).type.replace('image/', '') : 'unknown';
  const { naturalWidth: width, naturalHeight: height } = picture;
  return { width, height, path: src, orientation: 'up', type };
}

async function compressImage({ src, quality = 80, compressedWidth, compressedHeight }) {
  const picture = await pictureOf(src);
  const { naturalWidth, naturalHeight } = picture;
  const width = compressedWidth ?? scaled(naturalWidth, compressedHeight, naturalHeight);
  const height = compressedHeight ?? scaled(naturalHeight, compressedWidth, naturalWidth);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').drawImage(picture, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
  return { tempFilePath: addTemporary(blob) };
}

const scaled = (side, other, natural) => (other ? Math.round((side * other) / natural) : side);

async function canvasToTempFilePath({
  canvas,
  fileType = 'png',
  quality = 1,
  destWidth,
  destHeight,
}) {
  if (!canvas) throw new Error('canvas is null');
  const copy = new OffscreenCanvas(destWidth ?? canvas.width, destHeight ?? canvas.height);
  copy.getContext('2d').drawImage(canvas, 0, 0, copy.width, copy.height);
  const type = fileType === 'png' ? 'image/png' : 'image/jpeg';
  return { tempFilePath: addTemporary(await copy.convertToBlob({ type, quality })) };
}

/** Plays what it is given; `spoken` texts have no sound in the sandbox and end at once. */
function createInnerAudioContext() {
  const audio = new Audio();
  const listeners = {};
  const on = (name) => (listener) => (listeners[name] ??= []).push(listener);
  const emit = (name, value) => (listeners[name] ?? []).forEach((listener) => listener(value));
  audio.addEventListener('ended', () => emit('Ended'));
  audio.addEventListener('playing', () => emit('Play'));
  audio.addEventListener('error', () => emit('Error', { errCode: 10001, errMsg: 'system error' }));
  const context = guarded('InnerAudioContext', {
    play: () => audio.play().catch(() => {}),
    pause: () => audio.pause(),
    stop: () => {
      audio.pause();
      audio.currentTime = 0;
      emit('Stop');
    },
    destroy: () => audio.removeAttribute('src'),
    onEnded: on('Ended'),
    onPlay: on('Play'),
    onStop: on('Stop'),
    onError: on('Error'),
    src: '',
  });
  return new Proxy(context, {
    set(target, name, value) {
      if (name === 'src') audio.src = value;
      target[name] = value;
      return true;
    },
  });
}

export const media = {
  chooseMedia: call('chooseMedia', chooseMedia),
  getImageInfo: call('getImageInfo', getImageInfo),
  compressImage: call('compressImage', compressImage),
  canvasToTempFilePath: call('canvasToTempFilePath', canvasToTempFilePath),
  createInnerAudioContext,
};
