import { door } from '../engine/doors.js';
import { ask } from '../wx/dialogs.js';
import { componentOf, fire } from './common.js';

export const button = {
  properties: {
    size: 'default',
    type: 'default',
    plain: Boolean,
    disabled: Boolean,
    loading: Boolean,
    formType: '',
    openType: '',
    lang: 'en',
    name: '',
  },
  events: ['getphonenumber'],
  attached(element, component) {
    element.type = 'button';
    element.addEventListener('click', () => onClick(element, component));
  },
  changed(element, data) {
    element.disabled = data.disabled;
    element.toggleAttribute('plain', data.plain);
    element.toggleAttribute('type-primary', data.type === 'primary');
    if (data.size === 'mini') element.setAttribute('size', 'mini');
    if (data.loading) element.setAttribute('aria-busy', 'true');
    else element.removeAttribute('aria-busy');
    if (data.openType && data.openType !== 'getPhoneNumber') {
      throw new Error(`button open-type="${data.openType}" is not in the phone`);
    }
  },
};

function onClick(element, component) {
  const form = componentOf(element.closest('form'));
  if (form && component.data.formType === 'submit') fire(form, 'submit', { value: form.values() });
  if (form && component.data.formType === 'reset') form.reset();
  if (component.data.openType === 'getPhoneNumber') givePhoneNumber(component);
}

async function givePhoneNumber(component) {
  const allowed = await ask({
    title: '申请使用您的手机号',
    content: '沙箱里的手机号是编造的，不属于任何人。',
    choices: ['不允许', '允许'],
  });
  if (!allowed) {
    fire(component, 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
    return;
  }
  const { code } = await door('phone-number');
  fire(component, 'getphonenumber', { code, errMsg: 'getPhoneNumber:ok' });
}
