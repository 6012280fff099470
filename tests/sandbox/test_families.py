"""The families of the demo: cases that have the result that is described."""

from datetime import timedelta

import pytest

from chalicelib.assessment.household.facts import facts_from
from chalicelib.assessment.rules import assess
from chalicelib.directory.offices.routing import office_name
from chalicelib.domain.dates import day_of
from chalicelib.platform.partners.departments import Departments, Exchange, Subject
from chalicelib.policy import load_pack
from chalicelib.verification import rules
from local.cloud.clock import LogicalClock
from local.cloud.deployment import source_keys
from local.cloud.loopback import serving
from local.population.families import (
    CHARITY_MONEY,
    FAMILIES,
    INJURED_WORKER,
    MOTHER_OF_TWO,
    RETIRED_COUPLE,
    SAME_NAME,
)
from local.population.residents import register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import MONDAY
from tests.integration.verification.conftest import Open

PACK = load_pack("jilin-city")
LAW = PACK.parameters_on(day_of(MONDAY))
TOLERANCE = int(LAW.value("verification.tolerance").amount)


def application(household):
    """What the family declares, as far as the rules look."""
    return {
        "members": [member(one) for one in household.residents],
        "incomes": [
            {"member": index, "kind": kind, "amount_fen": fen, "period": "month"}
            for index, one in enumerate(household.residents)
            for kind, fen in one.incomes.items()
        ],
        "property": {
            "deposits_fen": household.deposits_fen,
            "securities_fen": 0,
            "vehicles": 0,
            "houses": household.houses,
            "businesses": 0,
        },
        "expenses": [],
        "registered_area": household.registered_area,
        "setting": household.setting,
        "kind": household.kind or "",
        "standing": {"cause": household.cause},
    }


def member(one):
    kind, grade = one.disability or ("", None)
    return {
        "identity_number": one.identity_number,
        "relation": one.relation,
        "works": one.works,
        "student": one.student,
        "grave_illness": one.grave_illness,
        "disability": {"kind": kind, "grade": grade} if kind else None,
    }


def found(household):
    """What the departments say of a family, over HTTP."""
    clock = LogicalClock(MONDAY)
    simulator = DepartmentSimulator(register(FAMILIES.values()), "jiuzhu", source_keys(), clock)
    with serving(simulator) as address:
        deadline = timedelta(seconds=8)
        exchange = Exchange(address, "jiuzhu", source_keys(), clock)
        departments = Departments(
            exchange, PACK.catalogue.sources, deadline, clock, Open(), simulator.files
        )
        persons = [
            Subject(index, one.identity_number, one.name)
            for index, one in enumerate(household.residents)
        ]
        answers = departments.ask("case-1", list(PACK.catalogue.by_code), persons).found
        clock.stop()
    return [vars(answer) for answer in answers]


def assessed(household, **opinion):
    """The family's differences, and the assessment of its case."""
    declared, items = application(household), found(household)
    facts = facts_from(declared, items, opinion, day_of(MONDAY), LAW)
    return rules.differences(declared, items, PACK.catalogue, TOLERANCE), assess(facts, LAW)


def failed(result):
    return [condition.code for condition in result.conditions if condition.status == "fail"]


@pytest.mark.parametrize(
    ("household", "registered", "living"),
    [
        (MOTHER_OF_TWO, "龙潭区山前街道", "龙潭区山前街道"),
        (RETIRED_COUPLE, "丰满区泰山街道", "丰满区泰山街道"),
        (INJURED_WORKER, "舒兰市莲花乡", "昌邑区莲花街道"),
        (SAME_NAME, "桦甸市", "桦甸市"),
        (CHARITY_MONEY, "永吉县口前镇", "永吉县口前镇"),
    ],
)
def test_the_families_live_where_their_stories_take_place(household, registered, living):
    assert office_name(household.registered_area).startswith(registered)
    assert office_name(household.living_area).startswith(living)


def test_the_mother_of_two_receives_1300_yuan_and_has_nothing_to_explain():
    differences, result = assessed(MOTHER_OF_TWO)
    assert differences == []
    assert result.of("dibao").amount_fen == 600_00 * 3 - 500_00 == 1_300_00


def test_her_disability_subsidies_are_found_and_do_not_count():
    subsidies = [one for one in found(MOTHER_OF_TWO) if one["item"] == "disability_subsidy_monthly"]
    assert [one["status"] for one in subsidies] == ["verified", "nothing_held", "nothing_held"]
    assert subsidies[0]["value"] > 0


def test_the_couple_left_a_deposit_out_and_fails_on_income_alone():
    differences, result = assessed(RETIRED_COUPLE)
    assert [(one["item"], one["found"]) for one in differences] == [("deposits", 20_000_00)]
    dibao, marginal = result.of("dibao"), result.of("marginal")
    assert (dibao.conditions[0].own, dibao.conditions[0].threshold) == (950_00, 600_00)
    assert marginal.conditions[0].threshold == 900_00
    assert failed(dibao) == ["assessment.income_below_standard"]
    assert failed(marginal) == ["assessment.income_below_marginal"]
    assert "eligible" not in {scheme.outcome for scheme in result.schemes}


def test_the_injured_worker_has_nothing_to_explain_and_may_be_helped_at_once():
    differences, result = assessed(INJURED_WORKER)
    aid = result.of("temporary_aid")
    assert (differences, aid.outcome, aid.amount_fen) == ([], "eligible", 1_000_00)


def test_the_namesake_stands_as_mismatch_and_the_bank_as_not_verified():
    open_items = [
        (one["source"], one["items"] if one["source"] != "bank" else "all", one["members"],
         one["status"], one["reason"])
        for one in rules.open_items(found(SAME_NAME))
    ]  # fmt: skip
    assert open_items == [
        ("bank", "all", [0, 1], "not_verified", "answer.late"),
        ("business_registry", ["companies"], [0], "mismatch", "answer.other_person"),
    ]


def test_nothing_is_granted_to_them_on_silence_until_a_person_accepts_what_they_declared():
    assert assessed(SAME_NAME)[1].of("dibao").missing == ("businesses", "deposits")
    accepted = [{"item": "deposits"}, {"item": "companies"}]
    differences, result = assessed(SAME_NAME, accepts=accepted)
    dibao = result.of("dibao")
    assert (differences, dibao.outcome) == ([], "eligible")
    assert {c.code: c.rests_on for c in dibao.conditions if c.rests_on} == {
        "assessment.deposits": ("deposits",),
        "assessment.businesses": ("businesses",),
    }


def test_the_charity_money_alone_stands_between_the_family_and_dibao():
    differences, result = assessed(CHARITY_MONEY)
    assert [(one["item"], one["found"]) for one in differences] == [("deposits", 62_000_00)]
    assert failed(result.of("dibao")) == ["assessment.deposits"]
    exempted = [{"item": "deposits", "amount_fen": 62_000_00}]
    _, result = assessed(CHARITY_MONEY, exemptions=exempted)
    assert result.of("dibao").amount_fen == 550_00 * 3 - 900_00
