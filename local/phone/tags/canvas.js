// A canvas of type 2d: what a page draws on through its node.

const FRAMES = ['requestAnimationFrame', 'cancelAnimationFrame'];

export const canvas = {
  properties: { type: '', canvasId: '', disableScroll: Boolean },
  template: '',
  events: [],
  changed(element, data) {
    if (data.type !== '2d') throw new Error(`canvas type="${data.type}" is not in the phone`);
    if (!element.createImage) prepare(element);
  },
};

/** WeChat's node of a canvas can do what otherwise a window can. */
function prepare(element) {
  element.createImage = () => new Image();
  for (const name of FRAMES) element[name] = (given) => window[name](given);
}
