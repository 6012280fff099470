"""Who may be asked about: only whose consent is signed, and still holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.verification.consents import EXPIRED, NO_CONSENT, concerned
from tests.cases import member

SIGNED = datetime(2022, 12, 19, 1, tzinfo=UTC)
SUBMITTED = date(2022, 12, 19)
YEAR = timedelta(days=365)
COUPLE = [member("田秀兰", "19850312", "applicant"), member("田山", "19830312", "spouse")]
CHILD = member("田一", "20120312", "child")
UNCLE = {**member("田海", "19600312", "sibling"), "relation": "sibling"}


def consent(number, signed=SIGNED, **more):
    return {"member": number, "signed_at": signed.isoformat(), **more}


def unasked(members, consents, now=SIGNED, scheme="dibao", supporters=None):
    application = {
        "members": members,
        "consents": consents,
        "scheme": scheme,
        "supporters": supporters,
    }
    return {one.number: one.unasked for one in concerned(application, SUBMITTED, now, YEAR)}


def test_every_adult_signs_alone():
    assert unasked(COUPLE, [consent(0)]) == {0: "", 1: NO_CONSENT}
    assert unasked(COUPLE, [consent(0), consent(1)]) == {0: "", 1: ""}


def test_any_adult_signs_for_the_minors_and_no_minor_for_anybody():
    family = [*COUPLE, CHILD]
    assert unasked(family, [consent(1)]) == {0: NO_CONSENT, 1: "", 2: ""}
    assert unasked(family, [consent(2)]) == {0: NO_CONSENT, 1: NO_CONSENT, 2: NO_CONSENT}


def test_a_guardian_of_age_signs_for_one_who_cannot():
    assert unasked(COUPLE, [consent(0), consent(1, signed_by=0)]) == {0: "", 1: ""}
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
