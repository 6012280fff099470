"""What the gateway answers by itself, in the sandbox as on AWS: a problem that says what to do."""

import json

import pytest
import urllib3
from werkzeug.test import Client

from app import app
from local.cloud import api, loopback


def dead(_name, _event):
    raise MemoryError


TOO_MUCH = b"x" * (api.MOST_BYTES + 1)
REQUESTS = {
    "no such path": (404, "request.not_found", {"path": "/v1/nothing/here"}),
    "no such method": (404, "request.not_found", {"path": "/v1/cases", "method": "DELETE"}),
    "too large": (413, "request.too_large", {"path": "/v1/cases", "data": TOO_MUCH}),
    "a function that died": (502, "request.failed", {"path": "/v1/me"}),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_what_the_app_does_not_answer_is_answered_as_a_problem(request_):
    status, code, sent = REQUESTS[request_]
    answer = Client(api.gateway(app, dead)).open(**sent)
    assert answer.status_code == answer.json["status"] == status
    assert answer.json["code"] == code
    assert answer.json["next"]
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"


def echo(event, _context):
    """What the function was given, but for what is new each time."""
    context = event["requestContext"]
    told = {name: event[name] for name in ("path", "httpMethod", "body", "headers")}
    told |= {"query": event["multiValueQueryStringParameters"], "from": context["identity"]}
    cookies = ["a=1; Path=/", "b=2"]
    return {
        "statusCode": 201,
        "body": json.dumps(told),
        "multiValueHeaders": {"Set-Cookie": cookies},
    }


@pytest.mark.parametrize(
    "sent",
    [
        ("GET", "/v1/cases/c1?after=甲%20乙&limit=2"),
        ("GET", "/v1/me", None, {"Authorization": "Bearer token", "X-Twice": "1"}),
        ("POST", "/v1/cases", '{"a": "乔"}', {"Content-Type": "application/json"}),
        ("POST", "/v1/cases", b""),
        ("DELETE", "/v1/nothing"),
    ],
    ids=["query", "headers", "body", "empty", "no such path"],
)
def test_who_asks_without_the_wire_is_answered_as_over_it(sent):
    method, path, body, headers = (*sent, None, None)[:4]
    with loopback.serving(api.gateway(app, lambda _name, event: echo(event, None))) as address:
        without = loopback.request(method, address + path, body, headers)
        over = urllib3.PoolManager(retries=False).request(
            method, address + path, body=body, headers=headers, redirect=False
        )
    assert told(without) == told(over)
    assert without.headers.getlist("Set-Cookie") == over.headers.getlist("Set-Cookie")
    assert without.headers["Content-Type"] == over.headers["Content-Type"]


def told(answer):
    found = json.loads(answer.data)
    for name in ("User-Agent", "Accept-Encoding"):
        found.get("headers", {}).pop(name, None)
    return answer.status, found
