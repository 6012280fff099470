"""The household report: what is known after each round, and what must be explained."""

import pytest

from chalicelib.case.consents import NO_CONSENT
from chalicelib.case.findings import merged
from chalicelib.policy import load_pack
from chalicelib.verification import rules

TOLERANCE = 10_000  # 100 yuan


CATALOGUE = load_pack("jilin-city").catalogue


def differences(application, items):
    return rules.differences(application, items, CATALOGUE, TOLERANCE)


def item(source, name, status="verified", value=None, member=0, reason="", **more):
    found = {"source": source, "item": name, "member": member, "status": status}
    return {**found, "value": value, "reason": reason, **more}


def deposits(value=0, status="verified", **more):
    return item("bank", "deposits", status, value if status == "verified" else None, **more)


def pension(value, member=0):
    return item("social_security", "pension_monthly", value=value, member=member)


def declared(deposits=0, businesses=0, incomes=()):
    return {
        "incomes": [
            {"member": member, "kind": kind, "amount_fen": fen, "period": period}
            for member, kind, fen, period in incomes
        ],
        "property": {"deposits_fen": deposits, "securities_fen": 0, "businesses": businesses},
        "expenses": [],
        "members": [{}, {}],
    }


def statuses(items):
    return [one["status"] for one in items]


# After another round.


@pytest.mark.parametrize("answer", ["verified", "nothing_held", "mismatch"])
def test_an_answer_replaces_silence(answer):
    known = [deposits(status="not_verified", reason="answer.late")]
    assert statuses(merged(known, [deposits(5, answer)])) == [answer]


@pytest.mark.parametrize("answer", ["verified", "nothing_held", "mismatch"])
def test_silence_replaces_no_answer(answer):
    silence = deposits(status="not_verified", reason="answer.late")
    assert statuses(merged([deposits(5, answer)], [silence])) == [answer]


def test_of_two_answers_the_later_one_counts():
    (later,) = merged([deposits(5, round=1)], [deposits(7, round=2)])
    assert (later["value"], later["round"]) == (7, 2)


def test_what_a_round_did_not_ask_for_stays_as_it_is():
    known = [deposits(5), pension(90_000)]
    assert merged(known, [deposits(7)]) == [deposits(7), pension(90_000)]


def test_members_and_items_are_kept_apart():
    known = [deposits(5, member=0), deposits(6, member=1)]
    assert [one["value"] for one in merged(known, [deposits(9, member=1)])] == [5, 9]


def test_merging_a_round_twice_is_merging_it_once():
    fresh = [deposits(7), pension(90_000), item("bank", "deposits", "mismatch", member=1)]
    once = merged([deposits(5)], fresh)
    assert merged(once, fresh) == once


def test_a_source_is_silent_if_it_left_anything_open():
    items = [
        deposits(status="not_verified", reason="answer.late"),
        pension(90_000),
        item("social_security", "wage_monthly", "not_verified", reason="answer.lacking"),
        item("disability", "disability_grade", "nothing_held"),
        item("business_registry", "companies", "mismatch", reason="answer.other_person"),
    ]
    assert rules.silent_sources(items) == ["bank", "social_security"]


def test_who_was_not_asked_for_want_of_consent_is_not_silent():
    assert rules.silent_sources([deposits(status="not_verified", reason=NO_CONSENT)]) == []


# What differs.


@pytest.mark.parametrize(
    ("found", "differs"), [(59_999, False), (60_000, False), (60_001, True), (49_000, False)]
)
def test_deposits_differ_beyond_the_tolerance(found, differs):
    found = differences(declared(deposits=50_000), [deposits(found)])
    assert bool(found) is differs


def test_deposits_are_compared_for_the_whole_family():
    items = [deposits(30_000), deposits(30_001, member=1)]
    (found,) = differences(declared(deposits=50_000), items)
    assert (found["source"], found["item"], found["member"]) == ("bank", "deposits", None)
    assert (found["declared"], found["found"]) == (50_000, 60_001)


@pytest.mark.parametrize(
    ("found", "differs"), [(99_999, False), (100_000, False), (110_000, False), (110_001, True)]
)
def test_income_differs_beyond_the_tolerance(found, differs):
    application = declared(incomes=[(0, "pension", 100_000, "month")])
    assert bool(differences(application, [pension(found)])) is differs


def test_what_the_family_declared_is_no_difference():
    application = declared(
        deposits=2_000_000,
        businesses=1,
        incomes=[(0, "pension", 100_000, "month"), (1, "basic_pension", 90_000 * 12, "year")],
    )
    items = [
        deposits(2_000_000),
        pension(100_000),
        pension(90_000, member=1),
        item("business_registry", "companies", value=1),
    ]
    assert differences(application, items) == []


def test_the_income_of_one_does_not_cover_that_of_another():
    application = declared(incomes=[(0, "pension", 190_000, "month")])
    (found,) = differences(application, [pension(90_000, member=1)])
    assert (found["member"], found["declared"], found["found"]) == (1, 0, 90_000)


def test_a_declared_wage_does_not_cover_a_pension():
    application = declared(incomes=[(0, "wage", 100_000, "month")])
    assert differences(application, [pension(90_000)])


@pytest.mark.parametrize(("owned", "differs"), [(0, True), (1, False), (2, False)])
def test_a_business_more_than_declared_differs(owned, differs):
    items = [item("business_registry", "companies", value=1)]
    found = differences(declared(businesses=owned), items)
    assert bool(found) is differs


def test_a_subsidy_that_does_not_count_is_no_difference():
    items = [item("disability", "disability_subsidy_monthly", value=16_000)]
    assert differences(declared(), items) == []


@pytest.mark.parametrize("status", ["not_verified", "nothing_held", "mismatch"])
def test_only_what_was_verified_can_stand_against_a_family(status):
    items = [
        deposits(status=status),
        item("social_security", "pension_monthly", status),
        item("business_registry", "companies", status),
    ]
    assert differences(declared(), items) == []


@pytest.mark.parametrize(
    ("away", "differs"),
    [(None, True), ("missing", True), ("prison", False), ("compulsory_rehabilitation", False)],
)
def test_who_is_said_to_be_in_prison_or_in_compulsory_rehabilitation_may_be_found_there(
    away, differs
):
    application = {**declared(), "members": [{"absent": away}]}
    found = [item("justice", "detoxification", value=1)]
    assert bool(differences(application, found)) is differs


@pytest.mark.parametrize(("grade", "differs"), [(None, False), (2, True), (3, False), (4, False)])
def test_a_grade_that_nobody_declared_cannot_differ(grade, differs):
    application = {**declared(), "members": [{"disability": {"kind": "physical", "grade": grade}}]}
    found = [item("disability", "disability_grade", value=3)]
    assert bool(differences(application, found)) is differs
