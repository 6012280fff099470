"""Every page of an app, found by its address, and the routes to which forms submit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import import_module

from chalice.app import Chalice

from chalicelib.domain.errors import Broken
from chalicelib.platform.http import Audience, Route, route_of
from chalicelib.platform.http.router import PAGES
from chalicelib.platform.pages.page import ROOT, Page

WIDER = frozenset({Audience.ANYBODY_SIGNED_IN, Audience.PUBLIC})


class Site:
    """The pages of some modules, and the routes of the app in which they are."""

    def __init__(self, app: Chalice, modules: Sequence[str]) -> None:
        self.pages = [page for module in modules for page in import_module(module).pages.registered]
        self._app = app

    def route_of(self, page: Page) -> Route:
        """The route to which a page submits, for those alone for whom the page is.

        Broken("page.no_route") where there is none, or the page is for others than the route.
        """
        route = route_of(self._app, page.submits)
        if route is None or route.audience not in {page.audience, *WIDER}:
            raise Broken("page.no_route", page=page.path)
        return replace(route, audience=page.audience)

    def find(self, parts: Sequence[str]) -> tuple[Page, Mapping[str, str]] | None:
        """The page at an address, with the parameters of its path; one without parameters first."""
        found = [(page, path) for page in self.pages if (path := _matched(page, parts)) is not None]
        return min(found, key=lambda one: len(one[1]), default=None)


def _matched(page: Page, parts: Sequence[str]) -> Mapping[str, str] | None:
    names = page.path.removeprefix(ROOT).split("/")[1:]
    if len(names) != len(parts):
        return None
    path = {}
    for name, part in zip(names, parts, strict=True):
        if name.startswith("{"):
            path[name.strip("{}")] = part
        elif name != part:
            return None
    return path


@lru_cache(maxsize=4)
def site_of(app: Chalice, modules: tuple[str, ...]) -> Site:
    """The pages of an app, loaded once."""
    return Site(app, modules)


def pages_of(app: Chalice) -> Iterator[Page]:
    """Every page of an app."""
    for methods in app.routes.values():
        for entry in methods.values():
            modules = vars(entry.view_function).get(PAGES)
            if modules:
                yield from site_of(app, modules).pages
                return
