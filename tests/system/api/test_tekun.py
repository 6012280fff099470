"""Tekun (43号) from the application to the decision: its own times, draw, signatures and care."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.approval.confirmation import draw
from chalicelib.case import case as cases
from chalicelib.domain.dates import day_of, last_day, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import identifiers
from chalicelib.policy import load_pack
from chalicelib.records.law import law_on
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import AGAINST, ALONE, REASON, accepted, assessed, declined
from tests.system.api.test_relatives import county_visit, tasks_of

COUNTY = "220203000000"
AREA = ALONE.registered_area
SURVEYED = datetime(2023, 1, 10, 16, tzinfo=UTC)
"""After fifteen working days from Monday, 19 December 2022, over the new year."""


def due_of(clerk, stage, task):
    """By when a task of the case is due, and how often it was overdue."""
    lines = [one for one in clerk.tasks() if one["id"] == stage.family.case_id]
    line = next(one for one in lines if one["task"] == task)
    return parse_instant(line["due"]), line["escalations"]


def working_days_until(town, due):
    """The working days after today up to the last one before `due`."""
    return town.calendar.working_days_between(day_of(town.clock.now()), last_day(due))


def objects(town):
    """A neighbour objects to the one notice on the board."""
    neighbour = Citizen(town, "neighbour", PAPER_MISSING).client
    (notice,) = neighbour.get(f"/v1/notices/{AREA}")["notices"]
    path = f"/v1/notices/{AREA}/{notice['id']}/objections"
    neighbour.post(path, {"statement": "他有一个儿子在城里"})


def test_survey_and_opinion_have_one_time_of_fifteen_working_days_from_acceptance(town):
    stage, clerk, _ = accepted(town, household=ALONE)
    stage.family.waits_for("reviewing")
    assert due_of(clerk, stage, "visit") == (SURVEYED, 0)
    assert due_of(clerk, stage, "review") == (SURVEYED, 0)


def test_the_survey_of_dibao_is_begun_within_three_working_days_as_ever(town):
    stage, clerk, _ = accepted(town, household=MOTHER_OF_TWO)
    assert due_of(clerk, stage, "visit")[0] == datetime(2022, 12, 22, 16, tzinfo=UTC)
    stage.family.waits_for("reviewing")
    assert due_of(clerk, stage, "review")[0] == datetime(2022, 12, 26, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "escalations"),
    [
        (SURVEYED - timedelta(hours=1), 0),
        (SURVEYED, 0),  # nobody looked since
        (SURVEYED + timedelta(hours=2), 1),
    ],
)
def test_it_goes_up_when_the_fifteenth_day_is_over_and_not_before(town, instant, escalations):
    stage, clerk, _ = accepted(town, household=ALONE)
    stage.family.waits_for("reviewing")
    town.clock.sleep_until(instant)
    assert due_of(clerk, stage, "review")[1] == escalations


def test_what_is_accepted_late_has_its_whole_time(town):
    stage, clerk = accepted_late(town)
    due, _ = due_of(clerk, stage, "review")
    assert working_days_until(town, due) == 15
    assert due == due_of(clerk, stage, "visit")[0]


def accepted_late(town):
    """An application that the township accepts after its report is there."""
    stage = scene(town, "family", ALONE)
    clerk = stage.clerk(stage.applies())
    stage.family.waits_for("reviewing")
    stage.later(days=2)
    stage.accepts(clerk)
    return stage, clerk


def test_the_county_has_fifteen_working_days_from_the_end_of_the_notice(town):
    stage, _, _ = assessed(town, ALONE)
    stage.family.waits_for("confirming")
    county = stage.county(COUNTY)
    due, escalations = due_of(county, stage, "confirm")
    assert (working_days_until(town, due), escalations) == (15, 0)


def test_after_an_objection_the_township_has_fifteen_working_days_again(town):
    stage, clerk, _ = assessed(town, ALONE)
    before = stage.family.timeline()["decision"]["due"]
    stage.later(days=3)
    objects(town)
    for task in ("visit", "review"):
        due, _ = due_of(clerk, stage, task)
        assert working_days_until(town, due) == 15
    assert stage.family.timeline()["decision"]["due"] > before


def test_what_the_county_sends_back_is_surveyed_within_fifteen_working_days_again(town):
    stage, clerk, _ = to_be_decided(town, drawn=False)
    by = stage.family.timeline()["decision"]["due"]
    stage.decides(stage.county(COUNTY), "send_back", "请核实住房情况")
    for task in ("visit", "review"):
        assert working_days_until(town, due_of(clerk, stage, task)[0]) == 15
    assert stage.family.timeline()["decision"]["due"] == by


@pytest.mark.parametrize(("hours", "escalations"), [(-1, 0), (0, 0), (2, 1)])
def test_what_the_county_lets_lie_goes_up_after_its_fifteenth_day(town, hours, escalations):
    stage, *_ = to_be_decided(town, drawn=False)
    county = stage.county(COUNTY)
    due, _ = due_of(county, stage, "confirm")
    town.clock.sleep_until(due + timedelta(hours=hours))
    assert due_of(county, stage, "confirm")[1] == escalations


def test_the_family_reads_the_steps_and_the_last_day_of_the_decision(town):
    stage, clerk, _ = accepted(town, household=ALONE)
    decision = stage.family.timeline()["decision"]
    assert (decision["due"], decision["days"]) == ("2023-02-13", 15)
    assert "15 个工作日内查清楚" in decision["words"]
    assert "再贴 7 天" in decision["words"]
    assert "县里 15 个工作日内决定" in decision["words"]
    assert {line["decide_by"] for line in clerk.tasks()} == {"2023-02-13"}


def test_no_text_lets_the_time_of_tekun_be_extended(town):
    stage, clerk, _ = accepted(town, household=ALONE)
    because = {"because": "hard_survey", "reason": REASON}
    refused = declined(clerk.does, stage.family.case_id, "extension", **because)
    assert refused == (409, "approval.no_total")


def form_of(family, *, drawn):
    """The name of a form whose case will be drawn, or will not."""
    law = load_pack("jilin-city").parameters_on(datetime(2022, 12, 19, tzinfo=UTC).date())
    share, seed = law.value(draw.SHARE, scheme="tekun").amount, law.value(draw.SEED).amount
    account = identifiers.account_id(family.openid)
    for number in range(100):
        form = f"form-number-{number:02d}"
        if draw.is_drawn(identifiers.case_id(account, form), seed, share) is drawn:
            return form
    raise AssertionError


def to_be_decided(town, decision="propose_grant", *, drawn):
    """A case that waits for the county, drawn or not."""
    form_id = form_of(Citizen(town, "family", ALONE), drawn=drawn)
    stage, clerk, colleague = assessed(town, ALONE, decision, form_id=form_id)
    stage.family.waits_for("confirming", "proposing")
    stage.later(minutes=1)
    return stage, clerk, colleague


@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_a_drawn_case_is_decided_after_the_county_was_there_itself(town, decision):
    stage, *_ = to_be_decided(town, drawn=True)
    county = stage.county(COUNTY)
    assert "county_visit" in tasks_of(county, stage)
    said = {"decision": decision, "reason": REASON, **(AGAINST if decision == "decline" else {})}
    refused = declined(county.does, stage.family.case_id, "decision", **said)
    assert refused == (409, "case.task_first")
    county_visit(stage)
    county.does(stage.family.case_id, "decision", **said)
    stage.family.waits_for("receiving", "refused")


def test_a_proposed_refusal_is_drawn_as_well(town):
    stage, clerk, _ = to_be_decided(town, "propose_refusal", drawn=True)
    clerk.waits_for_task(stage.family.case_id, "propose")
    said = {"decision": "propose_refusal", "reason": REASON, **AGAINST}
    clerk.does(stage.family.case_id, "opinion", **said)
    stage.later(minutes=1)
    assert "county_visit" in tasks_of(stage.county(COUNTY), stage)


def test_a_case_that_was_not_drawn_is_decided_at_once(town):
    stage, *_ = to_be_decided(town, drawn=False)
    county = stage.county(COUNTY)
    assert "county_visit" not in tasks_of(county, stage)
    stage.decides(county, "confirm", REASON)
    stage.family.waits_for("receiving")


def test_the_county_sees_that_it_was_drawn_and_why(town):
    stage, *_ = to_be_decided(town, drawn=True)
    county = stage.county(COUNTY).client
    case = county.get(f"/v1/cases/{stage.family.case_id}")
    shown_draw = case["documents"]["draw"]
    assert draw.is_drawn(case["case_id"], shown_draw["seed"], Decimal(shown_draw["share"]))
    assert Decimal(shown_draw["number"]) < Decimal(shown_draw["share"])
    assert "第16条" in shown_draw["article"]
    moments = county.get(f"/v1/cases/{stage.family.case_id}/timeline")["events"]
    (moment,) = [one for one in moments if one["event"] == "draw"]
    assert "随机抽查" in moment["words"]


def test_before_it_comes_to_the_county_nobody_reads_that_it_will_be_drawn(town):
    family = Citizen(town, "family", ALONE)
    stage, clerk, _ = accepted(town, household=ALONE, form_id=form_of(family, drawn=True))
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert "draw" not in seen["documents"]
    assert "county_visit" not in tasks_of(stage.county(COUNTY), stage)


def test_nobody_decides_before_the_task_of_the_visit_is_there(town):
    stage, *_ = to_be_decided(town, drawn=True)
    found = cases.load(stage.family.case_id)
    undone = replace(found.document, tasks=(), documents={
        name: part for name, part in found.document.documents.items() if name != "draw"
    })  # fmt: skip
    with pytest.raises(Refused) as refused:
        draw.check_visited(replace(found, document=undone), "confirm", law_on(town.clock.now()))
    assert refused.value.code == "case.task_first"


def test_a_draw_that_is_repeated_draws_nothing_more(town):
    stage, *_ = to_be_decided(town, drawn=True)
    for _ in range(2):
        draw.record_draw(stage.family.case_id, 0, town.clock.now(), law_on(town.clock.now()))
    events = [one["event"] for one in stage.family.timeline()["events"]]
    assert events.count("draw") == 1


def test_a_drawn_case_that_the_county_sent_back_is_not_visited_twice(town):
    stage, clerk, colleague = to_be_decided(town, drawn=True)
    county_visit(stage)
    stage.decides(stage.county(COUNTY), "send_back", "请核实住房情况")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "租住，已核实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    county = stage.county(COUNTY)
    assert "county_visit" not in tasks_of(county, stage)
    stage.decides(county, "confirm", REASON)
    stage.family.waits_for("receiving")
