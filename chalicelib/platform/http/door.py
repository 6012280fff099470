"""Registering routes: none without an audience, a check and an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from chalice.app import Blueprint, Chalice, Response
from pydantic import BaseModel

from chalicelib.platform.http.answering import answer as answer_of
from chalicelib.platform.http.bounds import Bound
from chalicelib.platform.http.route import Again, Audience, Call, Check, Route

A = TypeVar("A", bound=BaseModel)
Acting = Callable[[Call], A]
Registering = Callable[[Acting[A]], Acting[A]]


class Door:
    """Registers routes on a blueprint."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint

    def get(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        answer: type[A],
        query: tuple[str, ...] = (),
        bounds: tuple[Bound, ...] = (),
    ) -> Registering[A]:
        """Register a GET; `query` are the parameters it knows."""

        def registering(act: Acting[A]) -> Acting[A]:
            self._register(
                Route("GET", path, audience, check, act, answer, query=query, bounds=bounds)
            )
            return act

        return registering

    def post(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        body: type[BaseModel],
        answer: type[A],
        again: Again | None = None,
        no_key: str = "",
        makes: str = "",
        status: int = 200,
        bounds: tuple[Bound, ...] = (),
    ) -> Registering[A]:
        """Register a POST; `again` answers a repetition, `no_key` is the reason for having none."""

        def registering(act: Acting[A]) -> Acting[A]:
            route = Route(
                "POST",
                path,
                audience,
                check,
                act,
                answer,
                body,
                again,
                no_key,
                makes,
                status=status,
                bounds=bounds,
            )
            self._register(route)
            return act

        return registering

    def _register(self, route: Route) -> None:
        def view(**path: str) -> Response:
            return answer_of(route, path)

        view.__name__ = getattr(route.act, "__name__", "view")
        vars(view)["route"] = route
        self._blueprint.route(route.path, methods=[route.method])(view)


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route of an app, as registered; KeyError for one that came past the door."""
    for methods in app.routes.values():
        for entry in methods.values():
            yield vars(entry.view_function)["route"]
