"""How a request is answered: session, audience, parameters, key, body, check, act; once.

Chalice calls nothing else of ours. One request belongs to one context, so requests may be
answered on several threads.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalice.app import Chalice, Request, Response
from pydantic import BaseModel

from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import sessions
from chalicelib.platform.http.body import canonical_body, validated
from chalicelib.platform.http.bounds import hold, network_of
from chalicelib.platform.http.problem import HEADERS, by_chalice, problem, request_id
from chalicelib.platform.http.route import NOBODY, Audience, Call, Route
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.runtime import clock, log
from chalicelib.platform.store import record
from chalicelib.platform.store.once import Once
from chalicelib.platform.store.record import RepeatedRequest

Lookup = Callable[[Session], Actor | None]

KEY_KEPT = timedelta(days=7)
_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")
_QUERY_VALUE = re.compile(r"[\x20-\x7e]{0,200}")


@dataclass(frozen=True)
class Arrival:
    """A request at the door, and where the door looks its actor up."""

    request: Request
    actor_lookup: Lookup


_arrival: ContextVar[Arrival] = ContextVar("arrival")


def install(app: Chalice, actor_lookup: Lookup) -> None:
    """Let `app` answer through the door.

    `actor_lookup` gives the actor behind a session as of now, None for one who has left; it
    refuses a session that was ended.
    """

    def front(request: Request, get_response: Callable[[Request], Response]) -> Response:
        _arrival.set(Arrival(request, actor_lookup))
        log.bind(request_id=request_id(request), route=f"{request.method} {request.path}")
        try:
            response = get_response(request)
        except Exception as failure:
            return problem(failure, request)
        if HEADERS.keys() <= response.headers.keys():
            return response
        return by_chalice(response, app.routes, request)

    app.register_middleware(front, "http")


def answer(route: Route, path: Mapping[str, str]) -> Response:
    """The answer of a route to the request of this context."""
    arrival = _arrival.get()
    try:
        given = _result(route, arrival, path).model_dump_json()
    except Exception as failure:
        return problem(failure, arrival.request)
    log.info("answered", status=route.status)
    return Response(given, {**HEADERS, "Content-Type": "application/json"}, route.status)


def _result(route: Route, arrival: Arrival, path: Mapping[str, str]) -> BaseModel:
    now = clock.current().now()
    actor, session = _asker(route, arrival, now)
    address = network_of(str((arrival.request.context.get("identity") or {}).get("sourceIp")))
    if not route.knows(path):
        raise Refused("request.not_found")
    call = Call(actor, now, path, _query(route, arrival.request), address=address, session=session)
    if route.body is None:
        return _counted(route, replace(call, subject=route.check(actor, path)))
    text = canonical_body(arrival.request)
    if route.again is None:
        return _act(route, call, route.body, text)
    call = replace(call, key=_once(arrival.request, route, call, text))
    try:
        return _act_once(route, call, route.body, text)
    except RepeatedRequest as before:
        told = replace(call, body=validated(route.body, text))
        return route.again(told, before.kind, before.id, before.seq)


def _act_once(route: Route, call: Call, model: type[BaseModel], text: bytes) -> BaseModel:
    """Act; what is refused because it was done before, by this very request, is RepeatedRequest."""
    with record.read_by_request() as named:
        try:
            return _act(route, call, model, text)
        except Refused:
            made = [(route.makes, call.once.id)] if route.makes else []
            record.repeated(call.once, [*named, *made])
            raise


def _act(route: Route, call: Call, model: type[BaseModel], text: bytes) -> BaseModel:
    subject = route.check(call.actor, call.path)
    return _counted(route, replace(call, subject=subject, body=validated(model, text)))


def _counted(route: Route, call: Call) -> BaseModel:
    """Act, within the route's bounds: whoever only mistypes is not counted."""
    hold(f"{route.method} {route.path}", route.bounds, call.actor.id, call.address, call.now)
    return route.act(call)


def _asker(route: Route, arrival: Arrival, now: datetime) -> tuple[Actor, Session | None]:
    """The actor behind the session, if the route is for them, and the session.

    On a public route it is that of before, if somebody names one, and gives nobody any right.
    """
    if route.audience is Audience.PUBLIC:
        with suppress(Refused):
            return NOBODY, _session(arrival.request, now)
        return NOBODY, None
    session = _session(arrival.request, now)
    actor = arrival.actor_lookup(session)
    if actor is None:
        raise Refused("session.ended")
    if not route.audience.admits(actor.role):
        raise Refused("session.audience")
    return actor, session


def _session(request: Request, now: datetime) -> Session:
    """The session that the request's token names, whether or not it is still open."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("session.missing")
    return sessions.opened(token.strip(), now)


def _query(route: Route, request: Request) -> dict[str, str]:
    """The query's parameters: only known ones, each once, printable and short."""
    given: Any = request.query_params or {}
    known = {}
    for name in given:
        values = given.getlist(name)
        if name not in route.query or len(values) != 1 or not _QUERY_VALUE.fullmatch(values[0]):
            raise Refused("request.query")
        known[name] = values[0]
    return known


def _once(request: Request, route: Route, call: Call, text: bytes) -> Once:
    """The idempotency key, with the digest of method, path and body it may not be used beside."""
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise Refused("request.key_missing")
    if not _KEY.fullmatch(key):
        raise Refused("request.key_malformed")
    where = route.path.format(**call.path)
    digest = hashlib.sha256(f"{route.method}\0{where}\0".encode() + text).hexdigest()
    return Once(call.actor.id, key, digest, int((call.now + KEY_KEPT).timestamp()))
