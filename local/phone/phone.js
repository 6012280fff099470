// The phone on a table: the screen, and beside it what a person can do to a phone and to time.

const element = (id) => document.getElementById(id);
const frame = element('phone');
const asked = new URLSearchParams(location.search);
const inside = () => frame.contentWindow.phone; // see engine/control.js

frame.style.width = `${Number(asked.get('width') || 375)}px`;
frame.src = `screen.html${location.search}`;

for (const [name, value] of asked) {
  const field = element('choice').elements[name];
  if (field) field.value = value;
}
element('choice').elements.phone.placeholder = asked.get('phone') || 'phone';

/** Open another phone, or this one otherwise; empty fields stay out of the address. */
element('choice').addEventListener('submit', (event) => {
  event.preventDefault();
  const given = [...new FormData(event.target)].filter(([, value]) => value);
  location.search = new URLSearchParams({
    ...Object.fromEntries(asked),
    ...Object.fromEntries(given),
  });
});

element('network').addEventListener('change', setNetwork);

function setNetwork() {
  const how = element('network').value;
  inside().network.clearRules();
  if (how === 'offline') inside().network.goOffline();
  else inside().network.goOnline();
  if (how && how !== 'offline') inside().network.rule({ how });
}

element('leave').addEventListener('click', ({ target }) => {
  const away = target.getAttribute('aria-pressed') !== 'true';
  if (away) inside().leave();
  else inside().comeBack();
  frame.style.visibility = away ? 'hidden' : 'visible';
  target.setAttribute('aria-pressed', away);
  target.textContent = away ? '回到小程序' : '切到别的程序';
});

element('reopen').addEventListener('click', () => frame.contentWindow.location.reload());
frame.addEventListener('load', () => {
  element('network').value = '';
});

for (const button of document.querySelectorAll('[data-move]')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    await fetch(`/sandbox/${button.dataset.move}`, { method: 'POST' });
    await inside().setClock();
    button.disabled = false;
    look();
  });
}

/** Show what time it is on the phone, and what it noticed. */
function look() {
  const phone = inside();
  if (!phone?.now) return;
  const options = { dateStyle: 'full', timeStyle: 'short', timeZone: 'Asia/Shanghai' };
  element('now').textContent = new Date(phone.now()).toLocaleString('zh-CN', options);
  element('problems').textContent = phone.problems.length ? '小程序用了手机没有的东西：' : '';
  element('list').replaceChildren(
    ...phone.problems.map((text) =>
      Object.assign(document.createElement('li'), { textContent: text }),
    ),
  );
}
setInterval(look, 2000);
