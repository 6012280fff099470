// Text that is typed. While Chinese is composed nothing is reported: what is reported is the text.

import { fire } from './common.js';

const MODES = { number: 'numeric', digit: 'decimal', idcard: 'text', text: 'text', tel: 'tel' };

const properties = {
  value: '',
  placeholder: '',
  placeholderStyle: '',
  placeholderClass: '',
  disabled: Boolean,
  maxlength: 140,
  focus: Boolean,
  name: '',
  cursorSpacing: 0,
  adjustPosition: true,
  holdKeyboard: Boolean,
  confirmType: 'done',
  confirmHold: Boolean,
};
const events = ['input', 'focus', 'blur', 'confirm', 'keyboardheightchange'];

export const input = {
  properties: { ...properties, type: 'text', password: Boolean },
  template: '',
  events,
  attached(element, component) {
    listen(element, component);
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) confirm(element, component);
    });
  },
  changed(element, data, component) {
    apply(element, data, component);
    element.inputMode = MODES[data.type] ?? 'text';
    element.type = data.password ? 'password' : 'text';
    if (!(data.type in MODES)) throw new Error(`input type="${data.type}" is not in the phone`);
  },
};

export const textarea = {
  properties: {
    ...properties,
    autoHeight: Boolean,
    fixed: Boolean,
    showConfirmBar: true,
    disableDefaultPadding: Boolean,
  },
  template: '',
  events: [...events, 'linechange'],
  attached: listen,
  changed(element, data, component) {
    apply(element, data, component);
    if (data.autoHeight) fitHeight(element);
  },
};

function listen(element, component) {
  component.formValue = () => element.value;
  const typed = () => {
    fire(component, 'input', { value: element.value, cursor: element.selectionStart });
    if (component.data.autoHeight) fitHeight(element);
  };
  element.addEventListener('input', (event) => {
    if (!event.isComposing) typed();
  });
  element.addEventListener('compositionend', typed);
  element.addEventListener('focus', () =>
    fire(component, 'focus', { value: element.value, height: 0 }),
  );
  element.addEventListener('blur', () =>
    fire(component, 'blur', { value: element.value, cursor: element.selectionStart }),
  );
}

function confirm(element, component) {
  fire(component, 'confirm', { value: element.value });
  if (!component.data.confirmHold) element.blur();
}

function apply(element, data, component) {
  if (component.lastValue !== data.value) {
    component.lastValue = data.value;
    const text = String(data.value ?? '');
    if (element.value !== text) element.value = text;
  }
  element.placeholder = data.placeholder;
  element.disabled = data.disabled;
  if (data.maxlength >= 0) element.maxLength = data.maxlength;
  else element.removeAttribute('maxlength');
  if (data.focus && !component.focused) requestAnimationFrame(() => element.focus());
  component.focused = data.focus;
}

function fitHeight(element) {
  requestAnimationFrame(() => {
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  });
}
