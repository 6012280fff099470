// What goes with a choice is shown once that is chosen; what is not shown is not sent.
const sections = [...document.querySelectorAll('fieldset[data-choice]')];

function fit() {
  for (const one of sections) {
    const chosen = document.querySelector(`[name="${one.dataset.choice}"]:checked`);
    one.hidden = !chosen || !one.dataset.values.split(' ').includes(chosen.value);
    one.disabled = one.hidden;
  }
}

document.addEventListener('change', fit);
fit();
