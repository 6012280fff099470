"""WeChat over HTTP: signing in, the token, messages, and WeChat's bad days."""

import logging

import pytest
from werkzeug.wrappers import Response

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.partners import tencent
from chalicelib.platform.partners.wechat import WeChat
from local.cloud.clock import LogicalClock
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.loopback import serving
from local.simulators.tencent import answered as answers
from local.simulators.wechat import WeChatSimulator, phone_number
from tests.conftest import MONDAY

HELD = PARTNER_SECRETS["WECHAT"]
SECRET, OPENID = HELD["secret"], "openid-of-the-mother"
FIELDS = {
    "thing1": "受理通知书",
    "character_string2": "4070123456789",
    "time3": "2022年12月19日 09:01",
}


@pytest.fixture
def clock():
    tencent.forget()
    return LogicalClock(MONDAY)


@pytest.fixture
def simulator(clock):
    return WeChatSimulator(clock, HELD)


@pytest.fixture
def url(simulator):
    with serving(simulator) as address:
        yield address


@pytest.fixture
def wechat(url, clock):
    return adapter(url, clock)


@pytest.fixture
def mother(simulator):
    """Somebody who signed in once."""
    simulator.issue_code(OPENID)
    return OPENID


def adapter(url, clock, **other):
    held = HELD | other
    return WeChat(url, held["appid"], held["secret"], held["template_id"], clock)


def test_a_code_tells_who_signed_in(wechat, simulator):
    assert wechat.session(simulator.issue_code(OPENID)) == OPENID


def test_a_code_works_once(wechat, simulator):
    code = simulator.issue_code(OPENID)
    wechat.session(code)
    with pytest.raises(Refused, match=r"^wechat\.code$"):
        wechat.session(code)


@pytest.mark.parametrize(("seconds", "works"), [(299, True), (300, False)])
def test_a_code_works_for_five_minutes(wechat, simulator, clock, seconds, works):
    code = simulator.issue_code(OPENID)
    clock.wait(object(), seconds)
    if works:
        assert wechat.session(code) == OPENID
    else:
        with pytest.raises(Refused, match=r"^wechat\.code$"):
            wechat.session(code)


@pytest.mark.parametrize("code", ["made-up", "", "a&secret=x", "中"])
def test_a_made_up_code_is_refused(wechat, code):
    with pytest.raises(Refused, match=r"^wechat\.code$"):
        wechat.session(code)


def test_whom_wechat_distrusts_does_not_get_in(wechat, simulator):
    simulator.high_risk.add(OPENID)
    with pytest.raises(Refused, match=r"^wechat\.high_risk$"):
        wechat.session(simulator.issue_code(OPENID))


def test_a_message_arrives_with_its_fields(wechat, simulator, mother):
    wechat.subscribe_message(mother, FIELDS)
    (note,) = simulator.notes
    assert (note.openid, note.fields, note.at) == (mother, FIELDS, MONDAY)


def test_whoever_declined_gets_no_message(wechat, simulator, mother):
    simulator.refusing.add(mother)
    with pytest.raises(Refused, match=r"^wechat\.declined$"):
        wechat.subscribe_message(mother, FIELDS)
    assert simulator.notes == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"thing1": "一" * 21},
        {"thing1": ""},
        {"time3": "2022-12-19T01:01:00Z"},
        {"time3": "2022年12月19日"},
        {"character_string2": "回执"},
        {"character_string2": "1" * 33},
        {"thing4": "x"},
    ],
)
def test_a_field_of_the_wrong_form_is_our_fault(wechat, simulator, mother, wrong):
    with pytest.raises(Broken, match=r"^wechat\.unexpected$") as fault:
        wechat.subscribe_message(mother, FIELDS | wrong)
    assert fault.value.figures == {"errcode": 47003}
    assert simulator.notes == []


def test_fields_may_be_as_long_as_their_forms_allow(wechat, simulator, mother):
    longest = {"thing1": "一" * 20, "character_string2": "1" * 32}
    wechat.subscribe_message(mother, FIELDS | longest)
    assert len(simulator.notes) == 1


def test_a_stranger_or_another_template_is_our_fault(wechat, url, clock, mother):
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        wechat.subscribe_message("nobody", FIELDS)
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        adapter(url, clock, template_id="another").subscribe_message(mother, FIELDS)


def test_one_token_serves_until_a_minute_before_its_end(url, simulator, clock, mother):
    for _ in range(2):
        adapter(url, clock).subscribe_message(mother, FIELDS)
    clock.wait(object(), 7200 - 61)
    adapter(url, clock).subscribe_message(mother, FIELDS)
    assert simulator.tokens.issued == 1
    clock.wait(object(), 61)
    adapter(url, clock).subscribe_message(mother, FIELDS)
    assert simulator.tokens.issued == 2


def test_a_token_that_died_early_is_fetched_anew(wechat, simulator, mother):
    wechat.subscribe_message(mother, FIELDS)
    simulator.tokens.expire()
    wechat.subscribe_message(mother, FIELDS)
    assert (simulator.tokens.issued, len(simulator.notes)) == (2, 2)


def test_tokens_that_die_at_once_are_not_fetched_for_ever(wechat, simulator, clock, mother):
    class Dying(type(simulator.tokens)):
        def errcode(self, _request):
            return 40014

    simulator.tokens = Dying(clock)
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        wechat.subscribe_message(mother, FIELDS)


@pytest.mark.parametrize("trouble", ["down", "busy"])
def test_wechat_being_down_or_busy_may_pass(wechat, simulator, mother, trouble):
    setattr(simulator, trouble, True)
    for ask in (
        lambda: wechat.session(simulator.issue_code(OPENID)),
        lambda: wechat.subscribe_message(mother, FIELDS),
    ):
        with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
            ask()
    setattr(simulator, trouble, False)
    wechat.subscribe_message(mother, FIELDS)


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"\xff"])
def test_what_is_not_json_is_no_answer(clock, answer):
    def odd(_environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [answer]

    with serving(odd) as address, pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
        adapter(address, clock).session("code")


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        b'{"errcode": 0}',
        b'{"openid": ""}',
        b'{"openid": null}',
        b'{"openid": 7}',
        b'{"openid": ["o"]}',
        b'{"openid": "\\ud800"}',
        b'{"openid": "o", "errcode": "0"}',
        b'{"openid": "o", "errcode": false}',
        b'{"errcode": "40029"}',
        b'{"errcode": {}}',
        b"\xff\xfe",
    ],
)
def test_who_signed_in_is_answered_clearly_or_nobody_did(clock, answer):
    with serving(Response(answer)) as url, pytest.raises(Unavailable) as unavailable:
        adapter(url, clock).session("code")
    assert unavailable.value.code == "wechat.unavailable"
    assert unavailable.value.__context__ is None


def test_a_message_of_which_nothing_is_said_was_not_sent(wechat, simulator, mother, monkeypatch):
    monkeypatch.setattr(simulator, "_send", lambda _request: answers({}))
    with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
        wechat.subscribe_message(mother, FIELDS)


def test_nobody_listening_is_no_answer(clock):
    with pytest.raises(Unavailable, match=r"^wechat\.unavailable$") as failure:
        adapter("http://127.0.0.1:9", clock).session("code")
    assert failure.value.__cause__ is None
    assert SECRET not in str(failure.value)


def test_a_wrong_secret_is_our_fault_and_is_told_to_nobody(url, clock, simulator, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = adapter(url, clock, secret="a-wrong-secret")
    for ask in (lambda: wrong.session("code"), lambda: wrong.subscribe_message("x", FIELDS)):
        with pytest.raises(Broken, match=r"^wechat\.credentials$") as fault:
            ask()
        assert "a-wrong-secret" not in repr((fault.value, fault.value.figures, vars(fault.value)))
    assert "a-wrong-secret" not in caplog.text


def test_the_search_for_the_secret_finds_it_where_urllib3_may_speak(url, clock, caplog):
    with pytest.raises(Refused):
        adapter(url, clock).session("code")
    caplog.set_level(logging.DEBUG, "urllib3")
    with pytest.raises(Refused):
        adapter(url, clock).session("code")
    assert SECRET in caplog.text


def test_a_phone_number_comes_from_the_code_of_its_button_once(wechat, simulator, mother):
    code = simulator.issue_number_code(mother)
    assert wechat.phone_number(code) == phone_number(mother)
    with pytest.raises(Refused, match="number_code"):
        wechat.phone_number(code)


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"purePhoneNumber": "98765432", "countryCode": "852"}, (Refused, "number_abroad")),
        ({"purePhoneNumber": "", "countryCode": "86"}, (Unavailable, "wechat.unavailable")),
        ({"phoneNumber": "13912345678"}, (Unavailable, "wechat.unavailable")),
    ],
)
def test_a_number_of_elsewhere_or_of_another_shape_is_not_taken(
    wechat, simulator, monkeypatch, info, expected
):
    answer = {"errcode": 0, "errmsg": "ok", "phone_info": info}
    monkeypatch.setattr(simulator, "_number", lambda _request: answers(answer))
    kind, code = expected
    with pytest.raises(kind, match=code):
        wechat.phone_number("a-code")
