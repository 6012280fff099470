"""Whatever the page of a case offers can be done: sent with right values, no form of it is refused
because of where the case stands."""

from __future__ import annotations

import re

import pytest

from chalicelib.words import say
from local.population.families import INJURED_WORKER
from local.population.photos import photo
from local.town.client import uploaded
from tests.support.desk import Desk
from tests.system.api import (
    test_appraisal,
    test_benefit_changes,
    test_deaths,
    test_reconsiderations,
)
from tests.system.api.conftest import scene
from tests.system.api.scenes import (
    AGAINST,
    ALONE,
    ITEMS,
    accepted,
    noticed,
    proposing,
    reviewing,
)

WHY = {"reason": "经核实，情况属实"}
SEEN = {f"self_care.0.{item}": "true" for item in ITEMS} | {"self_care.0.member": "0"}
RIGHT = {
    # What somebody fills in at each step, in each way.
    "acceptance": [
        {"decision": "accept"},
        {"decision": "ask_correction", "missing.0.paper": "identity_card",
         "missing.0.note": "请补充身份证的照片"},
        {"decision": "not_accept", "ground": "own_will", **WHY},
    ],
    "acceptance-decision": [{"decision": "confirm", **WHY}, {"decision": "look_again", **WHY}],
    "account-decision": [{"decision": "confirm", **WHY}, {"decision": "refuse", **WHY}],
    "call-back": [
        {"outcome": "reached", "hardship": "独自带两个孩子",
         "informed_of": ["rights", "duties", "missing_papers", "time_limits"]},
        {"outcome": "no_answer"},
    ],
    "visit": [{"findings": "情况属实"}],
    "county-visit": [{"findings": "情况属实"}],
    "self-care": [SEEN],
    "countersignature": [{"agrees": "true"}, {"agrees": "false", **WHY}],
    "appraisal-plan": [
        {"decision": "call_appraisal", "meets_on": "2023-02-01", "meets_at": "会议室", **WHY},
        {"decision": "visit_instead", **WHY},
    ],
    "appraisal": [],
    "supporter-finding": [{"supporter": "100", "outcome": "cannot_be_reached", **WHY}],
    "opinion": [
        {"decision": one, **WHY}
        for one in ("propose_grant", "propose_refusal", "refer_to_county", "ask_family",
                    "verify_again")
    ],
    "decision": [
        *({"decision": one, **WHY} for one in ("confirm", "decline", "send_back")),
        {"decision": "grant_urgent", "amount_fen": "900", **WHY},
    ],
    "extension": [
        {"because": one, **WHY}
        for one in ("objection", "registered_apart", "lives_elsewhere", "hard_survey")
    ],
    "post-review": [{"outcome": "refer_to_supervision", **WHY}],
    "termination": [WHY],
    "duplicate-finding": [{"outcome": "not_a_duplicate", **WHY}],
    "consent-finding": [{"outcome": "left_unverified", **WHY}],
    "late-answer-finding": [{"outcome": "no_change", **WHY}, {"outcome": "review", **WHY}],
    "confidential-decision": [
        {"decision": "keep_confidential", **WHY}, {"decision": "return_to_standard", **WHY},
    ],
    "passing-on": [{"office": "长春市南关区民政局", "telephone": "0431-12345678"}],
    "death-check": [{"deaths.0.death": "0", "deaths.0.finding": "dead",
                     "deaths.0.died_on": "2023-01-08", "deaths.0.grounds": "查看火化证明"}],
    "death-decision": [{"decision": "confirm", **WHY}, {"decision": "check_again", **WHY}],
    "death-correction": [{"death": "0", **WHY}],
    "reported-change": [{"kind": "income", "words": "最近找到了工作"}],
    "benefit-review": [
        {"decision": "keep", **WHY}, {"decision": "propose_change", **WHY},
        {"decision": "propose_end", "ground": "own_will", **WHY},
    ],
    "benefit-decision": [{"decision": "confirm", **WHY}, {"decision": "check_again", **WHY}],
}  # fmt: skip


def confirming(town):
    stage, *_ = noticed(town)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    return stage


def told(town):
    """A death was reported to a benefit."""
    stage, clerk = test_deaths.receiving(town)
    test_deaths.tells(town, test_deaths.ELDER)
    clerk.waits_for_task(stage.family.case_id, "death_check")
    return stage, clerk


def found(town):
    stage, clerk = told(town)
    test_deaths.checks(stage, clerk, (0, "dead"))
    stage.county(test_deaths.COUNTY).waits_for_task(stage.family.case_id, "death_decision")
    return stage


def settled(town):
    stage, clerk = told(town)
    test_deaths.checks(stage, clerk, (0, "dead"))
    test_deaths.decides(stage)
    return stage


def changed(town):
    """A change is examined."""
    stage, clerk, _ = test_benefit_changes.receiving(town)
    test_benefit_changes.tells_change(stage, "income")
    clerk.waits_for_task(stage.family.case_id, "recheck")
    return stage, clerk


def proposed(town):
    stage, clerk = changed(town)
    test_benefit_changes.finds(stage, clerk, "propose_end", ground="own_will")
    stage.later(minutes=1)
    return stage


def applied(town):
    stage = scene(town, "family", ALONE)
    stage.applies()
    stage.later(minutes=1)
    return stage


def urgent(town):
    stage = scene(town, "worker", INJURED_WORKER)
    stage.applies()
    return stage


def verified_after(town):
    """Urgent aid that was paid, and is reviewed."""
    stage = urgent(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    clerk.does(stage.family.case_id, "decision", decision="grant_urgent", amount_fen=100_000,
               reason="住处失火，无处安身")  # fmt: skip
    stage.family.waits_for("post_reviewing")
    return stage


def objected(town):
    stage, clerk, _ = noticed(town)
    neighbour = test_appraisal.Citizen(town, "neighbour", test_appraisal.FOUND_WORK)
    test_appraisal.objects(neighbour, test_appraisal.board(stage))
    stage.family.waits_for("reviewing")
    clerk.waits_for_task(stage.family.case_id, "visit")
    return stage


PLAYS = {
    "applied": applied,
    "accepted": lambda town: accepted(town)[0],
    "tekun": lambda town: accepted(town, household=ALONE)[0],
    "reviewing": lambda town: reviewing(town)[0],
    "proposing": lambda town: proposing(town)[0],
    "noticed": lambda town: noticed(town)[0],
    "objected": objected,
    "confirming": confirming,
    "refused": lambda town: test_reconsiderations.refused(town)[0],
    "receiving": lambda town: test_deaths.receiving(town)[0],
    "told": lambda town: told(town)[0],
    "found": found,
    "settled": settled,
    "changed": lambda town: changed(town)[0],
    "proposed": proposed,
    "urgent": urgent,
    "verified_after": verified_after,
}
NOBODY_DIED = PLAYS.keys() - {"settled"}


def everybody(stage):
    """Two people of the township and two of the county."""
    office = stage.family.case()["office"]
    offices = (office, f"{office[:6]}000000")
    return [stage.clerk(one, number=at) for one in offices for at in range(2)]


def offered(page, case):
    """The steps that the page of a case offers."""
    part = page.partition(f"<h2>{say('desk.case.possible')}</h2>")[2].partition("<h2>")[0]
    return dict.fromkeys(re.findall(rf'href="{case}/([a-z-]+)"', part))


def filled(stage, clerk, colleague, step, page):
    """The forms that can be filled in with what the page offers."""
    for said in RIGHT[step]:
        chosen = next(
            (said[one] for one in ("decision", "outcome", "because", "kind") if one in said), ""
        )
        if chosen and f'value="{chosen}"' not in page.text:
            continue
        more = dict(said)
        if 'name="although"' in page.text and chosen in {"decline", "propose_refusal"}:
            more |= AGAINST
        if step in {"visit", "county-visit", "self-care"}:
            signed = clerk.signed(stage.family.case_id, clerk.persona.userid, colleague)
            more["visitors"] = signed["visitors"]
            files = dict(enumerate(signed["visitor_signatures"]))
            more |= {f"visitor_signatures.{at}": one for at, one in files.items()}
            more["family_signature"] = signed["family_signature"]
            if step != "self-care":
                more["photos"] = uploaded(clerk.client, photo(f"{step}/{clerk.persona.userid}"))
        yield more


@pytest.mark.parametrize("play", PLAYS)
def test_whatever_a_case_offers_is_not_refused_because_of_where_it_stands(town, play):
    stage = PLAYS[play](town)
    case, pressed, refused = f"/desk/cases/{stage.family.case_id}", set(), []
    people = everybody(stage)
    for at, clerk in enumerate(people):
        desk = Desk(town)
        page = desk.signs_in(clerk.persona.userid, to=case)
        colleague = people[at ^ 1].persona.userid
        for step in offered(page.text, case):
            form = desk.get(f"{case}/{step}")
            for fields in filled(stage, clerk, colleague, step, form):
                held, desk.page = town.sandbox.snapshot(), form
                answer = desk.sends(f"{case}/{step}", **fields)
                town.sandbox.restore(held)
                pressed.add(step)
                if 'role="status"' not in answer.text:
                    why = re.findall(r'<h2 id="refused">.*?</div>', answer.text, re.DOTALL)
                    refused.append((clerk.persona.userid, step, fields, why or answer.text[-600:]))
    assert refused == []
    assert ("death-correction" in pressed) is (play not in NOBODY_DIED)
    assert bool(pressed) is (play != "refused")
