"""Asking the departments over HTTP: all at once, in time, and believing only what holds."""

from dataclasses import replace

import pytest

from chalicelib.platform.partners.departments import Departments, Exchange, Subject
from chalicelib.platform.partners.departments.answers import AnswerItem
from chalicelib.platform.partners.departments.validation import validated
from chalicelib.platform.partners.departments.wire import MOST_BYTES
from local.cloud.clock import LogicalClock
from local.population.families import MOTHER_OF_TWO, SAME_NAME
from local.simulators.departments import STRANGER
from tests.conftest import MONDAY
from tests.integration.verification.conftest import (
    ALL,
    DEADLINE,
    KEYS,
    MOTHER,
    SOURCES,
    Open,
    only,
    persons,
    reasons,
)
from tests.integration.verification.offices import LOST

# What is told.


def test_every_item_of_every_member_has_its_status(exchange):
    found = exchange.ask()
    items = {(item.code, member) for s in SOURCES for item in s.items for member in range(3)}
    assert {(one.item, one.member) for one in found} == items
    assert len(found) == len(items)


def test_what_a_department_holds_is_verified_with_its_value_its_age_and_its_number(exchange):
    subsidy = only(exchange.ask(), "disability_subsidy_monthly")
    held = MOTHER_OF_TWO.residents[0].held["disability_subsidy_monthly"]
    assert (subsidy.status, subsidy.value, subsidy.record) == ("verified", 16_000, held.record)
    assert subsidy.as_of == "2022-12-18T16:00:00Z"  # midnight in Jilin


def test_a_yes_is_one_and_nothing_held_is_no_zero(exchange):
    found = exchange.ask()
    registered, pension = only(found, "registered"), only(found, "pension_monthly")
    assert (registered.status, registered.value) == ("verified", 1)
    assert (pension.status, pension.value) == ("nothing_held", None)


def test_only_the_sources_that_are_named_are_asked(exchange):
    found = exchange.ask(sources=["bank", "disability"])
    assert {one.source for one in found} == {"bank", "disability"}
    assert {one.source for one in exchange.simulator.asked} == {"bank", "disability"}


# In time.


def test_all_sources_at_once_take_the_time_of_the_slowest(exchange):
    for number, source in enumerate(ALL):
        exchange.simulator.behaviour[source].latency = 1 + number % 6
    found = exchange.ask()
    assert exchange.seconds() == 6
    assert "not_verified" not in {one.status for one in found}


@pytest.mark.parametrize(
    ("latency", "taken", "status"),
    [(7, 7, "verified"), (9, 8, "not_verified")],
)
def test_who_answers_after_the_deadline_is_not_waited_for(exchange, latency, taken, status):
    exchange.simulator.behaviour["bank"].latency = latency
    deposits = only(exchange.ask(), "deposits")
    assert (exchange.seconds(), deposits.status) == (taken, status)


def test_a_silent_source_is_not_verified_and_the_others_are(exchange):
    exchange.simulator.behaviour["bank"].silent = True
    found = exchange.ask()
    assert reasons(found, "bank") == {("not_verified", "answer.late")}
    assert {one.status for one in found if one.source != "bank"} == {"verified", "nothing_held"}
    assert exchange.seconds() == 8


def test_a_bank_that_never_answers_about_one_person_is_silent_for_the_family(exchange):
    assert reasons(exchange.ask(about=persons(SAME_NAME)), "bank") == {
        ("not_verified", "answer.late")
    }


def test_two_rounds_with_one_seed_fail_alike(exchange):
    exchange.simulator.behaviour["bank"].errors = 0.5
    first = [reasons(exchange.ask(f"case-{n}", ["bank"]), "bank") for n in range(20)]
    again = [reasons(exchange.ask(f"case-{n}", ["bank"]), "bank") for n in range(20)]
    assert first == again
    assert {("not_verified", "answer.failed")} in first
    assert {("verified", ""), ("nothing_held", "")} in first


def test_a_source_that_cannot_be_reached_is_not_verified():
    clock = LogicalClock(MONDAY)
    nowhere = Exchange("http://127.0.0.1:1", "jiuzhu", KEYS, clock)
    found = (
        Departments(nowhere, SOURCES, DEADLINE, clock, Open(), None)
        .ask("case-1", ["bank"], MOTHER)
        .found
    )
    assert reasons(found, "bank") == {("not_verified", "answer.unreachable")}


# About whom.


def test_a_company_of_somebody_of_the_same_name_is_a_mismatch_and_no_company(exchange):
    companies = only(exchange.ask(about=persons(SAME_NAME)), "companies")
    assert (companies.status, companies.value) == ("mismatch", None)
    assert companies.reason == "answer.other_person"
    assert companies.record == SAME_NAME.residents[0].held["companies"].record


def test_a_source_that_mixes_people_up_finds_nothing_against_anybody(exchange):
    exchange.simulator.behaviour["bank"].wrong_person = True
    assert reasons(exchange.ask(), "bank") == {("mismatch", "answer.other_person")}


def test_without_the_check_of_the_person_the_company_of_another_would_count(exchange, monkeypatch):
    monkeypatch.setattr(AnswerItem, "is_about", lambda *_: True)
    assert only(exchange.ask(about=persons(SAME_NAME)), "companies").value == 1


def bank_says(q, *lines):
    return {"nonce": q["nonce"], "as_of": "2022-12-18T16:00:00Z", "lines": list(lines)}


def line(question, member=0, **more):
    person = question["persons"][member]
    held = {"item": "deposits", "status": "held", "value": 185_000, "unit": "fen", "record": "R1"}
    return {**person, **held, **more}


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({}, "verified"),
        ({"name": "乔素美"}, "mismatch"),
        ({"identity_number": STRANGER}, "mismatch"),
    ],
)
def test_number_and_name_must_both_be_those_that_were_asked(answering, other, status):
    answering.simulator.content = lambda q: bank_says(q, line(q, **other))
    assert only(answering.ask(), "deposits").status == status


@pytest.mark.parametrize("name", LOST)
def test_a_name_that_lost_a_character_on_its_way_is_neither_ones_own_nor_anothers(answering, name):
    answering.simulator.content = lambda q: bank_says(q, line(q, name=name))
    about = [Subject(0, "22020119850312019X", "乔梅")]  # what is left of such a name
    assert reasons(answering.ask(sources=["bank"], about=about), "bank") == {
        ("not_verified", "answer.lacking")
    }


def test_a_number_ending_in_a_small_x_is_the_same_number(answering):
    ending_in_x = [Subject(0, "22020119850312019X", "乔素梅")]
    answering.simulator.content = lambda q: bank_says(
        q, line(q, identity_number=q["persons"][0]["identity_number"].lower())
    )
    assert only(answering.ask(about=ending_in_x), "deposits").status == "verified"


def test_beside_ones_own_record_that_of_another_does_not_count(answering):
    answering.simulator.content = lambda q: bank_says(
        q, line(q, identity_number=STRANGER, value=9_000_000), line(q)
    )
    deposits = only(answering.ask(), "deposits")
    assert (deposits.status, deposits.value) == ("verified", 185_000)


def test_two_records_that_contradict_each_other_verify_nothing(answering):
    answering.simulator.content = lambda q: bank_says(q, line(q), line(q, value=1))
    assert reasons(answering.ask(), "bank") == {("not_verified", "answer.lacking")}


# Where.


def test_a_member_from_another_city_is_asked_about_at_the_departments_of_that_place(exchange):
    mother, child, other = (
        replace(person, place=place)
        for person, place in zip(MOTHER, ("220203", "220283", "370102"), strict=True)
    )
    found = exchange.ask(about=[mother, child, other])
    asked = {(one.source, one.place): one.persons for one in exchange.simulator.asked}
    here, there = (mother.identity_number, child.identity_number), (other.identity_number,)
    assert asked["household_registry", "2202"] == here
    assert asked["household_registry", "3701"] == there
    assert asked["tax", "22"] == here
    assert asked["tax", "37"] == there
    assert asked["bank", ""] == (*here, *there)
    assert len(found) == len({(one.item, one.member) for one in found}) == 3 * 275


def test_of_somebody_from_elsewhere_our_own_departments_file_says_nothing(exchange):
    about = [replace(MOTHER[0], place="220203"), replace(MOTHER[1], place="370102")]
    found = exchange.ask(about=about, sources=["agriculture"])
    answers = {(one.member, one.status, one.reason) for one in found}
    assert answers == {(0, "nothing_held", ""), (1, "not_verified", "answer.no_file")}


def test_a_neighbouring_city_of_the_same_province_has_its_own_registers_and_the_same_province(
    exchange,
):
    mother, child = (
        replace(MOTHER[0], place="220203"),
        replace(MOTHER[1], place="220102"),
    )
    exchange.ask(about=[mother, child], sources=["household_registry", "tax"])
    assert [(one.source, one.place) for one in exchange.simulator.asked] == [
        ("tax", "22"),
        ("household_registry", "2202"),
        ("household_registry", "2201"),
    ]


# In what shape.


@pytest.mark.parametrize(
    "value",
    [None, 1850.0, 185_000.0, "185000", True, -1, 10**12 + 1, [185_000], {"fen": 185_000}],
)
def test_an_amount_that_is_no_whole_number_of_fen_verifies_nothing(answering, value):
    answering.simulator.content = lambda q: bank_says(q, line(q, value=value), line(q, 1, value=7))
    found = answering.ask()
    deposits = only(found, "deposits")
    assert (deposits.status, deposits.value) == ("not_verified", None)
    assert only(found, "deposits", 1).value == 7  # the next person's line is not spoilt by it


@pytest.mark.parametrize("value", [0, 1, 10**12])
def test_zero_and_the_largest_amount_are_amounts(answering, value):
    answering.simulator.content = lambda q: bank_says(q, line(q, value=value))
    deposits = only(answering.ask(), "deposits")
    assert (deposits.status, deposits.value) == ("verified", value)


def test_nothing_held_with_an_amount_is_no_answer(answering):
    answering.simulator.content = lambda q: bank_says(q, line(q, status="nothing_held"))
    assert reasons(answering.ask(), "bank") == {("not_verified", "answer.lacking")}


def test_a_member_whom_the_answer_leaves_out_is_not_verified(answering):
    answering.simulator.content = lambda q: bank_says(q, line(q))
    found = answering.ask()
    assert [only(found, "deposits", member).status for member in range(3)] == [
        "verified",
        "not_verified",
        "not_verified",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"<html>busy</html>",
        b'{"nonce": "", "as_of": "yesterday", "lines": []}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z"}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": {}}',
        b'{"as_of": "2022-12-18T16:00:00Z", "lines": []}',
        b'{"nonce": "", "as_of": "2026-13-01T00:00:00Z", "lines": []}',
        b'{"nonce": "", "as_of": "0000-00-00T00:00:00Z", "lines": []}',
        b'{"nonce": "\\ud800", "as_of": "2022-12-18T16:00:00Z", "lines": []}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [{"value": 1e999999}]}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [{"value": NaN}]}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [{"value": -Infinity}]}',
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [' + b"[" * 40 + b"]" * 41 + b"}",
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [' + b"1," * 4096 + b"1]}",
        b"[" * 100_000,
        b'{"nonce": "", "as_of": "2022-12-18T16:00:00Z", "lines": [' + b" " * MOST_BYTES + b"]}",
    ],
)
def test_an_answer_of_another_shape_breaks_no_other(answering, content):
    answering.simulator.content = lambda _: content
    found = answering.ask()
    assert reasons(found, "bank") == {("not_verified", "answer.malformed")}
    assert "not_verified" not in {one.status for one in found if one.source != "bank"}


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2022-12-19T01:05:00Z", ""),
        ("2022-12-19T01:05:01Z", "answer.ahead"),
        ("9999-12-31T23:59:59Z", "answer.ahead"),
    ],
)
def test_an_answer_for_an_instant_that_has_not_come_is_not_accepted(answering, as_of, reason):
    answering.simulator.content = lambda q: {**bank_says(q, line(q)), "as_of": as_of}
    assert only(answering.ask(), "deposits").reason == reason


@pytest.mark.parametrize("text", ["1e999999", "NaN", "1e3", "Infinity", "1_000", "١٢", "9" * 64])
def test_an_amount_in_any_but_plain_digits_verifies_nothing(answering, text):
    about = {"item": "wealth_products", "unit": "yuan"}
    answering.simulator.content = lambda q: bank_says(q, line(q, value=text, **about), line(q))
    found = answering.ask()
    assert only(found, "wealth_products").reason == "answer.lacking"
    assert only(found, "deposits").status == "verified"


def test_whatever_breaks_while_one_answer_is_read_is_that_departments_and_a_sign(
    exchange, monkeypatch, lines
):
    def breaks(source, *answers):
        if source.code == "bank":
            raise RuntimeError("乔素梅 22020119850312019X")
        return validated(source, *answers)

    monkeypatch.setattr("chalicelib.platform.partners.departments.asking.validated", breaks)
    found = exchange.ask()
    assert reasons(found, "bank") == {("not_verified", "answer.malformed")}
    assert "not_verified" not in {one.status for one in found if one.source != "bank"}
    (sign,) = [one for one in lines if "source.unreadable" in one]
    assert '"source": "bank"' in sign
    assert "RuntimeError" in sign
    assert "2202" not in sign


@pytest.mark.parametrize("wrong", [None, 7, "line", [], {}, {"member": "0"}])
def test_a_line_of_another_shape_breaks_no_other(answering, wrong):
    answering.simulator.content = lambda q: bank_says(q, wrong, line(q))
    assert only(answering.ask(), "deposits").status == "verified"


def test_malformed_json_is_not_verified(exchange):
    exchange.simulator.behaviour["bank"].malformed = True
    assert reasons(exchange.ask(), "bank") == {("not_verified", "answer.malformed")}
