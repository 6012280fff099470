// Check boxes, radio buttons and switches: real inputs inside WeChat's tags.

import { componentOf, controlOf, fire } from './common.js';

let groups = 0;

const checkedIn = (element) =>
  [...element.querySelectorAll('checkbox > input, radio > input')]
    .filter((one) => one.checked)
    .map((one) => one.value);

export const checkboxGroup = {
  properties: { name: '' },
  events: ['change'],
  attached(element, component) {
    element.setAttribute('role', 'group');
    component.formValue = () => checkedIn(element);
  },
};

export const radioGroup = {
  properties: { name: '' },
  events: ['change'],
  attached(element, component) {
    element.setAttribute('role', 'radiogroup');
    component.formValue = () => checkedIn(element)[0] ?? '';
    groups += 1;
    component.groupName = `group-${groups}`;
    for (const one of element.querySelectorAll('radio > input')) one.name = component.groupName;
  },
};

const choice = (type, groupTag) => ({
  properties: { value: '', checked: Boolean, disabled: Boolean, color: '#09BB07' },
  template: `<input type="${type}"/><slot/>`,
  attached(element, component) {
    const control = controlOf(element);
    control.type = type;
    if (type === 'radio') control.name = groupOf(element, groupTag)?.groupName ?? '';
    control.addEventListener('change', () => {
      const group = groupOf(element, groupTag);
      if (group) fire(group, 'change', { value: group.formValue() });
    });
    component.lastChecked = undefined;
  },
  changed(element, data, component) {
    const control = controlOf(element);
    control.value = data.value;
    control.disabled = data.disabled;
    if (component.lastChecked !== data.checked) control.checked = data.checked;
    component.lastChecked = data.checked;
  },
});

const groupOf = (element, tag) => componentOf(element.closest(tag));

export const checkbox = choice('checkbox', 'checkbox-group');
export const radio = choice('radio', 'radio-group');

export const switchTag = {
  properties: { checked: Boolean, disabled: Boolean, name: '', type: 'switch', color: '#04BE02' },
  template: '<input type="checkbox"/>',
  events: ['change'],
  attached(element, component) {
    const control = controlOf(element);
    control.type = 'checkbox';
    control.setAttribute('role', 'switch');
    component.formValue = () => control.checked;
    control.addEventListener('change', () => fire(component, 'change', { value: control.checked }));
  },
  changed(element, data) {
    const control = controlOf(element);
    control.checked = data.checked;
    control.disabled = data.disabled;
  },
};
