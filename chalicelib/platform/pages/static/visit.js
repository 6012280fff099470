// Photos and drawn signatures of a form. What is filled in is kept on this device until the server
// has it, and is sent again under the same key once the network is back.
const form = document.querySelector('form[data-draft]'), words = form.dataset, place = words.draft;
const boxes = [...form.querySelectorAll('[data-upload]')], drafts = () => caches.open('drafts');
const waiting = new Map(boxes.map((box) => [box.dataset.name, []]));
const say = (text) => { form.querySelector('[data-said]').textContent = text; };
const add = (to, name, more) => to.appendChild(Object.assign(document.createElement(name), more));
const digest = (box, value) => {
  if (box.dataset.pad !== undefined) box.querySelectorAll('[name]').forEach((old) => (old.closest('.option') || old).remove());
  add(box, 'input', { type: 'hidden', name: box.dataset.name, value });
};
let pending = '';

function pad(box, taken) {
  const canvas = add(box, 'canvas', { className: 'pad', width: 600, height: 200, role: 'img', ariaLabel: words.draw });
  const pen = Object.assign(canvas.getContext('2d'), { lineWidth: 4, lineCap: 'round' });
  const at = (event) => [event.offsetX, event.offsetY].map((one) => one * 600 / canvas.clientWidth);
  const wipe = () => { pen.fillStyle = '#fff'; pen.fillRect(0, 0, 600, 200); canvas.drawn = false; };
  canvas.onpointerdown = (event) => { canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); };
  canvas.onpointermove = (event) => { if (event.buttons) { pen.lineTo(...at(event)); pen.stroke(); canvas.drawn = true; } };
  canvas.onpointerup = () => canvas.drawn && canvas.toBlob((blob) => taken([blob]));
  add(box, 'button', { type: 'button', className: 'second', textContent: words.clear }).onclick = () => { wipe(); taken([]); };
  wipe();
  return async ([blob]) => blob && pen.drawImage(await createImageBitmap(blob), 0, 0, 600, 200);
}

function furnish(box) {
  const { name, pad: signed } = box.dataset, single = signed !== undefined;
  const number = add(box, 'output', {}), taken = (blobs) => { waiting.set(name, blobs); shown(); keep(); };
  const draw = single ? pad(box, taken) : () => {};
  const shown = () => { const { length } = waiting.get(name); number.textContent = length ? `${length} · ${words.kept}` : ''; };
  const label = add(box, 'label', { textContent: single ? words.paper : words.photo });
  const input = add(label, 'input', { type: 'file', accept: 'image/jpeg,image/png', multiple: !single });
  if (!single) input.setAttribute('capture', 'environment');
  input.onchange = () => {
    taken([...(single ? [] : waiting.get(name)), ...input.files]);
    draw(waiting.get(name));
    input.value = '';
  };
  box.querySelector('a').parentNode.remove();
  return () => { shown(); return draw(waiting.get(name)); };
}

async function keep() {
  const draft = new FormData(form);
  for (const [name, blobs] of waiting) blobs.forEach((blob) => draft.append(name, blob));
  draft.append('_pending', pending);
  await (await drafts()).put(place, new Response(draft));
}

function fill(name, value) {
  const box = boxes.find((one) => one.dataset.name === name);
  if (box) return typeof value === 'string' ? digest(box, value) : waiting.get(name).push(value);
  if (name === '_pending') pending = value;
  for (const field of form.querySelectorAll(`[name="${name}"]:not([name=_token], [name=visitors][type=hidden])`)) {
    if (/radio|checkbox/.test(field.type)) field.checked ||= field.value === value;
    else field.value = value;
  }
}

async function restore() {
  const held = await drafts(), [own] = place.split('cases/');
  for (const { url } of await held.keys()) if (!url.includes(own)) await held.delete(url);
  const draft = document.querySelector('[role=alert]') ? null : await held.match(place);
  if (!draft) return;
  (await draft.formData()).forEach((value, name) => fill(name, value));
  await Promise.all(furnished.map((show) => show()));
  if (pending) await send(); else say(words.kept);
}

async function upload(box, blob) {
  const read = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
  const link = (await read(box.dataset.upload)).querySelector('form[data-arrived]');
  if (!link) throw new Error();
  const body = new FormData(link);
  body.set('file', blob);
  await fetch(link.getAttribute('action'), { method: 'POST', body, mode: 'no-cors', credentials: 'omit' });
  const led = await read(link.dataset.arrived), known = led.querySelector('data');
  if (!known) throw new Error(led.querySelector('main').innerText);
  digest(box, known.value);
}

async function send() {
  say(words.sending);
  try {
    for (const box of boxes) for (const held = waiting.get(box.dataset.name); held.length; held.shift()) await upload(box, held[0]);
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.redirected) throw new Error();
    await (await drafts()).delete(place);
    location.assign(answer.url);
  } catch (failure) {
    if (failure instanceof TypeError) return say(words.waiting);
    pending = '';
    await keep();
    return failure.message ? say(failure.message) : form.submit();
  }
}

const furnished = boxes.map(furnish);
form.addEventListener('change', keep);
form.addEventListener('submit', (event) => { event.preventDefault(); pending = '1'; return keep().then(send); });
addEventListener('online', () => pending && send());
restore();
