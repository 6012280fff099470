// In a list of tasks J and K go to the next and the last one, and Enter opens it as any link.
// Whoever switches them off has them off in this browser. Everything works without.
(() => {
  "use strict";
  const hint = document.getElementById("keys");
  const links = [...document.querySelectorAll("table tbody th a")];
  if (!hint || !links.length) return;
  const OFF = "keys-off";
  const button = hint.querySelector("button");
  const off = () => localStorage.getItem(OFF) !== null;
  const show = () => {
    hint.hidden = false;
    button.setAttribute("aria-pressed", String(!off()));
  };
  button.addEventListener("click", () => {
    if (off()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
    show();
  });
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (!step || typing || off() || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = document.activeElement.closest("tbody tr");
    const at = links.findIndex((link) => row && row.contains(link));
    const next = links[at < 0 && step < 0 ? links.length - 1 : at + step];
    if (next) next.focus();
  });
  show();
})();
