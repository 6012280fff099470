"""Pages upon the toy API: a box that is opened by a form, and whoever comes back from a partner."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from urllib.parse import urlencode

from chalicelib.platform.http import NO_SUBJECT, Audience
from chalicelib.platform.pages import Pages, Shown, arrivals, install
from tests.integration.platform import toy_api
from tests.support.gateway import Caller

MODULE = "toy_pages_of_a_test"
FORM = {"submit": "desk.claim.submit", "back": "/desk"}


def make(boxes, at_first=""):
    """The toy API with its pages; the name of a box is `at_first` that text."""
    pages, module = Pages("toy"), ModuleType(MODULE)
    module.pages = pages

    def opened(path, answer):
        return Shown(to=f"/desk/boxes/{answer.box}?done=claim")

    @pages.form(
        "/desk/boxes/{case_id}",
        audience=Audience.CITIZEN,
        check=boxes.own,
        submits="POST /v1/boxes/{case_id}",
        then=opened,
        query=("after",),
    )
    def box(call):
        return Shown(
            "desk.claim.title",
            figures={"task": call.query.get("after", ""), "receipt": ""},
            values=FORM,
            start={"name": at_first} if at_first else {},
            left_out=frozenset({"parts"}),
        )

    @pages.page("/desk/leave", audience=Audience.PUBLIC, check=NO_SUBJECT, template="")
    def leave(_call):
        begun = arrivals.departure("/desk/boxes/x?after=1")
        back = arrivals.address("/desk/back")
        return Shown(to=f"https://partner/?{urlencode({'b': back, 's': begun.state})}",
                     cookies=(begun.cookie,))  # fmt: skip

    app = toy_api.make(boxes)
    sys.modules[MODULE] = module
    install(app, (MODULE,))
    return app


class Browser:
    """A browser: it keeps cookies, and sends forms as it was shown them."""

    def __init__(self, app, token="", stage=""):
        self._caller = Caller(app, stage=stage)
        self.cookies = {"__Host-session": token} if token else {}
        self.page = None

    def get(self, url, **headers):
        """Go to an address."""
        return self._ask("GET", url, headers)

    def post(self, url, fields, **headers):
        """Send fields as a form, and nothing that a page of ours would add."""
        given = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", url, given, urlencode(fields, doseq=True).encode())

    def send(self, url, fields, site="same-origin"):
        """Fill in the form of the page that is open, and send it."""
        hidden = dict(re.findall(r'name="(_\w+)" value="([^"]+)"', self.page.text))
        return self.post(url, {**hidden, **fields}, **{"sec-fetch-site": site})

    def _ask(self, method, url, headers, raw=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {**headers, **({"cookie": cookie} if cookie else {})}
        answer = self._caller.send(method, url, raw=raw, headers=given)
        for one in answer.cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        if method == "GET":
            self.page = answer
        return answer
