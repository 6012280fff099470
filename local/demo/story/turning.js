"use strict";
history.scrollRestoration = "manual";
const pages = [...document.querySelectorAll(".page")];
const links = [...document.querySelectorAll("nav a")];
const play = document.getElementById("play");
const where = document.getElementById("where");
const PACE = 6000;
let now = 0;
let playing = null;

function show(index) {
  now = Math.max(0, Math.min(pages.length - 1, index));
  pages.forEach((page, i) => page.classList.toggle("now", i === now));
  const page = pages[now];
  where.textContent = `第 ${now + 1} 页，共 ${pages.length} 页`;
  for (const link of links) {
    const here = link.dataset.part ? link.dataset.part === page.dataset.part
                                   : link.getAttribute("href") === "#" + page.id;
    link.toggleAttribute("aria-current", here);
  }
  document.getElementById("previous").disabled = now === 0;
  document.getElementById("next").disabled = now === pages.length - 1;
  history.replaceState(null, "", "#" + page.id);
  scrollTo(0, 0);
}

function stop() {
  clearInterval(playing);
  playing = null;
  play.textContent = "▶ 播放";
  play.setAttribute("aria-pressed", "false");
}

function start() {
  if (now === pages.length - 1) show(0);
  playing = setInterval(() => (now < pages.length - 1 ? show(now + 1) : stop()), PACE);
  play.textContent = "❚❚ 停止";
  play.setAttribute("aria-pressed", "true");
}

function turn(by) {
  stop();
  show(now + by);
}

function fromAddress() {
  const index = pages.findIndex((page) => "#" + page.id === location.hash);
  show(index < 0 ? 0 : index);
}

document.getElementById("previous").addEventListener("click", () => turn(-1));
document.getElementById("next").addEventListener("click", () => turn(1));
play.addEventListener("click", () => (playing ? stop() : start()));
addEventListener("hashchange", () => { stop(); fromAddress(); });
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const turns = { ArrowLeft: () => turn(-1), ArrowRight: () => turn(1),
                  p: () => (playing ? stop() : start()) };
  const act = turns[event.key];
  if (act) { event.preventDefault(); act(); }
});
fromAddress();
