"""Proving by face who somebody is: what phones send, what WeChat says, what the family is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import app
from chalicelib.domain.dates import instant_text
from chalicelib.domain.identity import with_check_digit
from chalicelib.platform.partners.wechat import NOT_PASSED
from chalicelib.words import LANGUAGES, say
from local.cloud import logs, watch
from local.cloud.clock import LogicalClock
from local.population.families import MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.numbers import numbered
from local.population.residents import resident
from local.simulators import face
from local.simulators.tencent import answered as answers
from local.town.people import Citizen
from local.town.world import world
from tests.system.api.scenes import declined

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)
MOTHER = MOTHER_OF_TWO.residents[0]
HUSBAND, WIFE = RETIRED_COUPLE.residents


@pytest.fixture(scope="module")
def town():
    with logs.captured() as lines, world(app, LogicalClock(MONDAY)) as town:
        town.sandbox.log_lines = lines
        yield town


@pytest.fixture
def phone(town, request):
    """A phone on which nobody was proved yet, on a day on which nobody tried anything yet."""
    town.clock.sleep_until(town.clock.now() + timedelta(days=1))
    return Citizen(town, f"phone-of-{request.node.nodeid}", MOTHER_OF_TWO)


def another(town, phone, number=1):
    return Citizen(town, f"{phone.openid}-{number}", RETIRED_COUPLE)


def begins(phone, one, key=""):
    body = {"name": one.name, "identity_number": one.identity_number}
    return phone.client.post("/v1/proofs", body, key)


def films(phone, begun, one):
    return phone.world.wechat.faces.film(
        phone.openid, begun["verify_id"], one.name, one.identity_number
    )


def result(phone, begun, **body):
    return phone.client.post(f"/v1/proofs/{begun['proof_id']}/result", body)


def asked(town):
    """How many verifications WeChat ever began."""
    return len(town.wechat.faces.verifications)


# Who is proved, and where.


def test_whoever_is_filmed_is_proved_on_that_phone(town, phone):
    begun = begins(phone, MOTHER)
    assert begun["proved"] is False
    assert begun["expires_at"] == instant_text(town.clock.now() + timedelta(hours=1))
    films(phone, begun, MOTHER)
    assert result(phone, begun) == {"proved": True, "next": say("next.proved")}


def test_once_is_enough_and_wechat_is_not_asked_again(town, phone):
    phone.proves(MOTHER)
    before = asked(town)
    assert begins(phone, MOTHER) == {
        "proved": True, "proof_id": None, "verify_id": None, "expires_at": None,
        "next": say("next.proved"),
    }  # fmt: skip
    assert asked(town) == before


def test_a_relative_who_cannot_hold_a_phone_is_filmed_on_that_of_the_family(phone):
    assert phone.proves(HUSBAND)["proved"]
    assert phone.proves(WIFE)["proved"]


def test_who_is_proved_on_one_phone_is_not_proved_on_another(town, phone):
    phone.proves(HUSBAND)
    assert begins(another(town, phone), HUSBAND)["proved"] is False


def test_a_proof_holds_however_the_name_is_written(phone):
    uncle = resident("阿卜杜拉·买买提", "1960-05-20", 3)
    phone.proves(uncle)
    body = {"name": " 阿卜杜拉•买买提", "identity_number": uncle.identity_number}
    assert phone.client.post("/v1/proofs", body)["proved"] is True


def test_a_proof_under_another_name_does_not_hold(phone):
    phone.proves(MOTHER)
    body = {"name": "乔素兰", "identity_number": MOTHER.identity_number}
    assert phone.client.post("/v1/proofs", body)["proved"] is False


# Who is not.


def test_another_face_does_not_pass_and_the_right_one_may_try_again(phone):
    begun = begins(phone, MOTHER)
    films(phone, begun, WIFE)
    assert declined(result, phone, begun) == (409, "proof.another_face")
    films(phone, begun, MOTHER)
    assert declined(result, phone, begun) == (409, "proof.another_face")
    assert phone.proves(MOTHER)["proved"]


def test_a_name_that_is_not_that_of_the_number_does_not_pass(phone):
    body = {"name": "乔素兰", "identity_number": MOTHER.identity_number}
    begun = phone.client.post("/v1/proofs", body)
    films(phone, begun, MOTHER)
    assert declined(result, phone, begun) == (409, "proof.mismatch")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (face.CANCELLED, "proof.cancelled"),
        (face.CAMERA_DENIED, "proof.permission"),
        (face.BAD_LIGHT, "proof.capture"),
        (face.NETWORK, "proof.network"),
        (90017, "proof.timeout"),
        (90001, "proof.device"),
        (90018, "proof.system"),
        (90104, "proof.configuration"),
        (99999, "proof.system"),
    ],
)
def test_what_goes_wrong_on_the_phone_is_shown_with_what_to_do(town, phone, trouble, code):
    begun = begins(phone, MOTHER)
    town.wechat.faces.troubles[phone.openid] = trouble
    films(phone, begun, MOTHER)
    assert declined(result, phone, begun) == (409, code)
    assert begins(phone, MOTHER)["proved"] is False


@pytest.mark.parametrize("trouble", [90104, 99999])
def test_what_only_operators_can_mend_is_logged_for_them(town, phone, trouble):
    begun = begins(phone, MOTHER)
    town.wechat.faces.troubles[phone.openid] = trouble
    films(phone, begun, MOTHER)
    declined(result, phone, begun)
    assert any('"ERROR"' in line and str(trouble) in line for line in town.sandbox.log_lines)


def test_every_reason_says_what_to_do_next():
    ways = {"zh": ("当面查看",), "en": ("card",)}
    for lang in LANGUAGES:
        for code in {*NOT_PASSED.values(), "proof.expired", "proof.too_often", "proof.card"}:
            told = say(code, lang) + say("request.next.proof", lang)
            assert any(way in told for way in ways[lang]), (code, lang)


def test_before_the_phone_has_filmed_nobody_is_proved(phone):
    begun = begins(phone, MOTHER)
    assert declined(result, phone, begun) == (409, "proof.not_finished")
    films(phone, begun, MOTHER)
    assert result(phone, begun)["proved"]


@pytest.mark.parametrize(
    ("seconds", "code"), [(3599, "proof.not_finished"), (3600, "proof.expired")]
)
def test_after_an_hour_it_is_begun_again(town, phone, seconds, code):
    begun = begins(phone, MOTHER)
    town.clock.sleep_until(town.clock.now() + timedelta(seconds=seconds))
    assert declined(result, phone, begun) == (409, code)


def test_what_was_filmed_within_the_hour_counts_when_it_is_asked_for_later(town, phone):
    begun = begins(phone, MOTHER)
    films(phone, begun, MOTHER)
    town.clock.sleep_until(town.clock.now() + timedelta(hours=2))
    assert result(phone, begun)["proved"]


# Whose attempt it is, and repetitions.


def test_somebody_elses_attempt_is_not_found(town, phone):
    begun = begins(phone, MOTHER)
    films(phone, begun, MOTHER)
    thief = another(town, phone)
    assert declined(result, thief, begun) == (404, "proof.not_found")
    assert declined(result, thief, {"proof_id": "0" * 32}) == (404, "proof.not_found")
    assert begins(thief, MOTHER)["proved"] is False


def test_a_result_cannot_be_brought_along(town, phone):
    thief = another(town, phone)
    his, hers = begins(thief, MOTHER), begins(phone, MOTHER)
    films(phone, hers, MOTHER)
    for forged in ({"verify_id": hers["verify_id"]}, {"verify_ret": 10000}, {"proved": True}):
        assert declined(result, thief, his, **forged) == (422, "request.invalid")
    assert declined(result, thief, his) == (409, "proof.not_finished")


def test_a_verification_is_of_no_use_on_another_phone(town, phone):
    thief = another(town, phone)
    begun = begins(thief, MOTHER)
    assert films(phone, begun, MOTHER) == face.INVALID_USER
    assert declined(result, thief, begun) == (409, "proof.not_finished")


def test_a_result_may_be_asked_for_as_often_as_one_likes(phone):
    begun = begins(phone, MOTHER)
    films(phone, begun, MOTHER)
    assert result(phone, begun) == result(phone, begun)


def test_the_same_request_begins_one_attempt(town, phone):
    before = asked(town)
    first = begins(phone, MOTHER, "the-first-request")
    assert begins(phone, MOTHER, "the-first-request") == first
    assert asked(town) == before + 1
    assert declined(begins, phone, WIFE, "the-first-request") == (409, "request.key_reused")


# When WeChat, or the card, does not allow it.


def test_a_wechat_that_is_down_is_shown_as_such_and_uses_up_no_try(town, phone):
    begun = begins(phone, MOTHER)
    films(phone, begun, MOTHER)
    town.wechat.down = True
    try:
        for _ in range(10):
            assert declined(begins, phone, WIFE) == (503, "wechat.unavailable")
        assert declined(result, phone, begun) == (503, "wechat.unavailable")
    finally:
        town.wechat.down = False
    assert result(phone, begun)["proved"]
    assert phone.proves(WIFE)["proved"]


@pytest.mark.parametrize(
    "number",
    [
        numbered("1993-03-12", 12, "810000"),
        numbered("1993-03-12", 12, "820000"),
        numbered("1993-03-12", 12, "830000"),
        with_check_digit("91110119930312012"),
        "USA310093031212",
    ],
)
def test_whoever_has_another_card_is_informed_of_the_other_way(town, phone, number):
    before = asked(town)
    body = {"name": "陈安", "identity_number": number}
    assert declined(phone.client.post, "/v1/proofs", body) == (409, "proof.card")
    assert asked(town) == before
    assert "工作人员当面查看" in say("proof.card")


def test_a_typing_error_is_shown_at_its_field(phone):
    number = MOTHER.identity_number[:-1] + ("0" if MOTHER.identity_number[-1] != "0" else "1")
    body = {"name": MOTHER.name, "identity_number": number}
    assert declined(phone.client.post, "/v1/proofs", body) == (422, "request.invalid")


@pytest.mark.parametrize(
    ("typed", "registered"), [("吴○", "吴〇"), ("ＡＮＮＡ", "ANNA"), ("李\ue826", "李\u9fb5")]
)
def test_a_face_is_found_however_the_name_is_typed(town, phone, typed, registered):
    one = resident(registered, "1960-05-20", 3)
    begun = begins(phone, replace(one, name=typed))
    films(phone, begun, one)
    assert result(phone, begun)["proved"]


# What WeChat says.


@pytest.mark.parametrize("said", [{}, {"errcode": 0}, {"errcode": "0", "verify_id": "x"}])
def test_a_wechat_that_answers_nonsense_is_a_wechat_that_does_not_answer(
    town, phone, monkeypatch, said
):
    phone.client.get("/v1/cases")
    monkeypatch.setattr(town.wechat.faces, "begin", lambda _given: answers(said))
    assert declined(begins, phone, MOTHER)[0] == 503


@pytest.mark.parametrize("said", [{}, {"errcode": 0}, {"errcode": 0, "verify_ret": 10000.9}])
def test_only_a_clear_word_of_wechat_proves_anybody(town, phone, monkeypatch, said):
    begun = begins(phone, MOTHER)
    with monkeypatch.context() as patched:
        patched.setattr(town.wechat.faces, "query", lambda _given: answers(said))
        assert declined(result, phone, begun)[0] == 503
    films(phone, begun, MOTHER)
    assert result(phone, begun)["proved"]


# How often.


def test_one_phone_may_begin_thirty_times_a_day(town, phone):
    for _ in range(30):
        assert begins(phone, MOTHER)["proof_id"]
    assert declined(begins, phone, MOTHER) == (409, "proof.too_often")
    assert declined(begins, phone, WIFE) == (409, "proof.too_often")
    assert another(town, phone).proves(MOTHER)["proved"]
    town.clock.sleep_until(town.clock.now() + timedelta(days=1))
    assert phone.proves(MOTHER)["proved"]


def test_whoever_is_proved_is_informed_though_the_day_is_used_up(phone):
    phone.proves(MOTHER)
    for _ in range(29):
        begins(phone, WIFE)
    assert declined(begins, phone, WIFE) == (409, "proof.too_often")
    assert begins(phone, MOTHER)["proved"]


def test_strangers_use_up_nobody_s_day_for_a_face(town, phone):
    """What others try at somebody is a sign for staff (test_who_signs), and bounds nobody else."""
    for number in range(3):
        stranger = another(town, phone, number)
        for _ in range(30):
            begins(stranger, MOTHER)
        assert declined(begins, stranger, MOTHER) == (409, "proof.too_often")
    assert phone.proves(MOTHER)["proved"]


def test_what_is_known_of_people_stands_nowhere_in_clear(town):
    texts = [*watch.everything_stored(town.sandbox), *(("log", x) for x in town.sandbox.log_lines)]
    secrets = [text for one in (MOTHER, WIFE) for text in (one.name, one.identity_number)]
    secrets += ["phone-of-", "verify-0"]
    assert [place for place, text in texts if any(secret in text for secret in secrets)] == []
