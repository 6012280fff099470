"""What is signed and checked between the suite and the departments, and what is never told."""

import base64
import dataclasses
import json
import logging
from datetime import timedelta

import pytest
import urllib3
from werkzeug.wrappers import Response

from chalicelib import words
from chalicelib.platform.partners.departments import Departments, Exchange, wire
from chalicelib.platform.partners.departments.wire import signature
from local.cloud.clock import LogicalClock
from local.cloud.loopback import serving
from tests.conftest import MONDAY
from tests.integration.verification.conftest import (
    DEADLINE,
    KEYS,
    MOTHER,
    SOURCES,
    WIRED,
    Open,
    only,
    reasons,
)


def test_the_signature_is_that_of_the_protocol():
    """As `openssl dgst -sha256 -hmac key` gives it for the five lines."""
    signed = signature(b"key", b"{}", "POST", "/bank", "2022-12-19T01:00:00Z", "00")
    assert signed == "e2fbce97f3d264a6a6a5bd6ba0256c4d1ad1c6df9d780d527841addb3622f401"


def test_an_unsigned_answer_is_not_accepted(exchange):
    exchange.simulator.behaviour["bank"].unsigned = True
    assert reasons(exchange.ask(), "bank") == {("not_verified", "answer.unsigned")}


class Meddling:
    """Somebody between the exchange and us who changes what the bank answers."""

    def __init__(self, simulator, change):
        self.simulator, self.change, self.first = simulator, change, None

    def __call__(self, environ, start_response):
        answer = Response.from_app(self.simulator, environ, buffered=True)
        if environ["PATH_INFO"] == "/bank":
            answer = self.change(self, answer)
        return answer(environ, start_response)

    def replay(self, answer):
        self.first = self.first or answer
        return self.first

    def alter(self, answer):
        answer.set_data(answer.get_data().replace(b"185000", b"999999"))
        return answer

    def move(self, answer):
        answer.headers["X-Signature"] = "é" * 64
        return answer


@pytest.mark.parametrize("change", [Meddling.alter, Meddling.replay, Meddling.move])
def test_an_altered_or_repeated_answer_is_not_accepted(exchange, change):
    with serving(Meddling(exchange.simulator, change)) as exchange.address:
        exchange.ask("case-1", ["bank"])
        found = exchange.ask("case-2", ["bank"])
    assert reasons(found, "bank") == {("not_verified", "answer.unsigned")}


def test_without_the_signature_an_altered_amount_would_be_accepted(exchange, monkeypatch):
    monkeypatch.setattr(wire.hmac, "compare_digest", lambda *_: True)
    with serving(Meddling(exchange.simulator, Meddling.alter)) as exchange.address:
        assert only(exchange.ask(sources=["bank"]), "deposits").value == 999_999


def test_a_request_signed_with_another_key_is_refused(exchange):
    other = base64.b64encode(b"another").decode()
    found = exchange.ask(sources=["bank"], keys={**KEYS, "bank": other})
    assert reasons(found, "bank") == {("not_verified", "answer.failed")}
    assert (exchange.simulator.refused, exchange.simulator.asked) == (["wrong signature"], [])


def test_another_app_is_refused(exchange):
    exchange.ask(sources=["bank"], app_id="somebody")
    assert exchange.simulator.refused == ["unknown app"]


@pytest.mark.parametrize(
    ("seconds", "refused"), [(-301, ["too old"]), (-300, []), (300, []), (301, ["too old"])]
)
def test_a_request_of_another_time_is_refused(exchange, seconds, refused):
    elsewhere = LogicalClock(MONDAY + timedelta(seconds=seconds))
    ours = Exchange(exchange.address, "jiuzhu", KEYS, elsewhere)
    Departments(ours, SOURCES, DEADLINE, elsewhere, Open(), None).ask("case-1", ["bank"], MOTHER)
    assert exchange.simulator.refused == refused


def test_a_request_that_is_sent_again_is_refused(exchange):
    body = json.dumps({"request_id": "case-1", "nonce": "n", "items": [], "persons": []}).encode()
    said = ("2022-12-19T01:00:00Z", "nonce")
    signed = signature(base64.b64decode(KEYS["bank"]), body, "POST", "/bank", *said)
    headers = dict(zip(("X-Timestamp", "X-Nonce"), said, strict=True))
    headers |= {"X-App-Id": "jiuzhu", "X-Signature": signed}
    answers = [
        urllib3.request("POST", f"{exchange.address}/bank", body=body, headers=headers).status
        for _ in range(2)
    ]
    assert answers == [200, 401]
    assert exchange.simulator.refused == ["replayed"]


def test_each_request_has_a_nonce_of_its_own_and_each_repetition_the_same_id(exchange):
    exchange.ask()
    exchange.ask()
    nonces = {one.headers["X-Nonce"] for one in exchange.simulator.asked}
    assert len(nonces) == 2 * len(WIRED)
    assert {one.request_id for one in exchange.simulator.asked} == {"case-1"}


# Nothing personal where others look.


def test_nothing_personal_is_in_an_address_a_header_or_a_log_line(exchange, caplog):
    logging.getLogger("jiuzhu").addHandler(caplog.handler)
    exchange.simulator.behaviour["bank"].malformed = True
    with caplog.at_level("DEBUG"):
        exchange.ask()
    logging.getLogger("jiuzhu").removeHandler(caplog.handler)
    sent = " ".join(one.target + json.dumps(one.headers) for one in exchange.simulator.asked)
    assert "/bank" in sent
    assert '"source": "bank", "code": "answer.malformed"' in caplog.text
    for secret in (text for p in MOTHER for text in (p.identity_number, p.name)):
        assert secret not in sent + caplog.text + repr(MOTHER)


def test_what_is_found_names_nobody(exchange):
    found = json.dumps([dataclasses.asdict(one) for one in exchange.ask()], ensure_ascii=False)
    assert not any(p.identity_number in found or p.name in found for p in MOTHER)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words(language):
    codes = {code for code in words.sentences(language) if code.startswith("answer.")}
    assert codes == {
        f"answer.{fact}"
        for fact in (
            "late",
            "unreachable",
            "failed",
            "unsigned",
            "malformed",
            "lacking",
            "other_person",
            "no_consent",
            "no_number",
            "not_proved",
            "no_file",
            "consent_expired",
            "paused",
            "limited",
            "pending",
            "wrong_unit",
            "ahead",
            "no_key",
            "file_short",
            "file_uncounted",
            "file_stale",
            "file_held",
        )
    }
