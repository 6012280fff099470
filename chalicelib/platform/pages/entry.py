"""How requests come to pages: a few addresses of the app, by how deep they are.

API Gateway bounds how many addresses an app has, so pages do not have one each. What an address
leads to is found when it is asked for, and loaded then.
"""

from __future__ import annotations

from collections.abc import Callable

from chalice.app import Chalice, Response

from chalicelib.platform.http.router import PAGES
from chalicelib.platform.pages.page import ROOT

PARTS = ("one", "two", "three", "four", "five", "six")
FORM = "application/x-www-form-urlencoded"


def install(app: Chalice, modules: tuple[str, ...]) -> None:
    """Lead whatever is asked for below `/desk` to the pages of these modules, by their names."""
    for depth in range(len(PARTS) + 1):
        path = ROOT + "".join(f"/{{{part}}}" for part in PARTS[:depth])
        app.route(path, methods=["GET"], name=f"page_{depth}")(_view(app, modules))
        app.route(path, methods=["POST"], name=f"form_{depth}", content_types=[FORM])(
            _view(app, modules)
        )


def _view(app: Chalice, modules: tuple[str, ...]) -> Callable[..., Response]:
    def view(**parts: str) -> Response:
        from chalicelib.platform.pages import answering

        return answering.answer(app, modules, tuple(parts[name] for name in PARTS if name in parts))

    vars(view)[PAGES] = modules
    return view
