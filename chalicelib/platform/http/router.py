"""Decorator routes: none without an audience, a check and an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from chalice.app import Blueprint, Chalice, Response
from pydantic import BaseModel

from chalicelib.platform.http.answering import answer as answer_of
from chalicelib.platform.http.rate_limits import RateLimit
from chalicelib.platform.http.route import Ahead, Audience, Call, Check, Repeated, Route

A = TypeVar("A", bound=BaseModel)
View = Callable[[Call], A]
PAGES = "pages"
"""The mark of a view that leads to pages (platform/pages), which are no routes of the API."""
Decorator = Callable[[View[A]], View[A]]


class Router:
    """Registers routes on a blueprint, or on an app itself."""

    def __init__(self, blueprint: Blueprint | Chalice) -> None:
        self._blueprint = blueprint

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
        def view(**path: str) -> Response:
            return answer_of(route, path)

        view.__name__ = getattr(route.act, "__name__", "view")
        vars(view)["route"] = route
        self._blueprint.route(route.path, methods=[route.method])(view)


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route of an app, as registered; KeyError for one that was not registered by a
    `Router`, and leads to no pages."""
    for methods in app.routes.values():
        for entry in methods.values():
            if PAGES not in vars(entry.view_function):
                yield vars(entry.view_function)["route"]
