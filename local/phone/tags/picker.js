// The browser's own choosers lie, unseen, upon what the page shows, so that a tap, the keyboard and
// a screen reader reach them. A picker whose value is not given has nothing chosen yet.

import { fire } from './common.js';

const TYPES = { day: 'date', month: 'month' };

export const picker = {
  properties: {
    mode: 'selector',
    range: Array,
    rangeKey: '',
    value: null,
    start: '',
    end: '',
    fields: 'day',
    disabled: Boolean,
    name: '',
    headerText: '',
  },
  events: ['change', 'cancel'],
  attached(element, component) {
    const { mode } = component.data;
    if (mode !== 'selector' && mode !== 'date')
      throw new Error(`picker mode="${mode}" is not in the phone`);
    const control = document.createElement(mode === 'selector' ? 'select' : 'input');
    control.className = 'native';
    element.prepend(control);
    const value = () => (mode === 'selector' ? Number(control.value) : control.value);
    component.formValue = value;
    control.addEventListener('change', () => {
      if (control.value !== '') fire(component, 'change', { value: value() });
    });
  },
  changed(element, data, component) {
    const control = element.querySelector(':scope > .native');
    if (!control) return;
    control.disabled = data.disabled;
    if (data.mode === 'selector') fillOptions(control, data);
    else setDates(control, data);
    const given = data.value === null || data.value === undefined ? '' : String(data.value);
    if (component.lastValue !== given || data.mode === 'selector') control.value = given;
    component.lastValue = given;
    if (!component.data.ariaLabel) nameByText(element, control);
  },
};

function fillOptions(control, { range, rangeKey }) {
  const texts = range.map((item) => String(rangeKey ? item[rangeKey] : item));
  if (texts.join('\n') === [...control.options].map((one) => one.text).join('\n')) return;
  control.replaceChildren(...texts.map((one, index) => new Option(one, index)));
}

function setDates(control, { start, end, fields }) {
  control.type = TYPES[fields] ?? 'date';
  control.min = start;
  control.max = end;
}

/** Without a label of its own a picker is called what it shows. */
function nameByText(element, control) {
  requestAnimationFrame(() => {
    if (control.labels?.length) return;
    const shown = [...element.children].filter((one) => one !== control);
    control.setAttribute(
      'aria-label',
      shown
        .map((one) => one.textContent)
        .join(' ')
        .trim(),
    );
  });
}
