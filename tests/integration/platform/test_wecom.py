"""WeCom over HTTP: which member signed in, cards, and WeCom's bad days."""

import pytest
from werkzeug.wrappers import Response

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.partners import tencent
from chalicelib.platform.partners.wecom import WeCom
from local.cloud.clock import LogicalClock
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.loopback import serving
from local.simulators.tencent import answered as answers
from local.simulators.wecom import WeComSimulator
from tests.conftest import MONDAY

HELD = PARTNER_SECRETS["WECOM"]


@pytest.fixture
def clock():
    tencent.forget()
    return LogicalClock(MONDAY)


@pytest.fixture
def simulator(clock):
    return WeComSimulator(clock, HELD, strangers={"visitor"})


@pytest.fixture
def url(simulator):
    with serving(simulator) as address:
        yield address


@pytest.fixture
def wecom(url, clock):
    return adapter(url, clock)


def adapter(url, clock, **other):
    held = HELD | other
    return WeCom(
        url,
        held["corpid"],
        held["corpsecret"],
        int(held["agentid"]),
        held["home_url"],
        clock,
    )


def test_a_code_tells_which_member_signed_in(wecom, simulator):
    assert wecom.user(simulator.issue_code("town1")) == "town1"


def test_a_code_works_once_and_for_five_minutes(wecom, simulator, clock):
    used, late = simulator.issue_code("town1"), simulator.issue_code("town1")
    wecom.user(used)
    clock.wait(object(), 300)
    for code in (used, late, "made-up"):
        with pytest.raises(Refused, match=r"^wecom\.code$"):
            wecom.user(code)


def test_a_stranger_to_the_corporation_is_no_member(wecom, simulator):
    with pytest.raises(Refused, match=r"^wecom\.not_a_member$"):
        wecom.user(simulator.issue_code("visitor"))


def test_a_card_arrives_at_every_member(wecom, simulator):
    wecom.send_card(["county1", "county2"], "任务逾期", "请处理")
    assert [(card.userid, card.title, card.text) for card in simulator.cards] == [
        ("county1", "任务逾期", "请处理"),
        ("county2", "任务逾期", "请处理"),
    ]
    assert simulator.cards[0].url == HELD["home_url"]


def test_the_same_card_arrives_once_within_half_an_hour(wecom, simulator, clock):
    for seconds, cards in ((0, 1), (1799, 1), (1, 2)):
        clock.wait(object(), seconds)
        wecom.send_card(["county1"], "任务逾期", "请处理")
        assert len(simulator.cards) == cards


def test_a_long_card_is_cut_between_characters(wecom, simulator):
    wecom.send_card(["county1"], "题" * 43, "字" * 171)
    (card,) = simulator.cards
    assert (card.title, card.text) == ("题" * 42, "字" * 170)


def test_the_simulator_minds_bytes_as_wecom_does(url, clock, simulator, monkeypatch):
    monkeypatch.setattr("chalicelib.platform.partners.wecom.MOST_TITLE", 129)
    with pytest.raises(Broken, match=r"^wecom\.unexpected$") as fault:
        adapter(url, clock).send_card(["county1"], "x" * 129, "请处理")
    assert fault.value.figures == {"errcode": 45003}


def test_an_unknown_addressee_is_noted_and_the_others_get_the_card(wecom, simulator, lines):
    wecom.send_card(["visitor", "county1"], "任务逾期", "请处理")
    assert [card.userid for card in simulator.cards] == ["county1"]
    assert any("wecom.unknown_user" in line for line in lines)
    assert not any("visitor" in line for line in lines)


def test_a_card_that_nobody_can_get_is_our_fault(wecom):
    with pytest.raises(Broken, match=r"^wecom\.unexpected$"):
        wecom.send_card(["visitor"], "任务逾期", "请处理")


def test_a_token_that_died_early_is_fetched_anew(wecom, simulator):
    wecom.user(simulator.issue_code("town1"))
    simulator.tokens.expire()
    assert wecom.user(simulator.issue_code("town1")) == "town1"
    assert simulator.tokens.issued == 2


def test_apps_do_not_share_tokens(url, clock, simulator):
    adapter(url, clock).user(simulator.issue_code("town1"))
    other = adapter(url, clock, corpsecret="a-wrong-secret", agentid="1000002")
    with pytest.raises(Broken, match=r"^wecom\.credentials$"):
        other.user(simulator.issue_code("town1"))


@pytest.mark.parametrize("trouble", ["down", "busy"])
def test_wecom_being_down_or_busy_may_pass(wecom, simulator, trouble):
    setattr(simulator, trouble, True)
    with pytest.raises(Unavailable, match=r"^wecom\.unavailable$"):
        wecom.user(simulator.issue_code("town1"))
    with pytest.raises(Unavailable, match=r"^wecom\.unavailable$"):
        wecom.send_card(["county1"], "任务逾期", "请处理")


def test_another_agent_is_our_fault(url, clock):
    with pytest.raises(Broken, match=r"^wecom\.unexpected$"):
        adapter(url, clock, agentid="1").send_card(["county1"], "任务逾期", "请处理")


@pytest.mark.parametrize(
    "content",
    [
        b'{"access_token": "a\\nb", "expires_in": 7200}',
        '{"access_token": "令牌", "expires_in": 7200}'.encode(),
        b'{"access_token": "t", "expires_in": 1e300}',
        b'{"access_token": "t", "expires_in": Infinity}',
        b'{"access_token": "t"}',
        b'{"expires_in": 7200}',
        b'{"a":' * 100_000,
        b" " * 300_000 + b"{}",
    ],
)
def test_a_token_that_is_none_is_wecom_not_answering(clock, content):
    with serving(Response(content)) as url, pytest.raises(Unavailable) as unavailable:
        adapter(url, clock).user("code")
    assert unavailable.value.code == "wecom.unavailable"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"errcode": 0},
        {"userid": "town1"},
        {"errcode": 0, "userid": ""},
        {"errcode": 0, "userid": ["town1"]},
        {"errcode": 0, "userid": "town1\n"},
        {"errcode": 0, "userid": "镇一"},
        {"errcode": "0", "userid": "town1"},
        {"errcode": None, "userid": "town1"},
    ],
)
def test_which_member_signed_in_is_answered_clearly_or_nobody_did(
    wecom, simulator, monkeypatch, said
):
    monkeypatch.setattr(simulator, "_user", lambda _request: answers(said))
    with pytest.raises(Unavailable, match=r"^wecom\.unavailable$"):
        wecom.user("code")


@pytest.mark.parametrize("said", [{}, {"errcode": 0, "invaliduser": ["town1"]}])
def test_a_card_of_which_nothing_clear_is_said_was_not_sent(wecom, simulator, monkeypatch, said):
    monkeypatch.setattr(simulator, "_send", lambda _request: answers(said))
    with pytest.raises(Unavailable, match=r"^wecom\.unavailable$"):
        wecom.send_card(["county1"], "任务逾期", "请处理")
