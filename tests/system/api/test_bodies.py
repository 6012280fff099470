"""Whatever is sent to a route, the answer is a clear 4xx that echoes nothing."""

from __future__ import annotations

import json
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from app import app
from chalicelib.applications.contract import Submission
from chalicelib.platform.http import CHANGING, Audience, routes_of
from tests.system.api.conftest import ask
from tests.system.api.test_access import IN, MATRIX

CANARY = "kanarienvogel"
WITH_BODY = sorted(
    (route for route in routes_of(app) if route.method in CHANGING and not route.xml),
    key=lambda route: route.path,
)
RAW = {
    "null": b"null",
    "a list": b"[]",
    "a string": f'"{CANARY}"'.encode(),
    "a number": b"5",
    "no JSON": b"{" + CANARY.encode(),
    "nothing": b"",
    "infinity": b'{"reason": 1e999}',
    "not a number": b'{"reason": NaN}',
    "100,000 brackets": b"[" * 100_000,
    "100,000 brackets inside": b'{"reason": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "unknown fields": json.dumps({"unknown": CANARY, f"{CANARY}1": CANARY}).encode(),
    "1 MB": json.dumps({"reason": CANARY * 80_000}).encode(),
    "no UTF-8": b'{"reason": "\xff\xfe"}',
    "half a character": b'{"reason": "\\ud800"}',
    "the same field twice": b'{"reason": "a", "reason": {}}',
}
WRONG = (None, True, -1, 10**30, 1.5, CANARY, [CANARY], {f"{CANARY}1": CANARY}, [[]], "")


def allowed(route):
    """Somebody who is let in."""
    return next(asker for asker, cell in MATRIX[name(route)].items() if cell == IN)


def name(route):
    return f"{route.method} {route.path}"


def send(stage, route, raw, **headers):
    path = route.path.format(**stage.path)
    return ask(stage.town, stage.tokens[allowed(route)], route.method, path, raw, **headers)


def assert_clear(answer, statuses=(400, 413, 415, 422)):
    status, problem, headers = answer
    assert status in statuses, problem
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["code"]
    assert problem["next"]
    assert CANARY not in json.dumps(problem, ensure_ascii=False)


@pytest.mark.parametrize("route", WITH_BODY, ids=name)
def test_a_bad_body_is_distinguished_and_never_a_failure(stage, route):
    for raw in RAW.values():
        assert_clear(send(stage, route, raw))


@pytest.mark.parametrize("route", WITH_BODY, ids=name)
def test_a_wrong_type_in_any_field_is_shown_with_its_place(stage, route):
    for value in WRONG:
        for body in bodies(route.body, value):
            answer = send(stage, route, json.dumps(body | {"unknown": 1}).encode())
            assert_clear(answer, statuses=(422,))
            assert answer[1]["errors"]
            assert all(error["pointer"].startswith("/") for error in answer[1]["errors"])


def bodies(model, value):
    """Bodies of a model in which one field, at any depth, is `value` and every other is missing."""
    for name, field in model.model_fields.items():
        yield {name: value}
        inner, listed = model_within(field.annotation)
        for body in bodies(inner, value) if inner else ():
            yield {name: [body] if listed else body}


def model_within(annotation):
    """The model that a field holds, if it holds one, and whether it holds a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for part in get_args(annotation):
        model, listed = model_within(part)
        if model:
            return model, listed or get_origin(annotation) is list
    return None, False


def test_fields_at_any_depth_are_among_the_bodies_that_are_tried():
    tried = [json.dumps(body) for body in bodies(Submission, 0)]
    assert '{"members": [{"disability": {"grade": 0}}]}' in tried
    assert '{"account": {"number": 0}}' in tried


@pytest.mark.parametrize("route", WITH_BODY, ids=name)
def test_a_key_is_needed_wherever_something_changes(stage, route):
    for key in ("", "short", "x" * 65, "with space"):
        answer = send(stage, route, b'{"unknown": 1}', **{"Idempotency-Key": key})
        if route.no_key_reason:
            assert answer[0] != 400
        else:
            assert_clear(answer, statuses=(400,))


@pytest.mark.parametrize("route", WITH_BODY, ids=name)
def test_only_json_is_taken(stage, route):
    assert_clear(send(stage, route, b"a=b", **{"Content-Type": "text/plain"}), statuses=(415,))


@pytest.mark.parametrize(
    "path", ["/v1/cases/c1", "/v1/cases/%00", "/v1/areas/12", "/v1/books/x/y", "/v1/notices/0"]
)
def test_an_odd_path_is_not_found(stage, path):
    asker = "finance" if "books" in path else "own"
    assert_clear(ask(stage.town, stage.tokens[asker], "GET", path), statuses=(404,))


def test_a_parameter_nobody_knows_is_refused(stage):
    for query in ("unknown=1", "after=a&after=b", f"after={'x' * 300}"):
        answer = ask(stage.town, stage.tokens["same_office"], "GET", f"/v1/tasks?{query}")
        assert_clear(answer, statuses=(400,))


def test_nothing_that_was_sent_is_logged(stage):
    assert stage.lines
    assert not any(CANARY in line for line in stage.lines)


def test_every_public_route_is_meant_to_be_public():
    public = {route for route in routes_of(app) if route.audience is Audience.PUBLIC}
    signed = {name(route) for route in public if route.xml}
    assert signed == {"GET /v1/wecom/messages", "POST /v1/wecom/messages"}
    let_in = {route for route, cells in MATRIX.items() if cells["nobody"] == IN}
    assert {name(route) for route in public} - signed == let_in
