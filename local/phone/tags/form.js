import { componentOf, fire } from './common.js';

const NAMED = 'input, textarea, picker, switch, checkbox-group, radio-group';

export const form = {
  properties: { reportSubmit: Boolean, reportSubmitTimeout: 0 },
  events: ['submit', 'reset'],
  attached(element, component) {
    element.noValidate = true;
    element.addEventListener('submit', (event) => event.preventDefault());
    component.values = () => values(element, component);
    component.reset = () => {
      element.reset();
      fire(component, 'reset', {});
    };
  },
};

/** Named controls of the same page or component; one inside another component is not counted. */
function values(element, form) {
  const found = {};
  for (const one of element.querySelectorAll(NAMED)) {
    const component = componentOf(one);
    const own = component?.ownerShadowRoot === form.ownerShadowRoot;
    if (own && component.data.name) found[component.data.name] = component.formValue();
  }
  return found;
}
