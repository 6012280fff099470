"""Answers a request, in this order: session, audience, parameters, key, body, check, act.

Citizens read in the language that they ask for, staff in Chinese. A read is answered in it as a
whole; what is changed is written in Chinese, and only its answer is in the reader's language.

Chalice calls nothing else of ours. One request belongs to one context, so requests may be
answered on several threads.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chalice.app import Chalice, Request, Response

from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import sessions
from chalicelib.platform.http.body import JSON, validated
from chalicelib.platform.http.problem import HEADERS, by_chalice, language, problem, request_id
from chalicelib.platform.http.rate_limits import enforce, network_of
from chalicelib.platform.http.reading import ApiReader, PartnerReader, RequestReader
from chalicelib.platform.http.route import NOBODY, Audience, Call, Route, knows
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.runtime import clock, log
from chalicelib.platform.store import batches, record
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.words import LANGUAGES, speaking

if TYPE_CHECKING:
    from pydantic import BaseModel

Lookup = Callable[[Session], Actor | None]

KEY_LIFETIME = timedelta(days=7)
CODE_OWED = "authenticator.owed"
"""What is refused to who has yet to give the code of their authenticator."""
_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")


@dataclass(frozen=True)
class RequestContext:
    """A request, and the function that finds the actor of a session."""

    request: Request
    actor_lookup: Lookup


class Endpoint(Protocol):
    """What can be asked for: a route, or a page."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""

    @property
    def query(self) -> tuple[str, ...]:
        """The parameters that it knows."""

    @property
    def before_code(self) -> bool:
        """Whether it is also for who still owes their second factor."""


_context: ContextVar[RequestContext] = ContextVar("request_context")


def install(app: Chalice, actor_lookup: Lookup) -> None:
    """Let `app` answer with the routes of `Router`.

    `actor_lookup` gives the actor behind a session as of now, None for one who has left; it
    refuses a session that was ended.
    """

    def front(request: Request, get_response: Callable[[Request], Response]) -> Response:
        _context.set(RequestContext(request, actor_lookup))
        log.bind(request_id=request_id(request), route=f"{request.method} {request.path}")
        try:
            response = get_response(request)
        except Exception as failure:
            return problem(failure, request)
        if HEADERS.keys() <= response.headers.keys():
            return response
        return by_chalice(response, app.routes, request)

    app.register_middleware(front, "http")


def current() -> RequestContext:
    """The request that is answered here."""
    return _context.get()


def answer(route: Route, path: Mapping[str, str]) -> Response:
    """The answer of a route to the request of this context."""
    request = current().request
    try:
        reader = PartnerReader(request) if route.xml else ApiReader(request)
        answered = result(route, path, reader)
        given, kind = _written(route, answered)
        status = route.status_of(answered)
    except Exception as failure:
        return problem(failure, request)
    log.info("answered", status=status)
    return Response(given, {**HEADERS, "Content-Type": kind}, status)


def _written(route: Route, answered: BaseModel) -> tuple[str, str]:
    """An answer as it is sent, and its media type."""
    if route.xml:
        return str(answered.model_dump()), "text/plain; charset=utf-8"
    return answered.model_dump_json(), JSON


def called(entry: Endpoint, path: Mapping[str, str], reader: RequestReader) -> Call:
    """The request of this context as a call of `entry`, by somebody for whom it is."""
    now = clock.current().now()
    return _call(entry, path, reader, _session(entry.audience, reader, now), now)


def result(route: Route, path: Mapping[str, str], reader: RequestReader) -> BaseModel:
    """What a route answers to the request of this context, read by `reader`."""
    now = clock.current().now()
    session = _session(route.audience, reader, now)
    with batches.read_ahead(_ahead(route, session, path)):
        return _answered(route, _call(route, path, reader, session, now), reader)


def _ahead(route: Route, session: Session | None, path: Mapping[str, str]) -> Collection[Key]:
    """What is read together with the session of somebody who may ask."""
    asks = session is not None and route.audience.admits(session.role) and knows(path)
    return route.ahead(session, path) if asks and session and route.ahead else ()


def _call(
    entry: Endpoint,
    path: Mapping[str, str],
    reader: RequestReader,
    session: Session | None,
    now: datetime,
) -> Call:
    context = current()
    actor = _asker(entry, context.actor_lookup, session)
    address = network_of(str((context.request.context.get("identity") or {}).get("sourceIp")))
    if not knows(path):
        raise Refused("request.not_found")
    query = reader.query(entry.query)
    lang = LANGUAGES[0] if actor.role is Role.STAFF else language(context.request)
    return Call(actor, now, path, query, address=address, session=session, lang=lang)


def _answered(route: Route, call: Call, reader: RequestReader) -> BaseModel:
    if route.body is None:
        with speaking(call.lang):
            return _counted(route, replace(call, subject=route.check(call.actor, call.path)))
    reader.admit(call.session)
    text = reader.body()
    if route.repeated is None:
        return _act(route, call, route.body, text)
    call = replace(call, key=_once(reader.key(), route, call, text))
    try:
        return _act_once(route, call, route.body, text)
    except RepeatedRequest as before:
        call = replace(call, body=validated(route.body, text))
        return route.repeated(call, before.kind, before.id, before.seq)


def _act_once(route: Route, call: Call, model: type[BaseModel], text: bytes) -> BaseModel:
    """Act; what is refused because it was done before, by this very request, is RepeatedRequest."""
    with record.read_by_request() as named:
        try:
            return _act(route, call, model, text)
        except Refused:
            made = [(route.creates, call.idempotency_key.id)] if route.creates else []
            record.repeated(call.idempotency_key, [*named, *made])
            raise


def _act(route: Route, call: Call, model: type[BaseModel], text: bytes) -> BaseModel:
    subject = route.check(call.actor, call.path)
    return _counted(route, replace(call, subject=subject, body=validated(model, text)))


def _counted(route: Route, call: Call) -> BaseModel:
    """Act, within the route's bounds: a request with a mistake in its body is not counted."""
    enforce(
        f"{route.method} {route.path}", route.rate_limits, call.actor.id, call.address, call.now
    )
    return route.act(call)


def _asker(entry: Endpoint, actor_lookup: Lookup, session: Session | None) -> Actor:
    """The actor behind the session, if the entry is for them; on a public one nobody."""
    if entry.audience is Audience.PUBLIC:
        return NOBODY
    if session is None:
        raise Refused("session.missing")
    actor = actor_lookup(session)
    if actor is None:
        raise Refused("session.ended")
    if not entry.audience.admits(actor.role):
        raise Refused("session.audience")
    if actor.owes_code and not entry.before_code:
        raise Refused(CODE_OWED)
    return actor


def _session(audience: Audience, reader: RequestReader, now: datetime) -> Session | None:
    """The session that the request's token names, whether or not it is still open.

    On a public entry it is the session that is replaced, if somebody names one; it gives nobody
    any right.
    """
    if audience is not Audience.PUBLIC:
        return sessions.session_of(reader.token(), now)
    with suppress(Refused):
        return sessions.session_of(reader.token(), now)
    return None


def _once(key: str, route: Route, call: Call, text: bytes) -> IdempotencyKey:
    """The idempotency key, with the digest of method, path and body it may not be used beside."""
    if not key:
        raise Refused("request.key_missing")
    if not _KEY.fullmatch(key):
        raise Refused("request.key_malformed")
    where = route.path.format(**call.path)
    digest = hashlib.sha256(f"{route.method}\0{where}\0".encode() + text).hexdigest()
    return IdempotencyKey(call.actor.id, key, digest, int((call.now + KEY_LIFETIME).timestamp()))
