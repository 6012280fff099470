"""The sandbox running in real time, as somebody with curl meets it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from datetime import datetime
from urllib.parse import urlencode

import pytest
import urllib3
from werkzeug.test import Client

from app import app
from chalicelib.directory.sessions import one_time_codes
from chalicelib.platform.partners.addresses import AT_TRAINING
from chalicelib.platform.runtime import log
from chalicelib.platform.runtime.failures import record_failure
from local.cloud import logs
from local.cloud.api import gateway
from local.entrance.entrance import PEOPLE
from local.population.families import FAMILIES
from local.population.personas import personas
from tests.sandbox.conftest import served

POOL = urllib3.PoolManager(retries=False)
KEY = {"Idempotency-Key": "one-key-of-my-own"}


@pytest.fixture(scope="module")
def ask():
    """Ask the served sandbox: `ask(path, body, token)` answers status and document."""

    def ask_(path, body=None, token="", method="GET"):
        headers = {"Content-Type": "application/json", **KEY}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address + path, content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    with served() as address:
        ask_.address = address
        yield ask_


def signed_in(ask, name):
    status, session = ask(f"/sandbox/sign-in/{name}", method="POST")
    assert status == 200
    return session["token"]


def test_the_authenticator_of_the_sandbox_shows_the_code_of_its_time(ask):
    """RFC 6238, appendix B: the secret of ASCII digits; what is no secret gets none."""
    shown = POOL.request(
        "GET", f"{ask.address}/authenticator?secret=GEZD+GNBV+GY3T+QOJQ"
    ).data.decode()
    code = re.search(r"<strong>(\d{6})</strong>，(\d+) 秒", shown)
    now = datetime.fromisoformat(ask("/sandbox")[1]["now"])
    step = one_time_codes.step_at(now)
    near = {one_time_codes.code(b"1234567890", step + at) for at in (-1, 0)}
    assert code[1] in near
    wrong = POOL.request("GET", f"{ask.address}/authenticator?secret=1").data.decode()
    assert "这不是密钥" in wrong


def test_it_says_who_there_is_and_what_can_be_asked(ask):
    status, answer = ask("/sandbox")
    assert (status, answer["families"]) == (200, list(FAMILIES))
    assert len(answer["staff"]) == len(list(personas()))


def test_the_suite_s_api_is_described(ask):
    status, document = ask("/openapi.json")
    assert (status, document["openapi"]) == (200, "3.1.0")


def test_a_persona_is_signed_in_by_one_request(ask):
    assert ask("/v1/me", token=signed_in(ask, "shanqian1"))[1]["office"] == "220203007000"
    assert ask("/v1/me", token=signed_in(ask, "mother_of_two"))[1]["role"] == "citizen"


def test_a_family_s_case_is_carried_on_by_moving_time(ask):
    token = signed_in(ask, "mother_of_two")
    form = ask("/sandbox/form/mother_of_two")[1]
    status, receipt = ask("/v1/cases", form, token, "POST")
    assert status == 201
    timeline = f"/v1/cases/{receipt['case_id']}/timeline"
    assert ask(timeline, token=token)[1]["stage"] == "waiting"
    moved = ask("/sandbox/to-the-next-event", method="POST")[1]
    assert {one["event"] for one in moved["happened"]} >= {"start_verification"}
    assert ask(timeline, token=signed_in(ask, "mother_of_two"))[1]["stage"] == "reviewing"
    day = ask("/sandbox/forward-one-day", method="POST")[1]
    assert day["to"][:10] > day["from"][:10]


def test_an_iphone_s_photos_are_sent_back_once_and_taken_again(ask):
    token = signed_in(ask, "charity_money")
    status, answer = ask("/v1/cases", ask("/sandbox/form/charity_money")[1], token, "POST")
    assert (status, {one["code"] for one in answer["errors"]}) == (422, {"paper.heic"})
    assert all("重新拍" in one["detail"] for one in answer["errors"])
    form = ask("/sandbox/form/charity_money")[1]
    assert ask("/v1/cases", form, token, "POST")[0] == 201


def test_a_family_with_a_newborn_applies_on_the_day_of_today(ask):
    token, form = signed_in(ask, "found_work"), ask("/sandbox/form/found_work")[1]
    assert [one.get("no_number") for one in form["members"]] == [None, None, "newborn"]
    assert ask("/v1/cases", form, token, "POST")[0] == 201


@pytest.mark.parametrize("path", ["/sandbox/nothing", "/sandbox/sign-in/nobody", "/sandbox/form/x"])
def test_what_the_sandbox_does_not_know_is_not_found(ask, path):
    assert ask(path)[0] == 404


def test_a_stranger_applies_and_the_true_person_is_filmed_and_claims_the_case(ask):
    _, form = ask("/sandbox/form/injured_worker/stranger")
    applicant = form["members"][0]
    stranger = signed_in(ask, "injured_worker/stranger")
    status, receipt = ask("/v1/cases", form, stranger, "POST")
    assert (status, applicant["name"] in receipt["next"]) == (201, True)
    mine = {name: applicant[name] for name in ("name", "identity_number")}
    own, claim = signed_in(ask, "injured_worker"), {"receipt": receipt["receipt"], **mine}
    assert (
        ask("/v1/application-claims", claim, own, "POST")[1]["code"] == "consent.claim_not_proved"
    )
    assert ask("/sandbox/film/injured_worker/0", method="POST")[1]["proved"]
    assert ask("/v1/application-claims", claim, own, "POST")[1]["case_id"] == receipt["case_id"]
    assert ask("/sandbox/film/injured_worker/9", method="POST")[0] == 404


def test_who_signs_in_more_often_than_may_be_is_refused(ask):
    answers = (ask("/sandbox/sign-in/shanqian1", method="POST") for _ in range(200))
    status, problem = next(one for one in answers if one[0] != 200)
    assert (status, problem["status"]) == (429, 429)


# The first page.


class Visitor:
    """A browser at the first page, without scripts."""

    def __init__(self, address):
        self.address = address

    def sees(self, path="/"):
        """The page at an address."""
        return self._ask("GET", path)

    def presses(self, do, site="same-origin", **fields):
        """Press a button; the page to which that leads."""
        body = urlencode({"do": do, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": site}
        answer = self._ask("POST", "/", body, headers)
        return self.sees(answer.headers["Location"]) if answer.status == 303 else answer

    def _ask(self, method, path, body=None, headers=None):
        url = self.address + path
        return POOL.request(method, url, body=body, headers=headers, redirect=False, timeout=60)


@pytest.fixture
def visitor(ask):
    return Visitor(ask.address)


def text(answer):
    return answer.data.decode()


def test_the_first_page_asks_who_one_is(visitor):
    page = text(visitor.sees())
    assert "您是谁？" in page
    for who in ("/phone/?phone=mother_of_two", *PEOPLE.values()):
        assert who in page
    assert "<script" not in page


def test_one_click_leads_to_the_desk_of_a_clerk_through_wecom(visitor):
    led = visitor.presses("enter", userid="shanqian1")
    assert led.status == 303
    back = POOL.request("GET", led.headers["Location"], redirect=False)
    assert "/desk/signed-in?code=" in back.headers["Location"]
    assert "您是谁" in text(visitor.presses("enter", userid="nobody"))


def test_a_family_applies_time_moves_and_what_partners_received_is_shown(visitor):
    page = text(visitor.presses("reset"))
    assert "已经清空" in page
    assert "微信发给家庭的（还没有）" in page
    page = text(visitor.presses("apply", family="mother_of_two"))
    assert "已经提交，回执号" in page
    assert "已经提交，回执号" not in text(visitor.sees())
    page = text(visitor.presses("to-the-next-event"))
    assert "开始核对" in page
    assert "向部门查询的（最近" in page
    assert "微信发给家庭的（最近" in page
    day = visitor.presses("forward-one-day")
    assert "拨到了" in text(day)
    page = text(visitor.presses("reset"))
    assert "向部门查询的（还没有）" in page
    assert "拨到了" not in page
    assert "已经提交" in text(visitor.presses("apply", family="mother_of_two"))


def test_another_site_presses_no_button(visitor):
    assert visitor.presses("reset", site="cross-site").status == 403


def test_no_number_of_a_person_stands_on_the_first_page(visitor):
    visitor.presses("apply", family="injured_worker")
    page = text(visitor.presses("forward-one-day"))
    for one in FAMILIES["injured_worker"].residents:
        assert str(one.identity_number) not in page


def test_partners_are_played_for_a_training_deployment(visitor):
    """Below the paths under which it asks for them (platform/partners/addresses.py)."""
    asked = {"/wechat": "/cgi-bin/stable_token", "/wecom": "/cgi-bin/gettoken", "/sources": "/"}
    assert {*AT_TRAINING.values()} == asked.keys()
    for played, path in asked.items():
        answer = visitor.sees(played + path)
        assert b"urn:jiuzhu" not in answer.data
        assert answer.status != 404 or played == "/sources"


def test_a_request_that_failed_leaves_one_line_in_the_terminal_without_what_was_sent():
    def dies(_name, _event):
        raise SystemExit("田某 证件号码")

    shown = []
    with logs.captured(shown.append):
        answer = Client(gateway(app, dies)).get("/v1/cases?name=田某")
        log.info("answered", route="GET /v1/cases", status=200)
    assert (answer.status_code, len(shown)) == (502, 1)
    assert shown[0].startswith("request failed: ")
    assert shown[0].endswith(" GET /v1/cases SystemExit")


def test_a_fault_of_ours_is_shown_by_its_class_and_place_and_a_refusal_is_not():
    shown = []
    with logs.captured(shown.append):
        log.bind(request_id="request-1", route="POST /v1/drafts")
        log.info("request refused", status=409, code="draft.too_many")
        record_failure("request failed", "worker.unexpected", ValueError("田某"))
    assert shown == ["request failed: request-1 POST /v1/drafts ValueError at "]
