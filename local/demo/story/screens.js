// The families' phones: the mini program itself runs in a hidden frame, on the engine of the phone in
// the browser, and what it asks is answered from the record beside each phone. What it then shows is
// kept as a page without scripts, so that it can be read, searched and printed.

const phones = [...document.querySelectorAll('.phone')];
const text = (id) => document.getElementById(id).textContent;
const SERVER = 'http://127.0.0.1:8000'; // the address in the mini program's config.js; never asked
const SIGNED_IN = { id: 'family', token: 'family', expires_at: '2999-01-01T00:00:00Z' };
const WIDTH = 375;
const HEIGHT = 720;
const story = { problems: [], drawn: 0, of: phones.length };

const unpacked = (packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
};

/** A storage in memory that is used like localStorage. */
const emptyStorage = () =>
  Object.create({
    getItem(name) { return this[name] ?? null; },
    setItem(name, value) { this[name] = value; },
    removeItem(name) { delete this[name]; },
  });

/** A phone of one family, hidden; it shows one screen after the other. */
class Hidden {
  constructor(family, kit) {
    Object.assign(this, { family, kit, storage: emptyStorage(), pending: 0 });
    this.outside = {
      asked: '?phone=family',
      origin: SERVER,
      storage: this.storage,
      database: null,
      ask: (address, options) => this.answer(String(address), options),
    };
    this.keep({ session: SIGNED_IN });
  }

  keep(stored) {
    for (const [name, value] of Object.entries(stored)) {
      this.storage.setItem(`phone/family/${name}`, JSON.stringify({ value }));
    }
  }

  async answer(address, { method = 'GET' } = {}) {
    this.pending += 1;
    await null;
    this.pending -= 1;
    const path = address.replace(SERVER, '');
    if (path === 'files.json') return Response.json(this.kit.texts);
    if (path === 'vendor/compiler.wasm') {
      return new Response(this.kit.compiler, { headers: { 'content-type': 'application/wasm' } });
    }
    if (path.endsWith('/clock')) return Response.json({ now_ms: this.now });
    const found = method === 'GET' ? this.answers[path] : undefined;
    if (found) return Response.json(found);
    story.problems.push(`${method} ${path} is not in the record`);
    return Response.json({}, { status: 404 });
  }

  async start() {
    const imports = Object.fromEntries(
      Object.entries(this.kit.modules).map(([name, source]) => [
        name === 'phone/vendor/glass-easel.js' ? 'glass-easel' : name,
        `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`,
      ]),
    );
    this.frame = document.createElement('iframe');
    this.frame.className = 'hidden-phone';
    this.frame.inert = true;
    this.frame.ariaHidden = 'true';
    this.frame.tabIndex = -1;
    Hidden.now = this;
    this.frame.srcdoc = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
      <style>${this.kit.style}</style>
      <script>window.outside = parent.hiddenPhone()</${'script'}>
      <script type="importmap">${JSON.stringify({ imports })}</${'script'}>
      <script type="module">import 'phone/engine/boot.js'</${'script'}></head>
      <body>${this.kit.body}</body></html>`;
    document.body.append(this.frame);
    await until(() => this.page?.body?.dataset.ready);
  }

  get page() { return this.frame.contentDocument; }

  get phone() { return this.frame.contentWindow.phone; }

  /** Show a screen; resolves when it is drawn. */
  async show({ page, at, answers, stored }) {
    Object.assign(this, { now: Date.parse(at), answers });
    if (!this.frame) await this.start();
    this.keep(stored);
    await this.phone.setClock();
    const path = page.slice(1).split('?')[0];
    delete this.page.body.dataset.page;
    const { wx } = this.phone;
    wx.reLaunch({ url: '/pages/home/home', success: () => wx.navigateTo({ url: page }) });
    await until(() => this.page.body.dataset.page === path);
    await until(() => !this.pending && !this.phone.page().data.busy);
    await frames(this.frame.contentWindow, 3);
  }

  /** The page that is shown, without its scripts. */
  still() {
    const screen = this.page.querySelector('page:not([hidden])');
    const tall = screen.scrollHeight + HEIGHT - this.page.getElementById('screen').clientHeight;
    for (const field of this.page.querySelectorAll('input, textarea')) {
      if (field.tagName === 'TEXTAREA') field.textContent = field.value;
      else field.setAttribute('value', field.value);
      field.toggleAttribute('checked', Boolean(field.checked));
    }
    const copy = this.page.documentElement.cloneNode(true);
    const left = 'script, page[hidden], style[media="not all"]';
    copy.querySelectorAll(left).forEach((one) => one.remove());
    copy.querySelector('page').setAttribute('tabindex', '0');
    for (const one of copy.querySelectorAll('button, input, textarea, select')) {
      one.setAttribute('tabindex', '-1');
      one.setAttribute('aria-disabled', 'true');
    }
    return { title: this.page.title, tall, html: `<!doctype html>${copy.outerHTML}` };
  }

  end() {
    story.problems.push(...this.phone.problems);
    this.frame.remove();
  }
}
window.hiddenPhone = () => Hidden.now.outside;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frames = async (view, count) => {
  for (let at = 0; at < count; at += 1) await new Promise((drawn) => view.requestAnimationFrame(drawn));
};

async function until(holds) {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 10000) throw new Error('the phone does not come to rest');
    await pause(10);
  }
}

const familyOf = (phone) => phone.closest('.page').dataset.part;
const isUndrawn = (phone) => !phone.dataset.drawn;

/** The phone to be drawn next: of the page that is read, then of the family at hand, then any. */
const next = (hidden) =>
  phones.find((one) => isUndrawn(one) && one.closest('.now')) ??
  phones.find((one) => isUndrawn(one) && familyOf(one) === hidden?.family) ??
  phones.find(isUndrawn);

async function draw(phone, hidden, forms) {
  const { answers, stored } = JSON.parse(phone.querySelector('script').textContent);
  const { page, at } = phone.dataset;
  await hidden.show({ page, at, answers: { ...forms, ...answers }, stored });
  const { title, tall, html } = hidden.still();
  const frame = document.createElement('iframe');
  frame.title = `家里的手机：${title}`;
  frame.srcdoc = html;
  frame.style.setProperty('--tall', `${tall}px`);
  phone.querySelector('.undrawn').replaceWith(frame);
}

async function drawAll() {
  const kit = await unpacked(text('phone-files')).json();
  kit.compiler = await unpacked(text('phone-compiler')).arrayBuffer();
  const forms = JSON.parse(text('forms'));
  let hidden;
  for (let phone = next(); phone; phone = next(hidden)) {
    if (hidden && hidden.family !== familyOf(phone)) hidden = hidden.end();
    hidden ??= new Hidden(familyOf(phone), kit);
    phone.dataset.drawn = 'yes';
    await draw(phone, hidden, forms);
    story.drawn += 1;
  }
  hidden?.end();
}

window.story = story;
drawAll().catch((error) => {
  story.problems.push(String(error.stack ?? error));
  for (const left of document.querySelectorAll('.undrawn')) {
    left.textContent = '这个浏览器画不出手机上的画面，请换新一点的 Chrome、Edge、Firefox 或 Safari 打开。';
  }
});
