"""Failures as problems (RFC 9457): a stable type, words for people, what to do; never a value.

A Refused has its own code; whatever is Broken or unexpected is answered as `request.failed`, and
its code is in the log only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalice.app import Request, Response

from chalicelib.domain.errors import Broken, Failure, Refused, Unavailable
from chalicelib.platform.http.sessions import FRESH
from chalicelib.platform.runtime import log
from chalicelib.platform.runtime.failures import as_fact, record_failure
from chalicelib.words import LANGUAGES, faults, say, sentences

RETRY_AFTER = 5  # seconds
SIGN_IN_ANEW = f'error="insufficient_user_authentication", max_age="{int(FRESH.total_seconds())}"'
"""RFC 9470, section 3: how a client learns that it must sign in again."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}

STATUS = {
    "request.not_json": 400,
    "request.not_xml": 400,
    "wecom.sealed": 400,
    "request.not_an_object": 400,
    "request.too_deep": 400,
    "request.key_missing": 400,
    "request.key_malformed": 400,
    "request.query": 400,
    "request.purpose": 400,
    "page.not_a_form": 400,
    "request.list": 400,
    "session.missing": 401,
    "session.invalid": 401,
    "session.expired": 401,
    "session.ended": 401,
    "session.signed_out": 401,
    "session.not_fresh": 401,
    "authenticator.owed": 401,
    "authenticator.locked": 429,
    "wechat.code": 401,
    "wecom.code": 401,
    "page.other_sign_in": 401,
    "answer.unsigned": 401,
    "wecom.signature": 401,
    "wechat.high_risk": 403,
    "wecom.not_a_member": 403,
    "session.not_staff": 403,
    "session.audience": 403,
    "page.cross_site": 403,
    "page.stale": 403,
    "draft.step_not_found": 404,
    "request.method": 405,
    "request.too_large": 413,
    "request.rate_limited": 429,
    "request.content_type": 415,
    "request.invalid": 422,
    "answer.malformed": 422,
    "area.unknown": 422,
    "search.county": 422,
    "reveal.for_what": 422,
    "search.unclear": 422,
    "paper.unreadable": 422,
}
"""Statuses of refusals by code; a fault in the body is 422, any other 409."""
ENDINGS = {"not_found": 404, "not_yours": 403}
"""Statuses of refusals by the last part of their code."""

NEXT = {
    "proof": "proof",
    "wechat": "wechat",
    "authenticator": "authenticator",
    "draft.changed": "draft_changed",
    "draft.too_many": "draft_too_many",
}
"""What comes next after a refusal, by its code or the first part of it, where its status says too
little to whoever stands before the camera, cannot sign in, or fills in a form."""

KINDS = {"instead": "event"}
"""Figures whose codes are in words under another name than their own."""

_BY_CHALICE = {404: "request.not_found", 405: "request.method", 415: "request.content_type"}


def problem(failure: Exception, request: Request) -> Response:
    """The answer to a request that failed; logged with its code."""
    fact, content = explained(failure, request)
    status = content["status"]
    return Response(json.dumps(content, ensure_ascii=False), headers(status, fact), status)


def explained(failure: Exception, request: Request) -> tuple[Failure, dict[str, Any]]:
    """A failure as a fact, and the problem that is told of it; logged with its code."""
    fact = as_fact(failure)
    status = status_of(fact)
    lang = language(request)
    code = "request.failed" if isinstance(fact, Broken) else fact.code
    errors = faults.field_errors(fact, lang)
    detail = (
        say("request.invalid", lang, count=len(errors), first=errors[0]["detail"])
        if errors
        else words_of(fact, lang)
    )
    if status >= 500:
        record_failure("request failed", fact.code, failure)
    else:
        log.info("request refused", status=status, code=fact.code)
    return fact, {**document(code, status, lang, request_id(request), detail), "errors": errors}


def document(code: str, status: int, lang: str, id_: str, detail: str) -> dict[str, Any]:
    """A problem as it is sent, of a request that has that id; no field of it is at fault."""
    return {
        "type": f"urn:jiuzhu:problem:{code}",
        "title": say(f"request.title.{status}", lang),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [],
        "request_id": id_,
        "next": say(f"request.next.{_next(code, status)}", lang),
    }


def _next(code: str, status: int) -> str | int:
    return NEXT.get(code, NEXT.get(code.partition(".")[0], status))


def headers(status: int, fact: Failure | None = None) -> dict[str, Any]:
    """The headers of a problem: how to sign in, or after how many seconds to try again."""
    more = {}
    if status == 401:
        stale = fact is not None and fact.code == "session.not_fresh"
        more = {"WWW-Authenticate": f"Bearer {SIGN_IN_ANEW}" if stale else "Bearer"}
    if status in {429, 503}:
        wait = fact.figures.get("seconds", RETRY_AFTER) if fact else RETRY_AFTER
        more = {"Retry-After": str(wait)}
    return {**HEADERS, "Content-Type": "application/problem+json", **more}


def by_chalice(response: Response, routes: Mapping[str, Any], request: Request) -> Response:
    """A refusal of Chalice's own (no such path, method or media type) as a problem."""
    status = response.status_code
    if status == 405 and not routes.get(request.path):
        status = 404
    code = _BY_CHALICE.get(status)
    answer = problem(Refused(code) if code else Broken("request.by_chalice"), request)
    if status == 405:
        answer.headers["Allow"] = response.headers["Allow"]
    return answer


def status_of(fact: Failure) -> int:
    """The HTTP status of a failure."""
    if isinstance(fact, Unavailable):
        return 503
    if not isinstance(fact, Refused):
        return 500
    otherwise = 422 if "pointer" in fact.figures else 409
    return STATUS.get(fact.code) or ENDINGS.get(fact.code.rpartition(".")[2], otherwise)


def language(request: Request) -> str:
    """The first language of Accept-Language that we have; Chinese if there is none."""
    asked = str(request.headers.get("accept-language", ""))
    named = (part.strip()[:2].lower() for part in asked.split(","))
    return next((short for short in named if short in LANGUAGES), LANGUAGES[0])


def request_id(request: Request) -> str:
    """API Gateway's id of the request, or else Lambda's."""
    lambdas = getattr(request.lambda_context, "aws_request_id", "")
    return str(request.context.get("requestId") or lambdas)


def words_of(fact: Failure, lang: str) -> str:
    """A failure in words."""
    if isinstance(fact, Unavailable):
        return say("request.unavailable", lang)
    if isinstance(fact, Broken):
        return say("request.failed", lang)
    return say(fact.code, lang, **_figures(fact, lang))


def _figures(fact: Failure, lang: str) -> dict[str, object]:
    """The figures of a fact, those that are codes themselves in words (state → `state.…`); of
    several tasks or events each."""
    known = sentences(lang)

    def worded(name: str, value: object) -> object:
        if isinstance(value, tuple):
            return "、".join(str(worded(name, one)) for one in value)
        return known.get(f"{KINDS.get(name, name)}.{value}", value)

    return {name: worded(name, value) for name, value in fact.figures.items() if name != "pointer"}
