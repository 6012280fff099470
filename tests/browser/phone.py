"""A person with a phone: they look, tap and type; tests ask the phone what it noticed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Error, Locator, expect

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "out/phone"
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
HEIGHT = 760
TAPPED = ("button", "link", "tab", "checkbox", "radio", "switch")
NOTICED = """() => window.phone ? [phone.problems.splice(0),
  phone.recorded.slice(phone.noted).filter(([name]) => name === 'request')
    .map(([, given]) => JSON.parse(JSON.stringify(given))),
  phone.noted = phone.recorded.length].slice(0, 2) : [[], []]"""
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  const page = document.querySelector('#screen page:not([hidden])');
  const wide = [page, ...page.querySelectorAll('*')].filter((one) => {
    const box = one.getBoundingClientRect();
    const outside = box.width > 0 && (box.right > width + 1 || box.left < -1);
    const cut = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0;
    const hides = getComputedStyle(one).overflowX !== 'visible' && !one.hasAttribute('scroll-x');
    const typed = ['INPUT', 'TEXTAREA', 'SELECT', 'CANVAS', 'IMG'].includes(one.tagName);
    return outside || (cut && hides && !typed);
  });
  return wide.map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 30)}`);
}"""


class Phone:
    """A phone with the name of its WeChat user, `width` CSS pixels wide, in one browser context.

    `options` go into the phone's address: `scale` (of the font), `elder`, `lang`.
    """

    def __init__(self, browser, url: str, name: str, width: int = 375, **options: object) -> None:
        self.name, self.width, self.options = name, width, options
        self._url = url
        viewport = {"width": width, "height": HEIGHT}
        self.context = browser.new_context(viewport=viewport, locale="zh-CN", has_touch=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.errors: list[str] = []
        self._asked: list[dict[str, object]] = []
        self._problems: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    # What a person does

    def open(self, page: str = "") -> Phone:
        """Open the mini program, at a page such as "/pages/step/step?id=1" or at its first."""
        asked = {"phone": self.name, **self.options, **({"page": page} if page else {})}
        self._noted()
        self.page.goto(f"{self._url}/phone/screen.html?{urlencode(asked)}")
        self._started()
        return self

    def tap(self, label: str, exact: bool = True) -> None:
        """Tap what is called or reads `label`, after waiting for it."""
        self._find(label, exact).click()

    def type(self, label: str, text: str) -> None:
        """Type into the field with this label, as people do: Chinese by composition."""
        field = self.field(label)
        field.click()
        field.press("ControlOrMeta+a")
        field.press("Delete")
        for part in re.findall(r"[\u3400-\U0003ffff]+|[^\u3400-\U0003ffff]+", text):
            self._type_part(part)

    def _type_part(self, text: str) -> None:
        if ord(text[0]) < 0x3400:
            self.page.keyboard.type(text)
            return
        keyboard = self.context.new_cdp_session(self.page)
        for letters in ("p", "py", text):  # what the input method shows before a word is chosen
            keyboard.send(
                "Input.imeSetComposition",
                {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
            )
        keyboard.send("Input.insertText", {"text": text})
        keyboard.detach()

    def leave_field(self, label: str) -> None:
        """Go on from a field, as by a tap elsewhere."""
        self.field(label).blur()

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a picker by its text, or set a day by YYYY-MM-DD."""
        chooser = self.page.locator("#screen page:not([hidden])").get_by_label(label)
        if chooser.evaluate("one => one.tagName") == "SELECT":
            chooser.select_option(label=option)
        else:
            chooser.fill(option)

    def choose_photo(self, label: str, *files: Path) -> None:
        """Tap what opens the camera or the album, and take these photos."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(label)
        chooser.value.set_files([str(file) for file in files])

    def sign(self, label: str) -> None:
        """Write a few strokes on the canvas with this label."""
        pad = self.page.get_by_label(label)
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        for row in (0.3, 0.5, 0.7):
            self.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * row)
            self.page.mouse.down()
            right = box["x"] + box["width"] * 0.8
            self.page.mouse.move(right, box["y"] + box["height"] * row, steps=5)
            self.page.mouse.up()

    def back(self) -> None:
        """Tap the arrow in the bar."""
        self.page.locator("#back").click()

    def leave(self) -> None:
        """Go to another app; the mini program stays in memory."""
        self.page.evaluate("phone.leave()")

    def come_back(self) -> None:
        """Come back from another app."""
        self.page.evaluate("phone.comeBack()")

    def close_and_open(self, page: str = "") -> None:
        """The system ends the mini program, and the person opens it again."""
        self.open(page)

    # What a person sees

    def sees(self, text: str) -> None:
        """Wait until the text is on the screen."""
        expect(self.screen().get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """The text is nowhere on the screen."""
        expect(self.screen().get_by_text(text).filter(visible=True)).to_have_count(0)

    def screen(self) -> Locator:
        """All that is before one's eyes, with the bars and dialogs."""
        return self.page.locator("body")

    def field(self, label: str) -> Locator:
        """The field with this label on the page that is shown."""
        return self.page.locator("#screen page:not([hidden])").get_by_label(label).first

    def title(self) -> str:
        """The title in the bar."""
        return self.page.locator("#title").inner_text()

    def is_at(self, page: str) -> None:
        """Wait until the page with this name, such as "home", is shown."""
        self.page.wait_for_function(
            "name => phone.route().split('/').pop() === name", arg=page.split("/")[-1]
        )

    def screenshot(self, view: str, page: str = "") -> Path:
        """Leave a picture of the whole page at out/phone/<page>-<view>.png."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = page or self.route().split("/")[-1]
        file = PICTURES / f"{name}-{view}.png"
        content = self.page.evaluate("document.querySelector('page:not([hidden])').scrollHeight")
        bars = HEIGHT - self.page.evaluate("document.getElementById('screen').clientHeight")
        height = max(HEIGHT, content + bars)
        self.page.set_viewport_size({"width": self.width, "height": height})
        self.page.screenshot(path=file)
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})
        return file

    # What the phone noticed

    def route(self) -> str:
        """The path of the page that is shown."""
        return str(self.page.evaluate("phone.route()"))

    def data(self, name: str) -> object:
        """A value of the page that is shown, by its name in data."""
        return self.page.evaluate("name => phone.page().data[name]", name)

    def problems(self) -> list[str]:
        """Everything in which the mini program left what a real phone has; must be empty."""
        self._noted()
        return [*self._problems, *self.errors]

    def asked(self) -> list[dict[str, object]]:
        """Every request since the phone was taken."""
        self._noted()
        return self._asked

    def _noted(self) -> None:
        """Keep what the phone noticed since it was opened, as opening it again forgets that."""
        try:
            problems, requests = self.page.evaluate(NOTICED)
        except Error:  # the page is closed
            return
        self._problems += problems
        self._asked += requests

    def all_problems(self) -> list[str]:
        """The same, after every page was looked into."""
        self.page.evaluate("phone.defineAll()")
        return self.problems()

    def axe(self) -> list[str]:
        """What hinders people with disabilities on this page; must be empty."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run()")["violations"]
        return [
            f"{one['id']}: {node['html'][:200]}: {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]

    def overflow(self) -> list[str]:
        """What is wider than the screen or cut off; must be empty."""
        return list(self.page.evaluate(WIDER))

    def calls(self, name: str) -> list[dict[str, object]]:
        """What was given to a call of wx such as "request", in order."""
        return list(
            self.page.evaluate(
                "name => phone.recorded.filter(([one]) => one === name)"
                ".map(([, given]) => JSON.parse(JSON.stringify(given)))",
                name,
            )
        )

    # What happens to the phone

    def offline(self) -> None:
        """No network from now on."""
        self.page.evaluate("phone.network.goOffline()")

    def online(self, kind: str = "wifi") -> None:
        """A network again."""
        self.page.evaluate("kind => phone.network.goOnline(kind)", kind)

    def network(self, how: str, path: str = "", times: int | None = None, **more: object) -> None:
        """What happens to the next requests: see `rule` in local/phone/engine/network.js."""
        limit = {} if times is None else {"times": times}
        self.page.evaluate(
            "rule => phone.network.rule(rule)", {"how": how, "path": path, **limit, **more}
        )

    def unused(self) -> list[str]:
        """What was to happen to requests, and did not: how, and to which."""
        rules = self.page.evaluate("phone.network.unused()")
        return [f"{one['how']}: {one['method']} {one['template'] or one['path']}" for one in rules]

    def goes_to(self, page: str) -> None:
        """Go to a page as by a link on the one that is shown."""
        self.page.evaluate(
            "url => phone.wx.navigateTo({ url })", f"/pages/{page.split('?')[0]}/{page}"
        )
        self.is_at(page.partition("?")[0])

    def network_is_good(self) -> None:
        """No trouble from now on."""
        self.page.evaluate("phone.network.clearRules()")

    def has_a_clock_ahead(self, days: float) -> None:
        """The phone's own clock is so many days ahead when it is opened next."""

        def answer(route):
            said = route.fetch().json()
            route.fulfill(json={**said, "now_ms": said["now_ms"] + days * 86_400_000})

        self.page.route("**/sandbox/phone/*/clock", answer)

    def look_at_the_clock(self) -> None:
        """Take the sandbox's time, after it was moved on."""
        self.page.evaluate("phone.setClock()")

    def with_files(self, change) -> Phone:
        """Let the mini program have other files: `change` alters the map of path to text."""

        def answer(route):
            files = route.fetch().json()
            change(files)
            route.fulfill(json=files)

        self.page.route("**/phone/files.json", answer)
        return self

    def close(self) -> None:
        """Put the phone away."""
        self.context.close()

    def _started(self) -> None:
        self.page.locator("body[data-ready]").wait_for()

    def _find(self, label: str, exact: bool) -> Locator:
        """What can be tapped by this name; a mere text only where there is no such control."""
        screen = self.screen()
        found = screen.get_by_role(TAPPED[0], name=label, exact=exact)
        for role in TAPPED[1:]:
            found = found.or_(screen.get_by_role(role, name=label, exact=exact))
        text = screen.get_by_text(label, exact=exact)
        found.or_(text).filter(visible=True).first.wait_for()
        visible = found.filter(visible=True)
        return (visible if visible.count() else text.filter(visible=True)).first
