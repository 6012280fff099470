// Every built-in tag of the phone: its properties, its events, and what it does in the browser.

import { button } from './button.js';
import { canvas } from './canvas.js';
import { checkbox, checkboxGroup, radio, radioGroup, switchTag } from './choices.js';
import { form } from './form.js';
import { image } from './image.js';
import { input, textarea } from './input.js';
import { navigator } from './navigator.js';
import { pageMeta } from './page_meta.js';
import { picker } from './picker.js';
import { block, label, progress, scrollView, text, view } from './plain.js';

export const TAGS = {
  block,
  button,
  canvas,
  checkbox,
  'checkbox-group': checkboxGroup,
  form,
  image,
  input,
  label,
  navigator,
  'page-meta': pageMeta,
  picker,
  progress,
  radio,
  'radio-group': radioGroup,
  'scroll-view': scrollView,
  switch: switchTag,
  text,
  textarea,
  view,
};

/** Tags that the compiler itself resolves. */
export const COMPILED = ['template', 'import', 'include', 'wxs', 'slot'];
