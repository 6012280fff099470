"""Who may be asked about: only whose consent is signed, and still holds."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case.consents import (
    EXPIRED,
    NO_CONSENT,
    NO_NUMBER,
    NOT_PROVED,
    people_in_report,
)
from chalicelib.domain.household import GUARDIANS_FROM
from tests.support.cases import member

SIGNED = datetime(2022, 12, 19, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
COUPLE = [member("田秀兰", "19850312", "applicant"), member("田山", "19830312", "spouse")]
CHILD = member("田一", "20120312", "child")
UNCLE = {**member("田海", "19600312", "sibling"), "relation": "sibling"}


def consent(number, signed=SIGNED, account="home", **more):
    return {"member": number, "signed_at": signed.isoformat(), "account": account, **more}


def face(number, account="home"):
    return {"number": number, "how": "face", "account": account}


def card(number):
    return {"number": number, "how": "identity_card", "by": "shanqian1"}


EVERYBODY = tuple(face(number) for number in (0, 1, 100))


def unasked(members, consents, now=SIGNED, proved=EVERYBODY, **more):
    application = {"members": members, "consents": consents, "proved": proved, "scheme": "dibao"}
    application |= more
    return {one.number: one.not_asked_because for one in people_in_report(application, now, YEAR)}


def test_every_adult_signs_alone():
    assert unasked(COUPLE, [consent(0)]) == {0: "", 1: NO_CONSENT}
    assert unasked(COUPLE, [consent(0), consent(1)]) == {0: "", 1: ""}


def test_any_adult_signs_for_the_minors_and_no_minor_for_anybody():
    family = [*COUPLE, CHILD]
    assert unasked(family, [consent(1)]) == {0: NO_CONSENT, 1: "", 2: ""}
    assert unasked(family, [consent(2)]) == {0: NO_CONSENT, 1: NO_CONSENT, 2: NO_CONSENT}


def test_a_guardian_of_age_signs_for_one_who_cannot():
    signed = [consent(0), consent(1, signed_by=0)]
    shown = [{"kind": "guardianship", "digest": "0" * 64}]
    assert unasked(COUPLE, signed, papers=shown) == {0: "", 1: ""}
    assert unasked(COUPLE, signed) == {0: "", 1: NO_CONSENT}
    family = [*COUPLE, CHILD]
    assert unasked(family, [consent(0), consent(1, signed_by=2)])[1] == NO_CONSENT


def test_nobody_guards_themselves_into_a_signature_they_did_not_give():
    assert unasked(COUPLE, [consent(0), consent(1, signed_by=1)])[1] == NO_CONSENT


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (timedelta(seconds=-1), NO_CONSENT),
        (timedelta(0), ""),
        (YEAR - timedelta(seconds=1), ""),
        (YEAR, EXPIRED),
    ],
)
def test_a_consent_begins_when_it_is_signed_and_ends_a_year_later(after, reason):
    assert unasked(COUPLE[:1], [consent(0)], SIGNED + after) == {0: reason}


def test_a_new_signature_takes_the_place_of_an_expired_one():
    now = SIGNED + YEAR
    assert unasked(COUPLE[:1], [consent(0), consent(0, now)], now) == {0: ""}


@pytest.mark.parametrize(("scheme", "numbers"), [("tekun", {0, 1, 100}), ("dibao", {0, 1})])
def test_relatives_who_owe_support_are_asked_about_for_tekun_alone(scheme, numbers):
    consents = [consent(0), consent(1), consent(100)]
    nameless = {"relation": "child"}
    found = unasked(COUPLE, consents, scheme=scheme, supporters=[UNCLE, nameless])
    assert found == dict.fromkeys(numbers, "")


def test_a_relative_who_did_not_sign_is_not_asked_about():
    assert unasked(COUPLE, [consent(0)], scheme="tekun", supporters=[UNCLE])[100] == NO_CONSENT


def test_nobody_is_asked_about_before_being_proved():
    signed = [consent(0), consent(1)]
    assert unasked(COUPLE, signed, proved=[]) == {0: NOT_PROVED, 1: NOT_PROVED}
    assert unasked(COUPLE, signed, proved=[face(0)]) == {0: "", 1: NOT_PROVED}


def test_a_face_counts_for_what_was_signed_on_that_phone_alone():
    signed = [consent(0), consent(1)]
    assert unasked(COUPLE, signed, proved=[face(0), face(1, "his own")])[1] == NOT_PROVED
    signed.append(consent(1, account="his own"))
    assert unasked(COUPLE, signed, proved=[face(0), face(1, "his own")])[1] == ""


def test_a_card_that_staff_saw_counts_for_every_phone():
    assert unasked(COUPLE, [consent(0), consent(1)], proved=[card(0), card(1)]) == {0: "", 1: ""}


def test_a_card_without_a_signature_is_no_consent():
    assert unasked(COUPLE, [consent(0)], proved=[card(0), card(1)]) == {0: "", 1: NO_CONSENT}


def test_nobody_makes_himself_the_guardian_of_a_grown_stranger():
    signed = [consent(0), consent(1, signed_by=0)]
    shown = [{"kind": "guardianship", "digest": "0" * 64}]
    assert unasked(COUPLE, signed, proved=[face(0)], papers=shown) == {0: "", 1: NOT_PROVED}
    assert unasked(COUPLE, signed, proved=[face(0), card(1)], papers=shown) == {0: "", 1: ""}


def test_minors_are_asked_about_once_an_adult_who_signed_is_proved():
    family = [*COUPLE, CHILD]
    assert unasked(family, [consent(0)], proved=[])[2] == NOT_PROVED
    assert unasked(family, [consent(0)], proved=[face(0)])[2] == ""


ORPHAN = [member("田一", "20120312", "applicant")]
GRANDMOTHER = {**member("齐桂兰", "19520312", "grandparent"), "members": [0]}


def test_a_guardian_elsewhere_signs_for_a_child_alone():
    named = {"guardians": [GRANDMOTHER]}
    signed = [consent(0, account="hers", signed_by=GUARDIANS_FROM)]
    proved = [face(GUARDIANS_FROM, "hers")]
    assert unasked(ORPHAN, signed, proved=proved, **named) == {0: ""}
    assert unasked(ORPHAN, signed, proved=[], **named) == {0: NOT_PROVED}
    assert unasked(ORPHAN, signed, proved=proved) == {0: NO_CONSENT}
    assert unasked(ORPHAN, [consent(0)], proved=[face(0)], **named) == {0: NO_CONSENT}


def test_a_guardian_signs_only_for_whom_the_application_names():
    family = [*COUPLE, CHILD]
    named = {"guardians": [GRANDMOTHER | {"members": [2]}]}
    signed = [consent(1, signed_by=GUARDIANS_FROM), consent(2, signed_by=GUARDIANS_FROM)]
    found = unasked(family, signed, proved=[face(GUARDIANS_FROM), face(1)], **named)
    assert (found[1], found[2]) == (NO_CONSENT, "")


def test_of_whom_there_is_no_number_nobody_can_ask():
    newborn = {"name": "田宝", "relation": "child", "born": "2022-12-01", "no_number": "newborn"}
    assert unasked([*COUPLE, newborn], [consent(0)])[2] == NO_NUMBER
