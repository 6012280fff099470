"""What the survey found of an income stands against what a department says of another time.

57号, art. 16; 民办函〔2024〕31号: no income is counted that nobody has. Averaging a year's wage
over the months without any made Australia's robodebt unlawful (Amato v Commonwealth, 2019).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.population.families import MOTHER_OF_TWO
from local.population.residents import Held
from tests.system.api.scenes import REASON, accepted, declined
from tests.system.api.test_self_care import assessment, faults

MOTHER = MOTHER_OF_TWO.residents[0].identity_number
WHOLE = 130_000
OVER = {
    "member": 0,
    "kind": "wage",
    "amount_fen": 0,
    "source": "原单位证明四月停产，银行流水无工资",
}


@pytest.fixture
def surveyed(town):
    """A mother who worked from January to April, and whom the tax office has for the whole year."""
    known = town.departments.residents[MOTHER]
    year = {"taxed_wage_year": Held(2_400_000, "F9")}
    town.departments.residents[MOTHER] = replace(known, held={**known.held, **year})
    stage, clerk, colleague = accepted(town)
    stage.family.waits_for("explaining")
    stage.family.does("explanation", statement="厂子四月倒闭，后来没有收入", complete=True)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    return stage, clerk


def proposes(stage, clerk, **more):
    body = {"decision": "propose_grant", "reason": REASON} | more
    return clerk.does(stage.family.case_id, "opinion", **body)


def test_a_wage_of_a_job_that_is_over_counts_for_nobody_once_the_survey_says_so(surveyed):
    stage, clerk = surveyed
    proposes(stage, clerk)
    stage.family.waits_for("proposing")
    assert assessment(stage)["outcome"] == "not_eligible"
    clerk.waits_for_task(stage.family.case_id, "propose")
    refuses = {"decision": "propose_refusal", "found": {"incomes": [OVER]}}
    assert declined(proposes, stage, clerk, **refuses) == (422, "approval.found_first")
    proposes(stage, clerk, found={"incomes": [OVER]})
    stage.family.waits_for("noticing")
    assert (assessment(stage)["outcome"], assessment(stage)["amount_fen"]) == ("eligible", WHOLE)
    read = stage.county(clerk.persona.office).client.get(f"/v1/cases/{stage.family.case_id}")
    (seen,) = read["documents"]["opinion"]["found"]["incomes"]
    assert seen["source"] == OVER["source"]
    assert "原单位" not in str(stage.family.case())


def test_what_is_found_is_of_the_family_and_comes_with_a_proposal(surveyed):
    stage, clerk = surveyed
    found = {"incomes": [OVER | {"member": 7}]}
    assert faults(proposes, stage, clerk, found=found) == [
        ("/found/incomes/0/member", "form.member_not_listed")
    ]
    for since, code in (
        ("2999-12-31", "form.day_too_late"),
        ("2199-12-31", "form.later"),
        ("1900-01-01", "form.before_birth"),
    ):
        found = {"incomes": [OVER | {"amount_fen": 100_000, "since": since}]}
        assert faults(proposes, stage, clerk, found=found) == [("/found/incomes/0/since", code)]
    asks = {"decision": "verify_again", "found": {"incomes": [OVER]}}
    assert declined(proposes, stage, clerk, **asks) == (422, "request.invalid")
