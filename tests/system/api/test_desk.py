"""Staff in a browser: signing in with WeCom and out, and their tasks."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.case import case as cases
from chalicelib.case import looks
from local.cloud.functions import API
from local.population import families
from tests.support.desk import Desk
from tests.system.api.conftest import decided_at_once, noticed, scene


@pytest.fixture
def desk(town):
    return Desk(town)


# Signing in.


def test_a_clerk_signs_in_with_wecom_and_comes_to_where_they_wanted_to_go(desk):
    page = desk.signs_in("shanqian1", to="/desk?list=mine")
    assert page.status == 200
    assert 'aria-current="page">待我处理' in page.text
    assert set(desk.cookies) == {"__Host-session"}


def test_wecom_is_asked_in_its_own_format(town, desk):
    town.wecom.person = "shanqian1"
    asked = urlsplit(desk.get("/desk/sign-in").to)
    assert (asked.path, asked.fragment) == ("/connect/oauth2/authorize", "wechat_redirect")
    given = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert given.pop("state")
    assert given == {
        "appid": town.wecom.secrets["corpid"],
        "agentid": town.wecom.secrets["agentid"],
        "redirect_uri": f"{town.url}/desk/signed-in",
        "response_type": "code",
        "scope": "snsapi_base",
    }


@pytest.mark.parametrize("forged", ["", "&state=", "&state=x", "&state=中"])
def test_a_sign_in_that_this_browser_did_not_begin_is_refused(town, desk, forged):
    """Else somebody could be led into a session of another, and work there."""
    desk.get("/desk/sign-in")
    page = desk.get(f"/desk/signed-in?code={town.wecom.issue_code('longtan')}{forged}")
    assert page.status == 401
    assert "__Host-session" not in desk.cookies
    assert Desk(town).get("/desk/signed-in?code=x&state=").status == 401


def test_an_address_of_signing_in_that_is_asked_for_twice_leads_on(desk):
    """As browsers within WeChat do, and whoever goes back."""
    arrived = []
    ask = desk._ask

    def asked(method, path, *more):
        arrived.extend([path] if "/desk/signed-in" in path else [])
        return ask(method, path, *more)

    desk._ask = asked
    desk.signs_in("longtan")
    again = desk.get(arrived[0])
    assert (again.status, again.to) == (303, "/desk")
    assert desk.get("/desk").status == 200


@pytest.mark.parametrize(
    "to",
    ["https://elsewhere.example/", "//elsewhere.example", "/desk.elsewhere.example", "/v1/me",
     "/desk\\elsewhere", "javascript:alert(1)", ""],
)  # fmt: skip
def test_nobody_is_led_to_another_site_after_signing_in(town, desk, to):
    page = desk.signs_in("shanqian1", to=to)
    assert page.status == 200
    assert "我的待办" in page.text


def test_who_holds_no_post_does_not_get_in(desk):
    page = desk.signs_in("nobody-we-know")
    assert page.status == 403
    assert "不是在岗工作人员" in page.text
    assert "__Host-session" not in desk.cookies


def test_a_code_works_once(town, desk):
    town.wecom.person = "shanqian1"
    back = desk.get(desk.get("/desk/sign-in").to).to
    left = dict(desk.cookies)
    assert desk.get(back).status == 303
    desk.cookies = left
    assert desk.get(back).status == 401


# Going on, and out.


def test_whoever_is_idle_is_asked_to_sign_in_and_comes_back(town, desk):
    desk.signs_in("shanqian1")
    for _ in range(3):
        town.clock.sleep_until(town.clock.now() + timedelta(minutes=29))
        assert desk.get("/desk").status == 200
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=31))
    page = desk.get("/desk?list=done")
    assert page.status == 401
    assert "to=%2Fdesk%3Flist%3Ddone" in page.text


def test_signing_out_ends_the_session_at_once(desk):
    desk.signs_in("shanqian1")
    held = dict(desk.cookies)
    desk.get("/desk/sign-out")
    page = desk.sends("/desk/sign-out")
    assert "已经退出登录" in page.text
    assert desk.cookies == {}
    desk.cookies = held
    assert desk.get("/desk").status == 401


def test_a_session_of_another_browser_is_ended(town, desk):
    other = Desk(town)
    other.signs_in("shanqian1")
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    desk.signs_in("shanqian1")
    page = desk.get("/desk/sessions")
    assert page.text.count("的登录</button>") == 2
    first = re.search(r"结束 \S+ \S+ 的登录", page.text)[0]
    assert "已经结束" in desk.sends("/desk/sessions", of=first).text
    assert other.get("/desk").status == 401
    assert desk.get("/desk").status == 200


def test_what_needs_a_fresh_sign_in_asks_for_one_and_keeps_what_was_typed(town, desk):
    desk.signs_in("shanqian1")
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=16))
    desk.get("/desk/sessions")
    page = desk.sends("/desk/sessions")
    assert page.status == 401
    assert "须在十五分钟内登录过" in page.text
    assert "/desk/sign-in" in page.text
    desk.signs_in("shanqian1", to="/desk/sessions")
    desk.sends("/desk/sessions")
    assert desk.get("/desk").status == 401


# My work.


@pytest.fixture
def applied(town):
    """A family that has applied, and whose case waits to be accepted."""
    stage = scene(town, "mother", families.MOTHER_OF_TWO)
    stage.applies()
    return stage.family


def test_a_clerk_finds_a_case_claims_it_and_hands_it_over(desk, applied):
    page = desk.signs_in("shanqian1")
    assert f"/desk/cases/{applied.case_id}" in page.text
    assert "个工作日" in page.text
    claim = f"/desk/cases/{applied.case_id}/tasks/accept/claim"
    page = desk.posts(claim, page.form(of="accept/claim") if "accept/claim" in page.text else {})
    assert "已经认领" in page.text
    assert "hand-over" in page.text
    page = desk.get(f"/desk/cases/{applied.case_id}/tasks/accept/hand-over")
    assert "shanqian2" in page.text
    page = desk.sends(f"/desk/cases/{applied.case_id}/tasks/accept/hand-over", to="shanqian2")
    assert "已经移交" in page.text
    assert "accept/hand-over" not in page.text


def test_a_list_is_filtered_by_its_address(desk, applied):
    desk.signs_in("shanqian1")
    assert applied.case_id in desk.get("/desk?list=office&task=accept").text
    page = desk.get("/desk?list=office&task=visit")
    assert applied.case_id not in page.text
    assert "这里没有要办的事" in page.text
    assert desk.get("/desk?list=nothing").status == 400


# A case.

MOST_CALLS = 6


def made(town, desk, path):
    """The AWS calls of a page."""
    desk.get(path)  # keys and secrets are open now
    before = len(town.sandbox.calls)
    desk.get(path)
    return len([one for one in town.sandbox.calls[before:] if one.function == API])


def test_a_family_is_masked_until_a_purpose_is_chosen_and_each_look_is_on_record(desk, applied):
    applicant = applied.household.residents[0]
    desk.signs_in("shanqian1")
    path = f"/desk/cases/{applied.case_id}"
    assert applicant.identity_number not in desk.get(path).text
    assert applicant.name not in desk.page.text
    page = desk.get(f"{path}?purpose=review")
    assert applicant.identity_number in page.text
    looks = desk.get(f"{path}/looks").text
    assert looks.count("吴敏（经办人），审核") == 1
    assert looks.count("<time") == 3
    assert desk.get(f"{path}?purpose=fun").status == 400


def test_a_paper_is_read_by_a_link_that_ends(town, desk):
    family = noticed(town)
    desk.signs_in("shanqian1")
    page = desk.get(f"/desk/cases/{family.case_id}")
    link = re.search(r'href="([^"]+/papers/[^"]+)"', page.text)[1]
    asked = desk.get(link)
    assert "先选为什么查阅" in asked.text
    led = desk.get(asked.link("为“审核”打开"))
    assert led.status == 303
    assert "Expires" in led.to
    (look,) = [one for one in looks.history(cases.load(family.case_id)) if one["what"] == "paper"]
    assert look["purpose"] == "review"


def test_a_paper_opens_at_once_for_whoever_said_for_what_they_look(town, desk):
    family = noticed(town)
    desk.signs_in("shanqian1")
    page = desk.get(f"/desk/cases/{family.case_id}?purpose=decision")
    link = re.search(r'href="([^"]+/papers/[^"]+)"', page.text)[1]
    assert desk.get(link).status == 303


def test_a_case_goes_from_its_acceptance_to_its_decision_by_forms(town, desk):
    stage = scene(town, "mother", families.MOTHER_OF_TWO)
    office = stage.applies()
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    case = f"/desk/cases/{stage.family.case_id}"
    desk.signs_in("shanqian1")
    assert "答复申请" in desk.get(case).text
    desk.follow(f"{case}/acceptance")
    assert "已经答复" in desk.sends(f"{case}/acceptance", decision="accept").text
    desk.get(f"{case}/call-back")
    page = desk.sends(f"{case}/call-back", outcome="reached", informed_of=["rights", "duties"])
    assert page.status == 422
    assert "请写明了解到的困难" in page.text
    assert 'value="rights" checked' in page.text
    desk.page = page
    page = desk.sends(
        f"{case}/call-back",
        outcome="reached",
        hardship="独自带两个孩子 <script>alert(1)</script>",
        informed_of=["rights", "duties"],
    )
    assert "回访已经记下" in page.text
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    desk.signs_in("shanqian1", to=case)
    assert "拟同意" in desk.page.text
    assert "之后是“" in desk.page.text
    desk.get(f"{case}/opinion")
    found = {"found.incomes.0.kind": "wage", "found.incomes.0.amount_fen": "一百"}
    page = desk.sends(f"{case}/opinion", decision="propose_grant", reason="情况一致", **found)
    assert page.status == 422
    assert 'name="found.incomes.0.amount_fen" value="一百"' in page.text
    assert 'href="#field-found-incomes-0-source"' in page.text
    desk.get(f"{case}/opinion")
    page = desk.sends(f"{case}/opinion", decision="propose_grant", reason="情况一致")
    assert "意见已经提出" in page.text
    stage.family.waits_for("confirming")
    county = Desk(town)
    county.signs_in("longtan", to=case)
    assert "作出决定" in county.page.text
    county.get(f"{case}/decision")
    page = county.sends(f"{case}/decision", decision="confirm", reason="符合条件")
    assert "决定已经作出" in page.text
    assert stage.family.waits_for("receiving")
    town.clock.sleep_until(town.clock.now() + timedelta(days=20))
    desk.signs_in("shanqian1")
    assert made(town, desk, case) <= MOST_CALLS
    assert "放款" in desk.get(f"{case}/money").text


def test_whoever_proposed_is_not_offered_the_decision(town, desk):
    family = noticed(town)
    case = f"/desk/cases/{family.case_id}"
    desk.signs_in("shanqian1", to=case)
    assert "/decision" not in desk.page.text
    desk.get(f"{case}/decision")
    page = desk.sends(f"{case}/decision", decision="confirm", reason="符合条件")
    assert page.status == 409
    assert 'value="confirm" checked' in page.text
    assert "符合条件</textarea>" in page.text


def test_of_two_tabs_that_decide_one_is_told_what_changed(town, desk, applied):
    case = f"/desk/cases/{applied.case_id}"
    desk.signs_in("shanqian1")
    other = Desk(town)
    other.signs_in("shanqian2", to=f"{case}/acceptance")
    desk.get(f"{case}/acceptance")
    desk.sends(f"{case}/acceptance", decision="accept")
    page = other.sends(f"{case}/acceptance", decision="accept")
    assert page.status == 409
    assert "现在不能办理" in page.text


# Money.


def test_a_finance_clerk_releases_what_was_decided(town, desk):
    family = decided_at_once(town)
    desk.signs_in("changyi-finance")
    link = re.search(r'href="(/desk/releases/[^"]+)"', desk.page.text)[1]
    page = desk.get(link)
    assert "1,000.00" in page.text
    assert "放款" in page.text
    refused = desk.sends(link, decision="release", reason="核对无误", count="2")
    assert refused.status == 409
    desk.get(link)
    page = desk.sends(link, decision="release", reason="核对无误")
    assert "已经办理" in page.text
    assert link not in page.text
    town.clock.sleep_until(town.clock.now() + timedelta(days=2))
    assert family.timeline()["payments"]


def test_a_finance_clerk_finds_what_waits_on_their_list(town, desk):
    decided_at_once(town)
    assert "/desk/releases/" in desk.signs_in("changyi-finance").text
    assert "/desk/releases/" not in desk.signs_in("longtan-finance").text
