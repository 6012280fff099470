"""Answers a request for a page: shows it, or lets the route act to which its form submits.

What is refused is a page as well, and says what happens next. A form comes back with what was typed
and what is wrong with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from chalice.app import Chalice, Request, Response

from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Failure, Refused
from chalicelib.platform.http import Call, sessions
from chalicelib.platform.http.answering import CODE_OWED, called, current, result
from chalicelib.platform.http.problem import explained, headers, language, request_id, status_of
from chalicelib.platform.http.route import knows
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.pages import assets, cookies
from chalicelib.platform.pages.arrivals import HOME, departure
from chalicelib.platform.pages.drawing import Field, FieldDrawing, Section, by_name
from chalicelib.platform.pages.fields import document_of, typed_of
from chalicelib.platform.pages.page import DONE, Page, Shown
from chalicelib.platform.pages.reading import (
    OTHER_SIGN_IN,
    ArrivalReader,
    PageReader,
    token_of,
)
from chalicelib.platform.pages.rendering import drawn, url
from chalicelib.platform.pages.site import Site, site_of
from chalicelib.platform.runtime import log
from chalicelib.words import sentences

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "Content-Type": "text/html; charset=utf-8",
}
SEE_OTHER = 303
SHOWN_AGAIN = frozenset({"page.stale", "session.not_fresh"})
"""What is sent once more after signing in keeps what was typed."""
CODE = "/desk/code"
"""Where somebody gives the code of their authenticator before anything else."""
PROBLEM = "platform/pages/problem.html"
AS_HEADERS = frozenset({"Retry-After", "WWW-Authenticate"})


@dataclass(frozen=True)
class PageForm:
    """A form as its template gets it: its hidden fields, its fields, and why it was refused."""

    key: str
    fixed: Mapping[str, str]
    fields: Sequence[Field]
    problem: Mapping[str, Any] | None

    @property
    def sections(self) -> list[tuple[Section | None, list[Field]]]:
        """Its fields in their order, those together that go with the same choices."""
        return [(one, list(held)) for one, held in groupby(self.fields, lambda it: it.section)]


def answer(app: Chalice, modules: tuple[str, ...], parts: tuple[str, ...]) -> Response:
    """The page at an address below `/desk`, or what came of its form."""
    request = current().request
    try:
        if parts[:1] == (assets.STATIC,):
            return assets.answer("/".join(parts[1:]))
        site = site_of(app, modules)
        page, path = _found(site, request, parts)
        if page.arrives:
            return _arrived(site, page, path, request)
        if request.method == "POST":
            return _submitted(site, page, path, request)
        return _shown(site, page, path, request)
    except Exception as failure:
        if isinstance(failure, Refused) and failure.code == CODE_OWED:
            return _led(Shown(to=CODE, cookies=(departure(_path(request)).cookie,)), request)
        return _problem(failure, request)


def _found(site: Site, request: Request, parts: tuple[str, ...]) -> tuple[Page, Mapping[str, str]]:
    found = site.find(parts)
    if found is None or not knows(found[1]):
        raise Refused("request.not_found")
    page, path = found
    log.bind(request_id=request_id(request), route=f"{request.method} {page.path}")
    if request.method not in page.methods:
        raise Refused("request.method")
    return page, path


def _shown(site: Site, page: Page, path: Mapping[str, str], request: Request) -> Response:
    call, shown = _asked(page, path, request)
    log.info("answered", status=SEE_OTHER if shown.to else 200)
    if shown.to:
        return _led(shown, request)
    form = _form(site, page, shown, call, request) if page.submits else None
    return _html(page, shown, request, call, form)


def _asked(page: Page, path: Mapping[str, str], request: Request) -> tuple[Call, Shown]:
    """What a page shows to whoever asks, if they may see it."""
    call = called(page, path, PageReader(request))
    call = replace(call, subject=page.check(call.actor, path))
    return call, page.show(call)


def _submitted(site: Site, page: Page, path: Mapping[str, str], request: Request) -> Response:
    route = site.route_of(page)
    reader = PageReader(request, route.body)
    if reader.only_asks:
        return _asked_with(site, page, path, request, reader)
    given = {name: value for name, value in path.items() if f"{{{name}}}" in route.path}
    try:
        answered = result(route, given, reader)
    except Refused as refused:
        if status_of(refused) in {409, 422} or refused.code in SHOWN_AGAIN:
            return _shown_again(site, page, path, request, reader, refused)
        raise
    assert page.then is not None
    shown = page.then(path, answered)
    log.info("answered", status=SEE_OTHER if shown.to else 200)
    if shown.to:
        return _led(shown, request)
    return _html(page, shown, request, called(page, path, PageReader(request)), None)


def _asked_with(
    site: Site, page: Page, path: Mapping[str, str], request: Request, reader: PageReader
) -> Response:
    """The form with what was chosen on another page."""
    call, shown = _asked(page, path, request)
    return _html(page, shown, request, call, _form(site, page, shown, call, request, reader))


def _arrived(site: Site, page: Page, path: Mapping[str, str], request: Request) -> Response:
    """What a partner brought is submitted, and leads to where somebody wanted to go.

    Browsers within WeChat and WeCom ask for such an address twice, and people go back to it:
    whoever is signed in then is led to the first page.
    """
    reader = ArrivalReader(request, page.own_query)
    try:
        answered = result(site.route_of(page), path, reader)
    except Refused as refused:
        if refused.code == OTHER_SIGN_IN and cookies.value_of(request, cookies.SESSION):
            return _led(Shown(to=HOME), request)
        raise
    assert page.then is not None
    log.info("answered", status=SEE_OTHER)
    return _led(page.then({**path, "to": reader.to}, answered), request)


def _shown_again(
    site: Site,
    page: Page,
    path: Mapping[str, str],
    request: Request,
    reader: PageReader,
    refused: Refused,
) -> Response:
    """The form with what was typed and why it was refused."""
    call, shown = _asked(page, path, request)
    fact, problem = explained(refused, request)
    form = _form(site, page, shown, call, request, reader, _worded(fact, problem, request))
    return _html(page, shown, request, call, form, problem["status"])


def _form(
    site: Site,
    page: Page,
    shown: Shown,
    call: Call,
    request: Request,
    reader: PageReader | None = None,
    problem: Mapping[str, Any] | None = None,
) -> PageForm:
    """The form of a page, empty or with what was typed."""
    model = site.route_of(page).body
    assert model is not None
    typed: Mapping[str, Any] = {
        name: [value] if isinstance(value, str) else list(value)
        for name, value in shown.start.items()
    }
    if reader is not None:
        typed = dict(typed_of(document_of(model, reader.answers)))
    errors = problem["errors"] if problem else ()
    drawing = FieldDrawing(page.words, language(request), shown, typed, by_name(errors))
    return PageForm(
        key=(reader.key() if reader else "") or _new_key(),
        fixed={name: it for name, it in shown.fixed.items() if name in model.model_fields},
        fields=drawing.fields(model),
        problem=problem,
    )


def _html(
    page: Page,
    shown: Shown,
    request: Request,
    call: Call,
    form: PageForm | None,
    status: int = 200,
) -> Response:
    values = {
        "me": _me(call),
        "token": token_of(call.session) if call.session else "",
        "new_key": _new_key,
        "done": call.query.get(DONE, ""),
        "form": form,
        "here": _address(request),
        "title": shown.title,
        "figures": shown.figures,
        **shown.values,
    }
    text = drawn(page.template, request, values)
    set_ = [*shown.cookies, *_renewed(call.session, call)]
    given = {**HEADERS, **_sending(shown.sends_to)}
    return Response(text, {**given, **({"Set-Cookie": set_} if set_ else {})}, status)


def _sending(origin: str) -> dict[str, str]:
    """The policy of a page that may send files to another origin too."""
    policy = HEADERS["Content-Security-Policy"]
    for what in ("connect-src", "form-action"):
        policy = policy.replace(f"{what} 'self'", f"{what} 'self' {origin}")
    return {"Content-Security-Policy": policy} if origin else {}


def _new_key() -> str:
    """The idempotency key of a form that is shown."""
    return uuid.uuid4().hex


def _me(call: Call) -> Actor | None:
    """Who is signed in, as the frame says it."""
    return call.actor if call.actor.role is Role.STAFF else None


def _renewed(session: Session | None, call: Call) -> list[str]:
    """The session goes on from here as long as one may be idle."""
    if session is None or not call.actor.id:
        return []
    return [cookies.set_cookie(cookies.SESSION, sessions.issue(session, call.now)[0])]


def _led(shown: Shown, request: Request) -> Response:
    """On to another address: one of ours, or that of a partner."""
    to = url(request, shown.to) if shown.to.startswith("/") else shown.to
    set_ = {"Set-Cookie": [*shown.cookies]} if shown.cookies else {}
    return Response("", {**HEADERS, "Location": to, **set_}, SEE_OTHER)


def _problem(failure: Exception, request: Request) -> Response:
    fact, problem = explained(failure, request)
    values = {"me": None, "done": "", "form": None, "problem": _worded(fact, problem, request)}
    values |= {"title": f"request.title.{problem['status']}", "figures": {}}
    values |= {"asked": _path(request)}
    status = problem["status"]
    waiting = {name: value for name, value in headers(status, fact).items() if name in AS_HEADERS}
    return Response(drawn(PROBLEM, request, values), {**HEADERS, **waiting}, status)


def _worded(fact: Failure, problem: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """A problem in the words of pages, where those of the API speak to a program."""
    lang = language(request)
    own = {
        "detail": f"desk.problem.{fact.code.replace('.', '_')}",
        "next": f"desk.next.{problem['status']}",
    }
    known = sentences(lang)
    return {**problem, **{part: known[code] for part, code in own.items() if code in known}}


def _address(request: Request) -> str:
    """The address that was asked for, without its parameters."""
    return "/desk" + str(request.context.get("path", "")).partition("/desk")[2]


def _path(request: Request) -> str:
    """What was asked for, to come back to it after signing in."""
    path = _address(request)
    if request.method != "GET":
        return path
    given: Any = request.query_params or {}
    asked = urlencode({name: given[name] for name in given})
    return f"{path}?{asked}" if asked else path
