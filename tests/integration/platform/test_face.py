"""WeChat's face verification over HTTP: who is before the phone, and all that can go wrong."""

import json
from dataclasses import dataclass

import pytest
import urllib3
from werkzeug.wrappers import Response

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.partners import tencent
from chalicelib.platform.partners import wechat as wechat_module
from chalicelib.platform.partners.wechat import NOT_PASSED, PASSED, WeChat, cert_hash
from local.cloud.clock import LogicalClock
from local.cloud.loopback import serving
from local.simulators import face
from local.simulators.tencent import answered as answers
from local.simulators.wechat import WeChatSimulator
from tests.conftest import MONDAY
from tests.integration.platform.test_wechat import HELD, OPENID, adapter

NAME, NUMBER = "田秀兰", "220201198503129990"
HUSBAND = ("田山", "220201198303121234")
SEQUENCE = "proof-0001"


@dataclass
class Phone:
    """The mother's phone, WeChat behind it, and our side of WeChat."""

    wechat: WeChat
    simulator: WeChatSimulator
    clock: LogicalClock
    url: str

    def begins(self, name=NAME, number=NUMBER, openid=OPENID, sequence=SEQUENCE):
        return self.wechat.verify_id(openid, sequence, name, number)[0]

    def films(self, verify_id, name=NAME, number=NUMBER, openid=OPENID):
        return self.simulator.faces.film(openid, verify_id, name, number)

    def result(self, verify_id, name=NAME, number=NUMBER, openid=OPENID, sequence=SEQUENCE):
        return self.wechat.verified(openid, sequence, verify_id, name, number)


@pytest.fixture
def phone():
    tencent.forget()
    clock = LogicalClock(MONDAY)
    simulator = WeChatSimulator(clock, HELD)
    simulator.issue_code(OPENID)
    with serving(simulator) as url:
        yield Phone(adapter(url, clock), simulator, clock, url)


def test_the_digest_of_a_card_is_that_of_wechats_example():
    number = "310101" + "199801011234"  # its check character is wrong: it is nobody's
    example = "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b"
    assert cert_hash("IDENTITY_CARD", "张三", number) == example


def test_whoever_is_on_the_card_passes(phone):
    begun = phone.begins()
    assert phone.films(begun) == face.DONE
    assert phone.result(begun) == PASSED


def test_an_id_is_good_for_an_hour(phone):
    verify_id, seconds = phone.wechat.verify_id(OPENID, SEQUENCE, NAME, NUMBER)
    assert (len(verify_id), seconds) == (256, 3600)


def test_somebody_else_before_the_camera_does_not_pass(phone):
    begun = phone.begins()
    phone.films(begun, *HUSBAND)
    assert NOT_PASSED[phone.result(begun)] == "proof.another_face"


def test_another_name_than_the_register_has_does_not_pass(phone):
    begun = phone.begins(name="田水")
    phone.films(begun)
    assert NOT_PASSED[phone.result(begun, name="田水")] == "proof.mismatch"


def test_a_relative_may_be_filmed_on_ones_own_phone(phone):
    begun = phone.begins(*HUSBAND)
    phone.films(begun, *HUSBAND)
    assert phone.result(begun, *HUSBAND) == PASSED


def test_before_the_phone_did_anything_nobody_has_passed(phone):
    assert NOT_PASSED[phone.result(phone.begins())] == "proof.not_finished"


def test_whoever_failed_does_not_pass_by_being_filmed_again(phone):
    begun = phone.begins()
    phone.films(begun, *HUSBAND)
    phone.films(begun)
    assert phone.result(begun) != PASSED


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (face.CANCELLED, "proof.cancelled"),
        (face.CAMERA_DENIED, "proof.permission"),
        (face.BAD_LIGHT, "proof.capture"),
        (face.NETWORK, "proof.network"),
    ],
)
def test_what_goes_wrong_on_a_phone_is_distinguished(phone, trouble, code):
    begun = phone.begins()
    phone.simulator.faces.troubles[OPENID] = trouble
    assert phone.films(begun) == trouble
    assert NOT_PASSED[phone.result(begun)] == code


@pytest.mark.parametrize(("seconds", "filmed"), [(3599, True), (3600, False), (3601, False)])
def test_after_an_hour_nothing_is_filmed(phone, seconds, filmed):
    begun = phone.begins()
    phone.clock.wait(object(), seconds)
    phone.films(begun)
    assert (phone.result(begun) == PASSED) is filmed


def test_what_was_filmed_in_time_can_be_asked_later(phone):
    begun = phone.begins()
    phone.films(begun)
    phone.clock.wait(object(), 3600)
    assert phone.result(begun) == PASSED


def test_on_somebody_elses_phone_nothing_is_filmed(phone):
    begun = phone.begins()
    phone.simulator.issue_code("another")
    assert phone.films(begun, openid="another") == face.INVALID_USER
    assert phone.result(begun) != PASSED


@pytest.mark.parametrize("other", [{"openid": "another"}, {"name": "田水"}, {"number": HUSBAND[1]}])
def test_a_result_is_told_to_the_very_values_of_the_beginning(phone, other):
    begun = phone.begins()
    phone.simulator.issue_code("another")
    phone.films(begun)
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        phone.result(begun, **other)


def test_what_wechat_does_not_know_has_to_be_begun_again(phone):
    begun = phone.begins()
    for verify_id, sequence in (("made-up", SEQUENCE), (begun, "proof-0002")):
        with pytest.raises(Refused, match=r"^proof\.expired$"):
            phone.result(verify_id, sequence=sequence)


@pytest.mark.parametrize("sequence", ["1234", "x" * 33, "proof 0001", "核验-0001"])
def test_our_own_number_has_wechats_form(phone, sequence):
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        phone.begins(sequence=sequence)


@pytest.mark.parametrize("sequence", ["12345", "x" * 32, "A-b_9"])
def test_our_own_number_may_be_as_short_and_long_as_wechat_takes(phone, sequence):
    assert phone.begins(sequence=sequence)


def test_our_own_number_is_never_used_twice(phone):
    phone.begins()
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        phone.begins(*HUSBAND)


@pytest.mark.parametrize(
    ("name", "number"), [("", NUMBER), (NAME, ""), (NAME, "810000199303121237"), (NAME, "x")]
)
def test_only_a_mainland_card_is_taken(phone, name, number):
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        phone.begins(name, number)


def test_wechat_knows_only_who_signed_in(phone):
    with pytest.raises(Broken, match=r"^wechat\.unexpected$"):
        phone.begins(openid="nobody")


def test_a_token_that_died_early_is_fetched_anew(phone):
    begun = phone.begins()
    phone.simulator.tokens.expire()
    assert NOT_PASSED[phone.result(begun)] == "proof.not_finished"


@pytest.mark.parametrize("trouble", ["down", "busy"])
def test_wechat_being_down_or_busy_may_pass(phone, trouble):
    begun = phone.begins()
    setattr(phone.simulator, trouble, True)
    for ask in (lambda: phone.begins(sequence="proof-0002"), lambda: phone.result(begun)):
        with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
            ask()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"errcode": 0},
        {"verify_id": "x" * 256, "expires_in": 3600},
        {"errcode": 0, "verify_id": "x" * 256},
        {"errcode": 0, "verify_id": None, "expires_in": 3600},
        {"errcode": 0, "verify_id": "", "expires_in": 3600},
        {"errcode": 0, "verify_id": "\ud800", "expires_in": 3600},
        {"errcode": 0, "verify_id": ["x"], "expires_in": 3600},
        {"errcode": 0, "verify_id": "x" * 256, "expires_in": "soon"},
        {"errcode": 0, "verify_id": "x" * 256, "expires_in": 0},
        {"errcode": 0, "verify_id": "x" * 256, "expires_in": 10**12},
        {"errcode": 0, "verify_id": "x" * 256, "expires_in": 1e300},
        {"errcode": False, "verify_id": "x" * 256, "expires_in": 3600},
        {"errcode": "0", "verify_id": "x" * 256, "expires_in": 3600},
        {"errcode": [40001], "verify_id": "x" * 256, "expires_in": 3600},
    ],
)
def test_a_wechat_that_answers_nonsense_has_begun_nothing(phone, monkeypatch, said):
    monkeypatch.setattr(phone.simulator.faces, "begin", lambda _given: answers(said))
    with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
        phone.begins()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"errcode": 0},
        {"verify_ret": 10000},
        {"errcode": 0, "verify_ret": None},
        {"errcode": 0, "verify_ret": 10000.9},
        {"errcode": 0, "verify_ret": 10000.0},
        {"errcode": 0, "verify_ret": "10000"},
        {"errcode": 0, "verify_ret": [10000]},
        {"errcode": 0.0, "verify_ret": 10000},
    ],
)
def test_only_a_clear_word_of_wechat_says_that_somebody_passed(phone, monkeypatch, said):
    begun = phone.begins()
    monkeypatch.setattr(phone.simulator.faces, "query", lambda _given: answers(said))
    with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
        phone.result(begun)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\xff\xfe{\0}\0", b"[]", b"null", b"", b"0"])
def test_what_is_no_json_object_is_no_answer_about_a_face(phone, monkeypatch, raw):
    monkeypatch.setattr(phone.simulator.faces, "begin", lambda _given: Response(raw))
    with pytest.raises(Unavailable, match=r"^wechat\.unavailable$"):
        phone.begins()


def test_what_wechat_answers_besides_is_ignored(phone, monkeypatch):
    more = {"errcode": 0, "verify_id": "v", "expires_in": 3600, "new_field": {"since": 2027}}
    monkeypatch.setattr(phone.simulator.faces, "begin", lambda _given: answers(more))
    assert phone.begins() == "v"


def test_who_has_no_token_is_told_nothing(phone):
    body = json.dumps({"openid": OPENID}).encode()
    path = f"{phone.url}/cityservice/face/identify/getverifyid?access_token=guessed"
    answer = urllib3.PoolManager().request("POST", path, body=body)
    assert json.loads(answer.data)["errcode"] == 40014
    assert phone.simulator.faces.verifications == {}


def test_every_result_belongs_to_one_group():
    listed = [ret for rets in wechat_module._GROUPS.values() for ret in rets]
    assert len(listed) == len(set(listed)) == len(NOT_PASSED)
    assert PASSED not in NOT_PASSED
