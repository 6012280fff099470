import { urlOf } from '../engine/saved.js';
import { controlOf, fire } from './common.js';

export const image = {
  properties: {
    src: '',
    mode: 'scaleToFill',
    lazyLoad: Boolean,
    showMenuByLongpress: Boolean,
    webp: Boolean,
  },
  template: '<img/>',
  events: ['load', 'error'],
  attached(element, component) {
    const picture = controlOf(element);
    picture.alt = '';
    picture.addEventListener('load', () =>
      fire(component, 'load', { width: picture.naturalWidth, height: picture.naturalHeight }),
    );
    picture.addEventListener('error', () => fire(component, 'error', { errMsg: 'load failed' }));
  },
  changed(element, data) {
    const picture = controlOf(element);
    element.setAttribute('mode', data.mode);
    if (data.src) picture.src = addressOf(data.src);
    else picture.removeAttribute('src');
  },
};

/** A file of the phone, a picture of the net, or one in the mini program's own folder. */
export function addressOf(src) {
  if (src.startsWith('wxfile:')) return urlOf(src);
  return /^(data|https?):/.test(src) ? src : `files/${src.replace(/^\//, '')}`;
}
