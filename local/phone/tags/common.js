// What every built-in tag has: hidden, roles, states and names for screen readers.

import { triggerEvent } from 'glass-easel';

export const ARIA = [
  ...['Label', 'Labelledby', 'Describedby', 'Hidden', 'Live', 'Atomic', 'Expanded', 'Disabled'],
  ...['Checked', 'Pressed', 'Modal', 'Level', 'Selected', 'Busy', 'Current', 'Invalid'],
  ...['Required', 'Haspopup', 'Controls', 'Valuenow', 'Valuemin', 'Valuemax', 'Valuetext'],
];

export const COMMON = {
  hidden: Boolean,
  ariaRole: '',
  hoverClass: '',
  hoverStartTime: 50,
  hoverStayTime: 400,
  hoverStopPropagation: Boolean,
};

const IDS = new Set(['Labelledby', 'Describedby', 'Controls']);
const BY_KEYBOARD = new Set(['button', 'link', 'tab', 'checkbox', 'radio', 'switch', 'option']);
const NAMED_INSIDE = new Set(['checkbox', 'radio', 'switch', 'picker', 'image']);

/** Trigger an event of the tag itself; like WeChat's, it does not rise to the tags around it. */
export function fire(component, name, detail) {
  triggerEvent(component, name, detail, { bubbles: false, composed: false });
}

/** The component whose element this is. */
export const componentOf = (element) => element?.__wxElement;

/** What a name of an id means in the page: ids of components are kept apart by a prefix. */
export function pageId(component, id) {
  const prefix = component.ownerShadowRoot?.getHostNode()._$idPrefix;
  return prefix ? `${prefix}--${id}` : id;
}

/** The control inside a tag such as <checkbox>; else the tag's own element. */
export function controlOf(element) {
  return element.querySelector(':scope > input, :scope > select, :scope > img') ?? element;
}

export function applyCommon(element, component, tag) {
  const { data } = component;
  element.hidden = data.hidden;
  const target = NAMED_INSIDE.has(tag) ? controlOf(element) : element;
  if (component.id) setId(element, target, pageId(component, component.id));
  if (data.ariaRole) setRole(target, data);
  for (const name of ARIA) setAria(target, component, name);
}

function setId(element, target, id) {
  if (target !== element) element.removeAttribute('id');
  target.id = id;
}

function setRole(element, data) {
  element.setAttribute('role', data.ariaRole);
  if (BY_KEYBOARD.has(data.ariaRole)) element.tabIndex = 0;
  if (data.ariaRole === 'heading') element.setAttribute('aria-level', data.ariaLevel ?? 2);
}

function setAria(element, component, name) {
  const value = component.data[`aria${name}`];
  if (value === null || value === undefined || (name === 'Level' && !component.data.ariaRole))
    return;
  const attribute = `aria-${name.toLowerCase()}`;
  if (element.tagName === 'IMG' && name === 'Label') element.alt = value;
  else if (value === '') element.removeAttribute(attribute);
  else element.setAttribute(attribute, IDS.has(name) ? ids(component, value) : value);
}

const ids = (component, value) =>
  String(value)
    .split(/\s+/)
    .map((id) => pageId(component, id))
    .join(' ');
