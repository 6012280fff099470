// WeChat's own dialogs: real dialogs with real buttons.

import { call, simple } from './calls.js';

const over = () => document.getElementById('over');
let timer;
let restore;

function close() {
  clearTimeout(timer);
  over().replaceChildren();
  over().className = '';
  for (const part of ['bar', 'screen', 'tabs']) document.getElementById(part).inert = false;
  restore?.focus?.();
  restore = undefined;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Ask something; answers the number of the choice. `more` are elements under the text. */
export function ask({ title = '', content = '', choices, kind = 'modal', more = [] }) {
  return new Promise((resolve) => {
    close();
    restore = document.activeElement;
    const box = element('div', { className: 'box' });
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-modal', 'true');
    box.setAttribute('aria-label', title || content || choices[0]);
    if (title) box.append(element('h2', { textContent: title }));
    if (content) box.append(element('div', { textContent: content }));
    box.append(...more, buttons(choices, resolve));
    over().className = kind;
    over().append(box);
    for (const part of ['bar', 'screen', 'tabs']) document.getElementById(part).inert = true;
    box.querySelector('.choices button:last-child').focus();
  });
}

function buttons(choices, resolve) {
  const row = element('div', { className: 'choices' });
  choices.forEach((text, index) => {
    const button = element('button', { type: 'button', textContent: text });
    button.addEventListener('click', () => {
      close();
      resolve(index);
    });
    row.append(button);
  });
  return row;
}

function toast({ title, icon = 'success', duration = 1500 }) {
  close();
  const mark = { success: '✓ ', error: '✕ ' }[icon] ?? '';
  const box = element('div', { className: 'box', textContent: `${mark}${title}` });
  box.setAttribute('role', 'status');
  over().className = 'toast';
  over().append(box);
  if (duration) timer = setTimeout(close, duration);
}

const hide = () => {
  if (over().className === 'toast') close();
};

async function showModal({
  title,
  content,
  showCancel = true,
  cancelText = '取消',
  confirmText = '确定',
}) {
  if ([...cancelText].length > 4 || [...confirmText].length > 4) {
    throw new Error('confirmText length should not larger than 4 Chinese characters');
  }
  const choices = showCancel ? [cancelText, confirmText] : [confirmText];
  const confirm = (await ask({ title, content, choices })) === choices.length - 1;
  return { confirm, cancel: !confirm };
}

async function showActionSheet({ itemList, alertText = '' }) {
  if (itemList.length > 6) throw new Error('parameter error: itemList should not exceed 6');
  const choices = [...itemList, '取消'];
  const tapIndex = await ask({ title: alertText, choices, kind: 'modal list' });
  if (tapIndex === itemList.length) throw new Error('cancel');
  return { tapIndex };
}

export const dialogs = {
  showModal: call('showModal', showModal),
  showActionSheet: call('showActionSheet', showActionSheet),
  showToast: simple('showToast', toast),
  hideToast: simple('hideToast', hide),
  showLoading: simple('showLoading', ({ title }) => toast({ title, icon: 'none', duration: 0 })),
  hideLoading: simple('hideLoading', hide),
};
