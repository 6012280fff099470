"""Decorator routes: none without an audience, a check and an answer.

A capability's routes are loaded when one of them is asked for: the app knows of each its name,
`METHOD path`, and the module that has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from chalice.app import Chalice, Response

from chalicelib.platform.http.answering import answer as answer_of
from chalicelib.platform.http.body import JSON, XML
from chalicelib.platform.http.rate_limits import RateLimit
from chalicelib.platform.http.route import Ahead, Audience, Call, Check, Repeated, Route

if TYPE_CHECKING:
    from pydantic import BaseModel

A = TypeVar("A", bound="BaseModel")
View = Callable[[Call], A]
PAGES = "pages"
"""The mark of a view that leads to pages (platform/pages), which are no routes of the API."""
Decorator = Callable[[View[A]], View[A]]
LISTED = Path(__file__).parents[2] / "routes.json"
"""Which module has which routes; `make generate` writes it from the routes themselves."""
ROUTE = "route"
"""Under this a view keeps what finds its route."""


class Router:
    """The routes of a capability, by their names."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}

    def get(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        answer: type[A],
        query: tuple[str, ...] = (),
        rate_limits: tuple[RateLimit, ...] = (),
        ahead: Ahead | None = None,
        pending: str = "",
        xml: bool = False,
    ) -> Decorator[A]:
        """Register a GET; `query` are the parameters it knows."""
        return self._registering(
            "GET",
            path,
            audience,
            check,
            answer,
            query=query,
            rate_limits=rate_limits,
            ahead=ahead,
            pending=pending,
            xml=xml,
        )

    def post(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        body: type[BaseModel],
        answer: type[A],
        repeated: Repeated | None = None,
        no_key_reason: str = "",
        creates: str = "",
        status: int = 200,
        rate_limits: tuple[RateLimit, ...] = (),
        ahead: Ahead | None = None,
        query: tuple[str, ...] = (),
        xml: bool = False,
        before_code: bool = False,
    ) -> Decorator[A]:
        """Register a POST; `repeated` answers a request that was made before.

        `no_key_reason` says why a route takes no idempotency key.
        """
        return self._registering(
            "POST",
            path,
            audience,
            check,
            answer,
            body=body,
            repeated=repeated,
            no_key_reason=no_key_reason,
            creates=creates,
            status=status,
            rate_limits=rate_limits,
            ahead=ahead,
            query=query,
            xml=xml,
            before_code=before_code,
        )

    def put(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        body: type[BaseModel],
        answer: type[A],
        repeated: Repeated,
        rate_limits: tuple[RateLimit, ...] = (),
        ahead: Ahead | None = None,
    ) -> Decorator[A]:
        """Register a PUT, which sets what its path names; `repeated` answers a request that was
        made before."""
        return self._registering(
            "PUT",
            path,
            audience,
            check,
            answer,
            body=body,
            repeated=repeated,
            rate_limits=rate_limits,
            ahead=ahead,
        )

    def _registering(
        self,
        method: str,
        path: str,
        audience: Audience,
        check: Check,
        answer: type[A],
        **more: Any,
    ) -> Decorator[A]:
        def decorator(act: View[A]) -> View[A]:
            self._register(Route(method, path, audience, check, act, answer, **more))
            return act

        return decorator

    def _register(self, route: Route) -> None:
        if route.name in self.routes:
            raise TypeError(f"{route.name} is registered twice")
        self.routes[route.name] = route


def listed() -> dict[str, list[str]]:
    """The names of the suite's routes by their modules."""
    found: dict[str, list[str]] = json.loads(LISTED.read_text("utf-8"))
    return found


def lead(app: Chalice, modules: Mapping[str, Iterable[str]]) -> None:
    """Lead to the routes of these modules, each of which has a Router `api`, by their names."""
    for module, names in modules.items():
        for name in names:
            serve(app, name, partial(_route_in, module, name))


def serve(app: Chalice, name: str, find: Callable[[], Route]) -> None:
    """Let `app` answer what is asked for under a name by the route that is found then."""

    def view(**path: str) -> Response:
        return answer_of(find(), path)

    method, _, path = name.partition(" ")
    vars(view)[ROUTE] = find
    app.route(path, methods=[method], name=name, content_types=[JSON, *XML])(view)


def _route_in(module: str, name: str) -> Route:
    found: Route = import_module(module).api.routes[name]
    return found


def routes_in(modules: Iterable[str]) -> Iterator[Route]:
    """Every route of these modules."""
    for module in modules:
        yield from import_module(module).api.routes.values()


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route of an app, as registered; KeyError for one that no Router has, and which leads
    to no pages."""
    for methods in app.routes.values():
        for entry in methods.values():
            if PAGES not in vars(entry.view_function):
                yield vars(entry.view_function)[ROUTE]()


def route_of(app: Chalice, name: str) -> Route | None:
    """The route of that name, if the app has one."""
    method, _, path = name.partition(" ")
    entry = app.routes.get(path, {}).get(method)
    return vars(entry.view_function)[ROUTE]() if entry else None
