"""The API over HTTP: each request becomes the event that API Gateway hands to `api_handler`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chalice.app import Chalice
from chalice.local import LambdaEventConverter, RouteMatcher
from werkzeug import Request, Response

from chalicelib.platform.http import gateway as own
from chalicelib.platform.runtime import log
from local.cloud.functions import API

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOST_BYTES = 10 * 1024 * 1024  # API Gateway's own limit
ID = "sandbox"
"""The id of a request that the gateway answers by itself."""
Invoke = Callable[[str, dict[str, Any]], Any]


def gateway(app: Chalice, invoke: Invoke, stage: str = "") -> WSGIApplication:
    """API Gateway before `app`, whose function is called by `invoke`.

    Where no name of one's own leads to it, every path begins with the `stage` ("/api").
    """
    converter = LambdaEventConverter(RouteMatcher(list(app.routes)), app.api.binary_types)

    @Request.application
    def answer(request: Request) -> Response:
        if (request.content_length or 0) > MOST_BYTES:
            return _own("REQUEST_TOO_LARGE")
        if not request.path.startswith(f"{stage}/"):
            return _own("DEFAULT_4XX")
        body = request.get_data().decode("utf-8", "replace")
        try:
            event = converter.create_lambda_event(
                request.method,
                request.full_path.removeprefix(stage).rstrip("?"),
                dict(request.headers),
                body or None,  # type: ignore[arg-type]  # Chalice hands on what it is given
            )
        except ValueError:
            return _own("DEFAULT_4XX")
        event["requestContext"]["identity"]["sourceIp"] = request.remote_addr
        event["requestContext"]["path"] = request.path
        if request.method not in app.routes[event["requestContext"]["resourcePath"]]:
            return _own("DEFAULT_4XX")
        try:
            answered = invoke(API, event)
        except BaseException as failure:  # whatever the function died of
            route = f"{request.method} {event['requestContext']['resourcePath']}"
            log.error("function died", request_id=ID, route=route, error=type(failure).__name__)
            return _own("DEFAULT_5XX")
        return Response(answered["body"], answered["statusCode"], _headers(answered))

    return answer


def _own(kind: str) -> Response:
    """What API Gateway answers by itself."""
    status, headers, body = own.answer(kind, ID)
    return Response(body, status, headers)


def _headers(answered: dict[str, Any]) -> list[tuple[str, str]]:
    several = answered.get("multiValueHeaders") or {}
    headers = [(name, value) for name, values in several.items() for value in values]
    return headers + list((answered.get("headers") or {}).items())
