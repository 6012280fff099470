// A tap is a click: of a finger, a mouse, Enter or Space, or a screen reader.
// Touches are the pointer's; a long press is a pointer that rests for 350 ms.

import { triggerEvent } from 'glass-easel';

const LONG_PRESS = 350;
const GESTURE = 5000;
const KEYS = new Set(['Enter', ' ']);
const OWN_KEYS = new Set(['BUTTON', 'INPUT', 'SELECT', 'TEXTAREA']);
let ofLabel = null; // the control that the browser clicks because its label was clicked
let timer;
let tappedAt = -Infinity;

/** Whether the person tapped something so lately that what happens now is their wish. */
export const tappedLately = () => performance.now() - tappedAt < GESTURE;

export function listenForTaps() {
  document.addEventListener('click', onClick);
  document.addEventListener('keydown', onKey);
  for (const [kind, name] of [
    ['pointerdown', 'touchstart'],
    ['pointermove', 'touchmove'],
    ['pointerup', 'touchend'],
    ['pointercancel', 'touchcancel'],
  ]) {
    document.addEventListener(kind, (event) => onPointer(event, name));
  }
}

function nearest(node) {
  let at = node;
  while (at && !at.__wxElement) at = at.parentNode;
  return at?.__wxElement;
}

function touchOf(event, element) {
  const frame = element.$$?.getBoundingClientRect?.() ?? { left: 0, top: 0 };
  return {
    identifier: 0,
    clientX: event.clientX,
    clientY: event.clientY,
    pageX: event.pageX,
    pageY: event.pageY,
    x: event.clientX - frame.left,
    y: event.clientY - frame.top,
  };
}

function trigger(element, name, event, released = false) {
  const touch = touchOf(event, element);
  const touches = released ? [] : [touch];
  triggerEvent(
    element,
    name,
    { x: event.pageX, y: event.pageY },
    {
      bubbles: true,
      composed: true,
      capturePhase: true,
      originalEvent: event,
      extraFields: { touches, changedTouches: [touch], timeStamp: event.timeStamp },
    },
  );
}

function onClick(event) {
  tappedAt = performance.now();
  const element = nearest(event.target);
  if (!element || event.target.closest('[disabled]')) return;
  const again = ofLabel !== null && ofLabel.contains(event.target);
  ofLabel = null;
  if (again) return;
  const label = event.target.closest('label');
  if (label?.control && !label.control.contains(event.target)) ofLabel = label.control;
  trigger(element, 'tap', event);
}

function onKey(event) {
  const { target } = event;
  if (!KEYS.has(event.key) || !target.getAttribute?.('role') || OWN_KEYS.has(target.tagName))
    return;
  event.preventDefault();
  target.click();
}

function onPointer(event, name) {
  const element = nearest(event.target);
  clearTimeout(timer);
  if (!element || (name === 'touchmove' && !event.buttons)) return;
  if (name === 'touchstart' && event.target.tagName === 'CANVAS') {
    event.target.setPointerCapture(event.pointerId); // a stroke goes on outside, as on a phone
  }
  trigger(element, name, event, name === 'touchend' || name === 'touchcancel');
  if (name === 'touchstart') {
    timer = setTimeout(() => trigger(element, 'longpress', event), LONG_PRESS);
  }
}
