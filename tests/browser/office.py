"""A person at an office computer, or with a phone within WeCom: a browser at the desk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from tests.browser.phone import AXE

PICTURES = Path(__file__).parent.parent.parent / "out/desk"
CLOSED = "details:not([open]):has([name='{name}']) > summary"
KIND = """name => {
  const fields = [...document.querySelectorAll(`main [name="${name}"]`)];
  const closed = document.querySelectorAll(`details:not([open]):has([name="${name}"]) > summary`);
  return [fields.at(-1)?.type || '', closed.length];
}"""
"""How a field is filled in, and in how many groups that are closed it is."""
LAST = "the last one"
"""What is chosen where a test cannot know its value."""


class Office:
    """A browser at the desk of a town, `width` CSS pixels wide, with or without scripts."""

    def __init__(self, browser, town, width=1200, scripts=True, zoom=1):
        self.town, self.width = town, width
        self.context = browser.new_context(
            viewport={"width": width // zoom, "height": 900 // zoom},
            device_scale_factor=zoom,
            locale="zh-CN",
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text))

    def signs_in(self, userid):
        """Sign in with WeCom as somebody, from the page that asks for it."""
        self.town.wecom.person = userid
        self.open("/desk")
        self.errors.clear()  # the browser notes the 401 that asks for it
        self.page.get_by_role("link", name="用企业微信登录").click()
        self.page.get_by_role("link", name="退出登录").wait_for()
        return self

    def signs_in_again(self, userid, to="/desk"):
        """Sign in with WeCom as somebody by the address that leads there, and on to a page."""
        self.town.wecom.person = userid
        return self.open("/desk/sign-in?" + urlencode({"to": to}))

    def fills(self, name, value):
        """Fill in a field by its name: a text, or what is chosen of several."""
        fields = self.page.locator(f"main [name='{name}']")
        kind, closed = self.page.evaluate(KIND, name)
        for number in reversed(range(closed)):
            self.page.locator(CLOSED.format(name=name)).nth(number).click()
        if kind not in {"radio", "checkbox"}:
            fields.last.fill(value)
            return
        for one in [value] if isinstance(value, str) else value:
            chosen = self.page.locator(f"main [name='{name}'][value='{one}']:not([type=hidden])")
            (chosen if value != LAST else fields.last).check()

    def draws(self, name, height=30):
        """Draw a line in the box of somebody's signature."""
        pad = self.page.get_by_role("group", name=name).get_by_role("img")
        pad.scroll_into_view_if_needed()
        place = pad.bounding_box()
        x, y = place["x"], place["y"]
        self.page.mouse.move(x + 20, y + 20)
        self.page.mouse.down()
        self.page.mouse.move(x + 80, y + height, steps=2)
        self.page.mouse.up()

    def open(self, path):
        """Go to an address."""
        self.page.goto(self.town.url + path)
        return self

    def press(self, name, role="button"):
        """Press a button or link by what it is called."""
        self.page.get_by_role(role, name=name).first.click()
        return self

    def axe(self):
        """What axe finds wrong with the page."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]

    def overflow(self):
        """By how many pixels the page is wider than the window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return self.page.evaluate(width)

    def picture(self, name):
        """Keep a picture of the page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def close(self):
        """Close the browser's window."""
        self.context.close()
