"""What cannot be true of a family is refused on submission, by application and trial alike."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from local.population.families import MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.numbers import numbered
from local.population.residents import resident
from local.town.people import Citizen
from tests.support.households import AREA, HOUSEHOLDS, form_of
from tests.system.api.conftest import ask
from tests.system.api.scenes import declined


def submitting(town, **changed):
    """The mother's application with something else said of one of her family."""
    mother = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = mother.filled_in()
    whose = changed.pop("whose")
    form["members"][whose] |= changed
    return mother.client, form


@pytest.mark.parametrize(("born", "refused"), [("2022-12-19", False), ("2022-12-20", True)])
def test_a_child_may_be_born_on_the_day_of_the_application_and_not_later(town, born, refused):
    client, form = submitting(town, whose=1, identity_number=numbered(born, 1))
    if refused:
        assert declined(client.post, "/v1/cases", form) == (422, "request.invalid")
    else:
        assert client.post("/v1/cases", form)["receipt"]


def test_who_applies_is_not_away(town):
    client, form = submitting(town, whose=0, absent="prison")
    assert declined(client.post, "/v1/cases", form)[0] == 422


def refused(answer):
    """Pointer, code and words of each fault that is told."""
    status, problem, _ = answer
    assert (status, problem["code"]) == (422, "request.invalid")
    return [(one["pointer"], one["code"], one["detail"]) for one in problem["errors"]]


@pytest.fixture
def doors(town):
    """What both doors answer to a household."""
    token, forms = Citizen(town, "impossible", MOTHER_OF_TWO).sign_in()["token"], count()

    def both(household):
        form = form_of(household, form_id=f"form-{next(forms):04d}")
        applied = ask(town, token, "POST", "/v1/cases", json.dumps(form).encode())
        trial = json.dumps({**household, "area": AREA}).encode()
        return applied, ask(town, "", "POST", "/v1/estimates", trial)

    return both


@given(household=HOUSEHOLDS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_application_is_refused_where_a_trial_is_and_for_the_same(doors, household):
    applied, tried = doors(household)
    if tried[0] == 200:
        assert applied[1].get("receipt") or applied[1]["code"] == "case.open_already"
    else:
        plain = [
            (at.replace("/identity_number", "/born"), code) for at, code, _ in refused(applied)
        ]
        assert plain == [(at, code) for at, code, _ in refused(tried)]


LONE = {"setting": "urban", "members": [{"relation": "applicant", "born": "1985-03-12"}]}


def test_nothing_is_received_in_the_future(doors):
    income = {"member": 0, "kind": "other", "amount_fen": 9_000_000, "period": "once"}
    for answer in doors({**LONE, "incomes": [{**income, "received": "2062-05-01"}]}):
        [(pointer, code, words)] = refused(answer)
        assert (pointer, code) == ("/incomes/0/received", "form.later")
        assert words.endswith("这个日期还没有到，请更正")


def test_two_spouses_are_asked_back(doors):
    spouse = {"relation": "spouse", "born": "1987-01-01"}
    for answer in doors({**LONE, "members": [*LONE["members"], spouse, spouse]}):
        [(pointer, code, words)] = refused(answer)
        assert (pointer, code) == ("/members/2/relation", "form.second_spouse")
        assert "配偶只能有一人" in words


def test_photos_and_kinships_are_shown_in_one_answer(town):
    mother = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = mother.form()
    form["members"][1]["relation"] = "parent"
    result = refused(ask(town, mother.sign_in()["token"], "POST", "/v1/cases", as_json(form)))
    assert [code for _, code, _ in result][:2] == [
        "form.parent_not_older",
        "application.paper_not_uploaded",
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"relation": "child", "age": 85}, "/supporters/0/age"),
        ({"relation": "parent", "age": 42}, "/supporters/0/relation"),
    ],
)
def test_a_relative_is_as_old_as_the_number_says_and_as_the_kinship_allows(town, body, pointer):
    couple = Citizen(town, "impossible", RETIRED_COUPLE)
    one = {"name": "齐大山", "identity_number": numbered("1980-01-01", 25), "income_fen": 0}
    form = couple.filled_in() | {"supporters": [one | body]}
    answer = ask(town, couple.sign_in()["token"], "POST", "/v1/cases", as_json(form))
    assert [at for at, _, _ in refused(answer)] == [pointer]


def guarded(town, **guardian):
    """An application in which somebody is named as guardian of the mother's first child."""
    mother = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = mother.filled_in()
    named = {"name": "齐小兰", "identity_number": numbered("1990-03-12", 24), "kinship": "relative"}
    named |= {"phone": "13900000001", "members": [1], "certificate": mother.uploads("certificate")}
    form["guardians"] = [named | guardian]
    return mother, form


def test_nobody_in_the_family_is_its_guardian_outside(town):
    child = MOTHER_OF_TWO.residents[1]
    itself = {"name": child.name, "identity_number": child.identity_number}
    mother, form = guarded(town, **itself)
    result = refused(ask(town, mother.sign_in()["token"], "POST", "/v1/cases", as_json(form)))
    assert ("/guardians/0/identity_number", "form.guardian_in_family") in [
        one[:2] for one in result
    ]


def test_one_guardian_is_named_once_in_an_application_and_in_a_correction(town):
    mother, form = guarded(town)
    twice = form["guardians"] * 2
    answer = ask(
        town,
        mother.sign_in()["token"],
        "POST",
        "/v1/cases",
        as_json(form | {"guardians": twice}),
    )
    [(pointer, code, _)] = refused(answer)
    assert (pointer, code) == ("/guardians/1/identity_number", "form.same_person_twice")
    mother.case_id = mother.client.post("/v1/cases", form)["case_id"]
    assert declined(mother.does, "correction", guardians=twice) == (422, "request.invalid")


def test_nobody_lives_who_was_born_in_the_year_1(town):
    mother = Citizen(town, "impossible", MOTHER_OF_TWO)
    old = {"relation": "parent", "born": "0001-01-01"}
    form = mother.filled_in()
    form["members"].append({"name": "卜老太", "no_number": "unregistered", **old})
    trial = {**LONE, "area": AREA, "members": [*LONE["members"], old]}
    for answer in (
        ask(town, mother.sign_in()["token"], "POST", "/v1/cases", as_json(form)),
        ask(town, "", "POST", "/v1/estimates", as_json(trial)),
    ):
        [(_, code, words)] = refused(answer)
        assert code == "form.day_too_early"
        assert "哪一年" in words


@pytest.mark.parametrize("bank", ["   ", "吉林\n银行", "\u202e行银林吉", "\u200b"])
def test_a_bank_is_named_in_what_can_be_read(town, bank):
    family = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = family.filled_in()
    form["account"]["bank"] = bank
    [(pointer, _, _)] = refused(
        ask(town, family.sign_in()["token"], "POST", "/v1/cases", as_json(form))
    )
    assert pointer == "/account/bank"


def test_words_of_the_family_carry_no_marks_that_turn_the_page_round(town):
    family = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = family.filled_in() | {"hardship": "困难\u202e反过来\u0000"}
    answer = ask(town, family.sign_in()["token"], "POST", "/v1/cases", as_json(form))
    [(pointer, code, words)] = refused(answer)
    assert (pointer, code) == ("/hardship", "form.text_marks")
    assert "看不见的控制符号" in words


def as_json(form):
    return json.dumps(form).encode()


def notes(town, family, reader):
    case = ask(town, reader["token"], "GET", f"/v1/cases/{family.case_id}")[1]
    return [(one["code"], one["member"]) for one in case["notes"]]


def test_a_clerk_is_informed_what_to_look_at_and_the_family_is_not(town):
    man, woman = RETIRED_COUPLE.residents
    unlisted = numbered("1957-11-26", 24, code="190101")
    friend = resident("佟友", "1990-01-01", 71, "other")
    residents = (man, replace(woman, identity_number=unlisted), friend)
    family = Citizen(town, "unusual", replace(RETIRED_COUPLE, residents=residents))
    account = {"bank": "吉林银行", "number": "6217 0000 0000 0000 001"}
    shop = {"member": 0, "kind": "business", "amount_fen": 0, "costs_fen": 10**12}
    family.apply(account=account, incomes=[shop])
    assert notes(town, family, family.sign_in()) == []
    assert notes(town, family, town.staff_session("taishan1")) == [
        ("note.place_unknown", 1),
        ("note.costs_above", 0),
        ("note.card_check", None),
        ("note.no_kinship", 2),
    ]


@pytest.mark.parametrize(
    ("number", "noted"),
    [
        ("6217000000000005", True),  # 16 digits
        ("6217000000000006", False),
        ("621700000000001", False),  # 15 digits: no card
        ("62170000000000000001", False),  # 20 digits: no card
    ],
)
def test_only_cards_have_a_check_digit(town, number, noted):
    family = Citizen(town, "card", MOTHER_OF_TWO)
    family.apply(account={"bank": "吉林银行", "number": number})
    result = notes(town, family, town.staff_session("shanqian1"))
    assert result == ([("note.card_check", None)] if noted else [])
