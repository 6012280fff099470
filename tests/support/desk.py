"""A browser without scripts at the desk: it keeps cookies, follows links, sends forms as shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import urllib3

from local.cloud import loopback

HIDDEN = re.compile(r'<input type="hidden" name="([\w.]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    text: str
    headers: urllib3.HTTPHeaderDict

    @property
    def to(self):
        """Where it leads."""
        return self.headers["Location"]

    def link(self, text):
        """Where the link of that text leads, as it is clicked."""
        found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>([^<]*)</a>', self.text)
        return next(unescape(href).removeprefix("/api") for href, shown in found if text in shown)

    def form(self, of=""):
        """The hidden fields of the form in which that text stands, else the first."""
        forms = re.findall(r'<form class="filters".*?</form>|(<form method="post".*?</form>)',
                           self.text, re.DOTALL)  # fmt: skip
        found = next(one for one in forms if one and of in one)
        return {name: unescape(value) for name, value in HIDDEN.findall(found)}


class Desk:
    """Somebody's browser at a town's desk."""

    def __init__(self, town):
        self.town, self.cookies, self.page = town, {}, None

    def signs_in(self, userid, to="/desk"):
        """Sign in with WeCom as somebody, who wanted to go to an address."""
        self.town.wecom.person = userid
        asked = self.get("/desk/sign-in?" + urlencode({"to": to}))
        led = self.get(asked.to)
        answer = self.get(led.to)
        return self.get(answer.to) if answer.status == 303 else answer

    def get(self, path):
        """Go to an address."""
        self.page = self._ask("GET", path)
        return self.page

    def follow(self, path):
        """Go to an address, and on to where it leads."""
        answer = self.get(path)
        return self.get(answer.to) if answer.status == 303 else answer

    def sends(self, path, of="", **fields):
        """Fill in the form of the page that is open, and send it to an address."""
        return self.posts(path, {**self.page.form(of), **fields})

    def posts(self, path, fields, site="same-origin"):
        """Send fields to an address; where that leads on, go there."""
        body = urlencode(fields, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": site}
        answer = self._ask("POST", path, body, headers)
        return self.get(answer.to) if answer.status == 303 else answer

    def uploads(self, link, content):
        """Take a photo to the form of the page that is open, by that link; the form comes back."""
        page = self.get(link)
        action = unescape(re.search(r'action="([^"]+)" enctype', page.text)[1])
        fields = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', page.text))
        given = {name: unescape(value) for name, value in fields.items()}
        file = ("photo.jpg", content, "application/octet-stream")
        body, kind = urllib3.encode_multipart_formdata({**given, "file": file})
        led = loopback.request("POST", action, body, {"Content-Type": kind})
        arrived = self.get(led.headers["Location"])
        return self.get(arrived.to) if arrived.status == 303 else arrived

    def _ask(self, method, path, body=None, headers=None):
        url = path if path.startswith("http") else self.town.url + path
        own = url.startswith(self.town.url)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {**(headers or {}), **({"Cookie": cookie} if own and cookie else {})}
        answer = loopback.request(method, url, body, given)
        for one in answer.headers.getlist("Set-Cookie") if own else ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in one:
                del self.cookies[name]
        return Page(answer.status, (answer.data or b"").decode(), answer.headers)
