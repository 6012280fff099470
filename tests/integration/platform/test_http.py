"""The API: who is let in, what is read, what is answered, and what is never said."""

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from chalice.app import Chalice
from pydantic import ValidationError, create_model

from chalicelib.domain.errors import Broken
from chalicelib.platform.http import (
    NO_SUBJECT,
    Audience,
    Call,
    Route,
    Router,
    install,
    routes_of,
    serve,
)
from chalicelib.platform.http.problem import HEADERS
from chalicelib.platform.models import fields
from chalicelib.platform.runtime.incoming import DEEPEST, MOST_BYTES
from chalicelib.platform.store import keys, record, table
from chalicelib.platform.store.idempotency import marks_after
from chalicelib.words import say
from tests.conftest import MONDAY
from tests.integration.platform.toy_api import CANARY, PEOPLE, Box, Said, case_id
from tests.support.gateway import Caller

OWN, STRANGE = case_id("a"), case_id("b")
BOX = {"name": "x"}
DAY = 86400


def code_of(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json["code"]


# Registering.


def route(**more):
    given = {
        "method": "GET",
        "path": "/v1/x",
        "audience": Audience.STAFF,
        "check": NO_SUBJECT,
        "act": lambda _call: Said(text=""),
        "answer": Said,
    }
    return Route(**(given | more))


@pytest.mark.parametrize("lacking", ["audience", "check"])
def test_a_route_without_audience_or_check_cannot_be_registered(lacking):
    route()
    with pytest.raises(TypeError, match="needs an audience and a check"):
        route(**{lacking: None})


def test_no_route_is_registered_without_an_audience_and_a_check():
    with pytest.raises(TypeError):
        Router().get("/v1/x", answer=Said)


def test_a_post_answers_repetitions_or_says_why_not():
    again = lambda *_: Said(text="")  # noqa: E731
    route(method="POST", body=Box, repeated=again)
    route(method="POST", body=Box, no_key_reason="works once by itself")
    with pytest.raises(TypeError, match="needs `repeated`"):
        route(method="POST", body=Box)
    with pytest.raises(TypeError, match="nobody to whom a key could belong"):
        route(method="POST", body=Box, repeated=again, audience=Audience.PUBLIC)


def test_a_put_answers_repetitions_as_a_post_does():
    again = lambda *_: Said(text="")  # noqa: E731
    route(method="PUT", body=Box, repeated=again)
    with pytest.raises(TypeError, match="needs `repeated`"):
        route(method="PUT", body=Box)


def test_the_routes_of_an_app_are_read_from_it(nobody):
    routes = {(r.method, r.path): r for r in routes_of(nobody.app)}
    assert len(routes) == 6
    assert routes["POST", "/v1/boxes/{case_id}"].body is Box
    assert routes["GET", "/v1/staff"].audience is Audience.STAFF


def test_a_route_that_came_past_the_router_is_seen(nobody):
    nobody.app.route("/v1/hidden")(dict)
    with pytest.raises(KeyError):
        list(routes_of(nobody.app))


def test_a_route_without_keys_has_no_key():
    with pytest.raises(Broken, match=r"request\.no_key"):
        _ = Call(PEOPLE["aciti"], MONDAY, {}, {}).idempotency_key


# Who is let in.


def test_nobody_is_let_in_without_a_session(nobody):
    answer = nobody.get("/v1/citizens")
    assert (answer.status, code_of(answer)) == (401, "session.missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "x" * 9])
def test_what_is_no_session_is_refused(nobody, header):
    answer = nobody.get("/v1/citizens", headers={"authorization": header})
    assert answer.status == 401


def test_a_session_ends(quiet, citizen):
    quiet.clock.wait(object(), 2 * 3600 - 1)
    assert citizen.get("/v1/citizens").status == 200
    quiet.clock.wait(object(), 1)
    assert code_of(citizen.get("/v1/citizens")) == "session.expired"


def test_one_who_left_is_let_in_no_more(sign_in):
    assert code_of(sign_in("aleft").get("/v1/citizens")) == "session.ended"


@pytest.mark.parametrize(
    ("path", "admits_citizen", "admits_staff"),
    [("/v1/citizens", 1, 0), ("/v1/staff", 0, 1), ("/v1/anybody", 1, 1), ("/v1/public", 1, 1)],
)
def test_each_audience_is_let_in_where_it_belongs(
    citizen, clerk, path, admits_citizen, admits_staff
):
    for person, admitted in ((citizen, admits_citizen), (clerk, admits_staff)):
        answer = person.get(path)
        assert answer.status == (200 if admitted else 403)
        assert admitted or code_of(answer) == "session.audience"


def test_a_public_route_asks_nobody_who_they_are(nobody, citizen):
    assert nobody.get("/v1/public").json == citizen.get("/v1/public").json == {"text": ""}


def test_not_found_and_not_yours_look_the_same(citizen):
    not_yours = citizen.post(f"/v1/boxes/{STRANGE}", BOX)
    not_there = citizen.post(f"/v1/boxes/{case_id('d')}", BOX)
    assert not_yours.status == 404
    assert not_yours == not_there


def test_what_is_not_yours_looks_the_same_with_a_bad_body(citizen):
    assert citizen.post(f"/v1/boxes/{STRANGE}", {"nonsense": 1}).status == 404


@pytest.mark.parametrize(
    "odd", ["x", "c" + "1" * 32, "C" + "a" * 32, "%00", "a#b", "c" * 2000, "中"]
)
def test_an_odd_path_is_not_found(citizen, odd):
    answer = citizen.post(f"/v1/boxes/{odd.replace('#', '%23')}", BOX)
    assert (answer.status, code_of(answer)) == (404, "request.not_found")


# What is read.


def test_a_query_parameter_is_read(citizen):
    assert citizen.get("/v1/citizens?after=2022%231").json == {"text": "aciti2022#1"}


@pytest.mark.parametrize(
    "query", ["before=1", "after=1&after=2", "after=1&x=", "after=" + "x" * 201, "after=%E4%B8%AD"]
)
def test_a_query_parameter_that_is_unknown_repeated_or_odd_is_refused(citizen, query):
    answer = citizen.get(f"/v1/citizens?{query}")
    assert (answer.status, code_of(answer)) == (400, "request.query")


def nested(levels):
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


BAD_BODIES = {
    "nothing": (b"", 400, "request.not_json"),
    "null": (b"null", 400, "request.not_an_object"),
    "list": (b"[]", 400, "request.not_an_object"),
    "text": (b'"x"', 400, "request.not_an_object"),
    "number": (b"1", 400, "request.not_an_object"),
    "half": (b'{"name":', 400, "request.not_json"),
    "not a number": (b'{"name":NaN}', 400, "request.not_json"),
    "infinity": (b'{"name":-Infinity}', 400, "request.not_json"),
    "1e999": (b'{"name":1e999}', 400, "request.not_json"),
    "named twice": (b'{"name":"x","name":"y"}', 400, "request.not_json"),
    "named twice inside": (b'{"x":{"name":"x","name":"y"}}', 400, "request.not_json"),
    "4301 digits": (b'{"name":' + b"9" * 4301 + b"}", 400, "request.not_json"),
    "not utf-8": (b'{"name":"\xff"}', 400, "request.not_json"),
    "half a character": (rb'{"name":"\ud800"}', 400, "request.not_json"),
    "byte order mark": (b"\xef\xbb\xbf{}", 400, "request.not_json"),
    "100,000 brackets": (b"[" * 100_000, 400, "request.too_deep"),
    "100,000 braces": (b'{"a":' * 40_000, 400, "request.too_deep"),
    "too deep by one": (nested(DEEPEST + 1), 400, "request.too_deep"),
    "as deep as may be": (nested(DEEPEST), 422, "request.invalid"),
    "one byte too many": (b" " * (MOST_BYTES - 1) + b"{}", 413, "request.too_large"),
    "1 MB": (b'{"name":"' + b"x" * 10**6 + b'"}', 413, "request.too_large"),
    "quotes without end": (b'{"' + rb"\"" * 100_000, 400, "request.not_json"),
    "many flat brackets": (b'{"parts":[' + b"[]," * 80_000 + b"[]]}", 422, "request.invalid"),
    "unknown field": (b'{"name":"x","nonsense":1}', 422, "request.invalid"),
    "wrong types": (b'{"name":{},"parts":"x"}', 422, "request.invalid"),
    "missing field": (b"{}", 422, "request.invalid"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_a_bad_body_is_refused(citizen, boxes, kind):
    raw, status, code = BAD_BODIES[kind]
    answer = citizen.post(f"/v1/boxes/{OWN}", raw=raw)
    assert (answer.status, code_of(answer), boxes.acted) == (status, code, 0)


@pytest.mark.parametrize(
    ("limit", "kind", "status"),
    [("DEEPEST", "100,000 brackets", 500), ("MOST_BYTES", "1 MB", 201)],
)
def test_without_its_limits_the_api_would_take_bad_bodies(
    citizen, monkeypatch, limit, kind, status
):
    monkeypatch.setattr(f"chalicelib.platform.runtime.incoming.{limit}", 10**9)
    assert citizen.post(f"/v1/boxes/{OWN}", raw=BAD_BODIES[kind][0]).status == status


def test_a_body_may_be_as_large_as_the_limit(citizen):
    raw = b'{"name":"' + b"x" * (MOST_BYTES - 11) + b'"}'
    assert len(raw) == MOST_BYTES
    assert citizen.post(f"/v1/boxes/{OWN}", raw=raw).status == 201


def test_brackets_within_text_are_no_depth(citizen):
    assert citizen.post(f"/v1/boxes/{OWN}", {"name": '\\"[' * 1000}).status == 201


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "*/*"])
def test_another_media_type_is_refused(citizen, boxes, media):
    answer = citizen.post(f"/v1/boxes/{OWN}", BOX, headers={"content-type": media})
    assert (answer.status, code_of(answer), boxes.acted) == (415, "request.content_type", 0)


def test_a_charset_may_be_named(citizen):
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    assert citizen.post(f"/v1/boxes/{OWN}", BOX, headers=headers).status == 201


@pytest.mark.parametrize("weight", ["5", 5.0, True, None, -1, 101, [5]])
def test_a_number_is_a_number_and_within_its_bounds(citizen, weight):
    answer = citizen.post(f"/v1/boxes/{OWN}", {"name": "x", "parts": [{"weight": weight}]})
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/parts/0/weight"]


@pytest.mark.parametrize("weight", [0, 100])
def test_the_bounds_themselves_are_taken(citizen, weight):
    box = {"name": "x", "parts": [{"weight": weight, "made_on": "2022-12-19"}]}
    assert citizen.post(f"/v1/boxes/{OWN}", box).status == 201


def test_errors_name_the_field_and_never_its_value(citizen, lines):
    box = {"name": [CANARY], "parts": [{"weight": CANARY}], "nonsense": CANARY, CANARY: CANARY}
    answer = citizen.post(f"/v1/boxes/{OWN}", box)
    assert {(error["pointer"], error["code"]) for error in answer.json["errors"]} == {
        ("/name", "string_type"),
        ("/parts/0/weight", "int_type"),
        ("", "extra_forbidden"),
        ("/nonsense", "extra_forbidden"),
    }
    assert CANARY not in answer.text + "".join(lines)


def test_a_pointer_escapes_what_rfc_6901_escapes():
    made = create_model("Made", **{"x": (dict[str, dict[str, list[int]]], ...)})
    with pytest.raises(ValidationError) as invalid:
        made.model_validate({"x": {"a/b": {"c~d": ["no number"]}}})
    assert fields.faults(invalid.value)[0]["pointer"] == "/x/a~1b/c~0d/0"


# Keys.


def test_a_post_needs_a_key(citizen, boxes):
    answer = citizen.post(f"/v1/boxes/{OWN}", BOX, key="")
    assert (answer.status, code_of(answer), boxes.acted) == (400, "request.key_missing", 0)


@pytest.mark.parametrize(
    ("key", "status"),
    [("x" * 7, 400), ("x" * 8, 201), ("x" * 64, 201), ("x" * 65, 400), ("a b c d e", 400),
     ("a#b#c#d#e", 400), ("鍵鍵鍵鍵鍵鍵鍵鍵", 400)],
)  # fmt: skip
def test_a_key_has_a_form(citizen, key, status):
    assert citizen.post(f"/v1/boxes/{OWN}", BOX, key=key).status == status


def test_a_request_sent_twice_is_done_once_and_answered_as_then(citizen, boxes):
    first = citizen.post(f"/v1/boxes/{OWN}", {"name": "x", "parts": []}, key="the-same-key")
    second = citizen.post(f"/v1/boxes/{OWN}", raw=b' {"parts": [], "name":"x"}', key="the-same-key")
    assert first.json == second.json == {"box": OWN, "seq": 1, "parts": 0}
    assert (first.status, second.status) == (201, 201)
    assert citizen.post(f"/v1/boxes/{OWN}", BOX).json["seq"] == 2


def test_a_repetition_is_answered_though_it_would_be_refused_by_now(citizen, boxes):
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    boxes.closed = True
    assert citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key").json["seq"] == 1
    boxes.owners.clear()
    assert citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key").json["seq"] == 1
    assert citizen.post(f"/v1/boxes/{OWN}", BOX, key="another-key").status == 404


def test_a_key_does_not_serve_another_request(citizen):
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    answer = citizen.post(f"/v1/boxes/{OWN}", {"name": "y"}, key="the-same-key")
    assert (answer.status, code_of(answer)) == (409, "request.key_reused")


def test_a_key_belongs_to_the_record_that_it_changes(citizen, boxes):
    boxes.owners[STRANGE] = "aciti"
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    assert citizen.post(f"/v1/boxes/{STRANGE}", BOX, key="the-same-key").json["box"] == STRANGE


def test_a_key_belongs_to_one_person(sign_in, citizen):
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    assert sign_in("aother").post(f"/v1/boxes/{STRANGE}", BOX, key="the-same-key").status == 201


def test_a_key_is_kept_for_a_week(citizen):
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    marks, week = record.load("case", OWN).answered, MONDAY.timestamp() + 7 * DAY
    assert len(marks_after(marks, None, 2, week - 1)) == len(marks)
    assert marks_after(marks, None, 2, week) == b""


def test_neither_row_nor_event_tells_key_or_request(citizen):
    citizen.post(f"/v1/boxes/{OWN}", BOX, key="the-same-key")
    stored = repr([table.get(keys.row("case", OWN)), table.get(keys.event("case", OWN, 1))])
    assert "the-same-key" not in stored
    assert hashlib.sha256(b"the-same-key").hexdigest()[:8] not in stored


# What is answered.


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("refused", 409, "case.four_eyes"),
        ("yours_not", 403, "case.not_yours"),
        ("money_not", 403, "payments.not_yours"),
        ("field", 422, "identity.check"),
        ("unavailable", 503, "table.busy"),
        ("throttled", 503, "aws.unavailable"),
        ("broken", 500, "request.failed"),
        ("unforeseen", 500, "request.failed"),
        ("wordless", 500, "request.failed"),
    ],
)
def test_a_failure_is_a_problem_and_says_nothing_that_it_should_not(
    nobody, lines, failure, status, code
):
    answer = nobody.get(f"/v1/failures/{failure}")
    problem = answer.json
    assert (answer.status, code_of(answer), problem["status"]) == (status, code, status)
    assert problem["type"] == f"urn:jiuzhu:problem:{code}"
    assert problem["request_id"] == "request-1"
    assert problem["title"]
    assert problem["detail"]
    assert problem["next"]
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert CANARY not in answer.text + "".join(lines)
    assert lines


def test_the_search_for_what_should_not_be_said_finds_it_where_it_was_injected(nobody):
    assert CANARY in nobody.get("/v1/failures/injected").text


def test_a_refusal_about_a_field_points_to_it(nobody):
    (error,) = nobody.get("/v1/failures/field").json["errors"]
    assert error["pointer"] == "/members/0/identity_number"
    assert error["detail"]


def test_a_state_and_what_is_to_be_done_there_are_shown_in_words(nobody):
    problem = nobody.get("/v1/failures/refused_state").json
    assert f"现在处于“{say('state.reviewing')}”" in problem["detail"]
    assert f"现在要办的是：{say('task.review')}" in problem["detail"]
    assert "进度" in problem["next"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [(None, "请登录"), ("en-US,en;q=0.9", "sign in"), ("fr, en", "sign in"),
     ("zh-CN, en", "请登录"), ("*", "请登录"), ("de", "请登录"), (",;", "请登录")],
)  # fmt: skip
def test_a_problem_is_answered_in_the_language_asked_for(nobody, asked, words):
    headers = {} if asked is None else {"accept-language": asked}
    assert nobody.get("/v1/citizens", headers=headers).json["title"] == words


def test_every_answer_is_kept_by_nobody_and_bears_the_guards(nobody, citizen):
    answers = [citizen.get("/v1/citizens"), nobody.get("/v1/citizens"), nobody.get("/v1/nowhere")]
    for answer in answers:
        assert answer.headers.items() >= HEADERS.items()
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_other_origin_is_allowed_anything(nobody, citizen):
    headers = {"origin": "https://elsewhere.example"}
    for answer in (citizen.get("/v1/citizens", headers=headers), nobody.get("/v1/public")):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert citizen.send("OPTIONS", "/v1/citizens", headers=headers).status == 405


def test_what_chalice_refuses_is_a_problem_too(nobody, citizen):
    unknown = nobody.get("/v1/nowhere")
    assert (unknown.status, code_of(unknown)) == (404, "request.not_found")
    method = citizen.send("DELETE", "/v1/citizens")
    assert (method.status, code_of(method)) == (405, "request.method")
    assert method.headers["Allow"] == "GET"
    media = citizen.get("/v1/citizens", headers={"content-type": CANARY})
    assert (media.status, code_of(media)) == (415, "request.content_type")
    assert CANARY not in media.text


def test_a_route_past_the_router_cannot_answer(nobody):
    nobody.app.route("/v1/hidden")(lambda: {"secret": CANARY})
    answer = nobody.get("/v1/hidden")
    assert answer.status == 500
    assert CANARY not in answer.text


def test_requests_answered_at_once_are_not_mistaken_for_each_other(nobody, sign_in):
    app, router = Chalice("slow"), Router()
    both_inside = threading.Barrier(2, timeout=10)

    @router.get("/v1/slow", audience=Audience.CITIZEN, check=NO_SUBJECT, answer=Said)
    def slow(call):
        both_inside.wait()
        return Said(text=call.actor.id)

    serve(app, "GET /v1/slow", lambda: router.routes["GET /v1/slow"])
    install(app, actor_lookup=lambda session: PEOPLE[session.holder])
    tokens = [sign_in(id_).token for id_ in ("aciti", "aother")]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda token: Caller(app, token).get("/v1/slow").json["text"], tokens)
    assert list(answers) == ["aciti", "aother"]


def test_a_line_is_logged_for_every_request_without_its_path(citizen, lines):
    citizen.post(f"/v1/boxes/{OWN}", BOX)
    (line,) = [json.loads(line) for line in lines]
    assert line["route"] == "POST /v1/boxes/{case_id}"
    assert (line["status"], line["request_id"]) == (201, "request-1")
