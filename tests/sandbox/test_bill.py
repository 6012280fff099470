"""What an application costs: counted by what it is for, priced by a dated file, held to what was
kept."""

from __future__ import annotations

import json

import jwt
import pytest

from app import app
from chalicelib.platform.runtime import log
from local.checks import bill, standard
from local.checks.standard import APPLICATION, LOOKS
from local.cloud import logs
from local.cloud.billing import Billed, Counts
from local.cloud.calls import AwsCall, as_function
from tests.support.searches import search
from tools import costs


def test_every_price_is_dated_and_names_where_it_was_read_or_that_it_was_not():
    told = bill.loaded_prices()
    assert told["region"]
    assert told["day"] >= "2026-12-01"
    for name, one in {**told["price"], **told["month"]}.items():
        assert one["usd"] > 0, name
        assert ("read" in one) != ("unconfirmed" in one), name
    services = {name for names in bill.SERVICES.values() for name in names}
    assert services == told["price"].keys()


@pytest.mark.parametrize(
    ("call", "billed"),
    [
        (AwsCall("spread", "kms", "Decrypt", kind="case"), Billed("spread", "", "kms_calls")),
        (
            AwsCall("spread", "kms", "Decrypt", kind="vault"),
            Billed("spread", "", "kms_calls", True),
        ),
        (AwsCall("spread", "s3", "GetObject"), Billed("spread", "", "s3_reads")),
        (AwsCall("spread", "s3", "ListObjectsV2"), Billed("spread", "", "s3_writes")),
        (
            AwsCall("api_handler", "secretsmanager", "GetSecretValue", request="GET /v1/tasks"),
            Billed("api_handler", "GET /v1/tasks", "secret_calls", True),
        ),
    ],
    ids=str,
)
def test_a_call_is_counted_as_what_it_is_billed_as(call, billed):
    counts = Counts()
    counts._called("before", call)
    counts._called("after", call)
    assert counts.counted == {billed: 1}


@pytest.mark.parametrize("function", ["outside", "workflow"])
def test_what_the_sandbox_or_step_functions_do_themselves_is_not_billed(function):
    counts = Counts()
    counts._called("before", AwsCall(function, "s3", "PutObject"))
    assert not counts.counted


@pytest.mark.parametrize(
    ("role", "share"), [("citizen", standard.FILLING_IN), ("staff", APPLICATION)]
)
def test_an_upload_is_a_request_and_what_the_phone_writes_of_whoever_asks(role, share):
    counts, token = Counts(), jwt.encode({"aud": role}, "k" * 32)
    event = {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/v1/papers"},
        "headers": {"authorization": f"Bearer {token}"},
    }
    counts._answered("api_handler", event, {})
    found = {(bill._share(one), one.what): times for one, times in counts.counted.items()}
    assert found == {(share, what): 1 for what in ("lambda_requests", "api_requests", "s3_writes")}


def test_families_share_no_batch_of_the_stream():
    counts = Counts()
    records = [{"dynamodb": {"Keys": {"pk": {"S": case}}}} for case in "aab"]
    counts._answered("spread", {"Records": records}, {})
    assert counts.counted == {Billed("spread", "", "lambda_requests"): 2}


def test_what_is_logged_is_counted_in_bytes_by_who_logs():
    log.bind()
    counts = Counts()
    with counts.lines(), as_function("spread"):
        log.info("answered")
    log.info("answered")
    ((billed, length),) = counts.counted.items()
    assert (billed.function, billed.what) == ("spread", "log_bytes")
    assert 60 < length < 120


def test_looks_are_not_taken_for_the_work_of_an_application():
    assert bill._share(Billed("api_handler", "GET /v1/tasks", "kms_calls")) == LOOKS
    assert bill._share(Billed("spread", "", "kms_calls")) == APPLICATION
    assert bill._share(Billed("api_handler", "POST /v1/papers", "secret_calls", True)) == (
        bill.PROCESS
    )


def test_a_thousand_cost_a_thousand_times_what_is_used_of_each_price():
    assert bill.of_thousand({"a": {"transitions": 12}}, "a") == pytest.approx(0.30)
    assert bill.of_thousand({"a": {"kms_calls": 10}}, "a", "KMS") == pytest.approx(0.03)
    assert bill.of_thousand({"a": {"kms_calls": 10}}, "a", "S3") == 0


def test_the_api_has_far_fewer_resources_than_an_api_may_have():
    most = bill.loaded_prices()["quota"]["resources_of_an_api"]["most"]
    assert 100 < costs.api_resources() < most / 2 + 50


def test_the_page_says_honestly_whether_the_goal_is_met(monkeypatch):
    assert ("NOT met" in costs.page()) == (_total(bill.kept()) > bill.MOST_USD)
    used = _kept()
    used[APPLICATION]["transitions"] = 99
    monkeypatch.setattr(bill, "kept", lambda: used)
    assert "NOT met" in costs.page()


def _kept():
    return json.loads(bill.COUNTED.read_text("utf-8"))


def _total(used):
    return bill.of_thousand(used, APPLICATION) + bill.of_thousand(used, standard.RUN)


@search
def test_what_was_kept_is_what_is_counted_today():
    with logs.captured():
        used = bill.counted(app)
    now, then = _total(used), _total(bill.kept())
    assert now == pytest.approx(then, rel=0.03), "count anew: jiuzhu bill --keep"
    assert used[APPLICATION]["transitions"] <= 10
