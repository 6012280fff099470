// The event channel between a page and the one that it opened.

export class Channel {
  #listeners = {};
  #early = [];

  on(name, listener) {
    (this.#listeners[name] ??= []).push(listener);
    const waiting = this.#early.filter(([early]) => early === name);
    this.#early = this.#early.filter(([early]) => early !== name);
    for (const [, values] of waiting) listener(...values);
  }

  once(name, listener) {
    const first = (...values) => {
      this.off(name, first);
      listener(...values);
    };
    this.on(name, first);
  }

  off(name, listener) {
    const known = this.#listeners[name] ?? [];
    this.#listeners[name] = listener ? known.filter((other) => other !== listener) : [];
  }

  emit(name, ...values) {
    const known = this.#listeners[name] ?? [];
    if (!known.length) this.#early.push([name, values]);
    for (const listener of [...known]) listener(...values);
  }
}
