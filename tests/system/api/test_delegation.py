"""The power to confirm, delegated by a county to a township: a second person there decides in the
county's place, signs the letters, and has twenty working days; what the texts leave to the county
stays with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.directory import store
from chalicelib.directory.offices import delegations
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import day_of, end_of_day
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING
from local.population.personas import Persona
from local.town.clerks import Clerk
from local.town.client import Declined
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import NEARLY_POOR, REASON, assessed, declined, proposing, reviewing
from tests.system.api.test_complaints import complains, does, neighbour
from tests.system.api.test_relatives import county_visit, registers
from tests.system.api.test_tekun import to_be_decided

SHANQIAN, TAISHAN = "220203007000", "220211001000"
TODAY = "2022-12-19"  # a Monday; its notice ends with the 26th
SINCE = "2022-07-01"


def director(town, office=SHANQIAN):
    """A third person at a township, who did nothing on its cases so far."""
    id_ = f"{office}-leader"
    store.save(store.Staff(id_, id_, office, frozenset({Post.LEADER}), date(2020, 1, 1)))
    return Clerk(town, Persona(id_, "罗平", office, Post.LEADER))


def leader(town, office=SHANQIAN):
    """The leader of the county of a township."""
    return scene(town, "county", MOTHER_OF_TWO).county(office, Post.LEADER)


def delegates(town, office=SHANQIAN, schemes=("dibao",), since=SINCE, **more):
    """The county delegates to a township."""
    entry = {"schemes": list(schemes), "since": since, **more}
    return leader(town, office).client.post(f"/v1/delegations/{office}", entry)


def to_be_confirmed(town, household=MOTHER_OF_TWO):
    """A case that waits to be confirmed, and the township's two clerks, who worked on it."""
    stage, clerk, colleague = assessed(town, household)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    return stage, clerk, colleague


def holds(clerk, stage):
    """Whether the task to confirm is on the list of a clerk's office."""
    found = ((one["id"], one["task"]) for one in clerk.tasks())
    return (stage.family.case_id, "confirm") in found


def decides(clerk, stage, decision="confirm", reason=REASON):
    return clerk.does(stage.family.case_id, "decision", decision=decision, reason=reason)


def letter(stage, name):
    stage.later(minutes=1)
    (found,) = [one for one in stage.family.letters() if one["name"] == name]
    return found


def at_county(stage):
    """The county has the case, in its own time, and a clerk there decides it."""
    county = stage.county(SHANQIAN)
    assert holds(county, stage)
    assert stage.family.timeline()["decision"]["days"] == 30
    decides(county, stage)
    stage.family.waits_for("receiving")
    assert letter(stage, "granted")["office"] == "龙潭区民政局"


# At the township.


def test_a_second_person_at_the_township_confirms_and_the_township_signs(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    assert holds(second, stage)
    assert not holds(stage.county(SHANQIAN), stage)
    held = stage.family.timeline()["holders"]
    assert [one["office_name"] for one in held] == ["龙潭区山前街道"]
    decides(second, stage)
    stage.family.waits_for("receiving")
    granted = letter(stage, "granted")
    assert granted["office"] == "龙潭区山前街道办事处"
    assert any("龙潭区民政局下放到龙潭区山前街道办事处" in line for line in granted["lines"])
    assert "《最低生活保障审核确认办法》（民发〔2021〕57号）第2条" in str(granted["lines"])


def test_whoever_worked_on_the_case_confirms_nothing(town):
    delegates(town)
    second = director(town)
    stage, clerk, colleague = to_be_confirmed(town)
    assert declined(decides, clerk, stage)[1] == "case.four_eyes"
    assert declined(decides, colleague, stage)[1] == "case.four_eyes"
    claim = f"/v1/cases/{stage.family.case_id}/tasks/confirm/claim"
    assert declined(colleague.client.post, claim, {}) == (409, "case.worked_on_it")
    assert stage.family.timeline()["stage"] == "confirming"
    assert holds(second, stage)


def test_a_refusal_is_signed_by_the_township_and_says_where_to_object(town):
    delegates(town, TAISHAN)
    second = director(town, TAISHAN)
    stage, clerk, _ = proposing(town)
    clerk.does(stage.family.case_id, "opinion", decision="propose_refusal", reason="人均收入高")
    stage.family.waits_for("confirming")
    decides(second, stage, "decline", "人均月收入高于标准")
    stage.family.waits_for("refused")
    refused = letter(stage, "refused")
    assert refused["office"] == "丰满区泰山街道办事处"
    assert any("向丰满区人民政府申请行政复议" in line for line in refused["lines"])


def test_the_township_sends_back_what_is_not_clear(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    decides(second, stage, "send_back", "请核实住房情况")
    stage.family.waits_for("reviewing")


def test_what_the_township_lets_lie_goes_up_to_the_county(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    stage.later(days=22)
    county = leader(town)
    assert holds(county, stage)
    assert holds(second, stage)
    decides(county, stage)
    stage.family.waits_for("receiving")
    assert letter(stage, "granted")["office"] == "龙潭区民政局"


# Where nobody is left there, or the power is not delegated.


def test_in_a_township_without_a_second_person_the_county_decides(town):
    delegates(town)
    stage, clerk, _ = to_be_confirmed(town)
    assert not holds(clerk, stage)
    at_county(stage)


def test_a_power_that_was_not_delegated_is_the_county_s(town):
    director(town)
    delegates(town, schemes=["tekun"])
    stage, clerk, _ = to_be_confirmed(town)
    assert not holds(clerk, stage)
    at_county(stage)


@pytest.mark.parametrize("until", ["2022-12-26", "2022-12-27", "2022-12-28"])
def test_who_confirms_follows_from_the_delegation_in_force_on_the_day_of_the_decision(town, until):
    """It ends yesterday, today or tomorrow, on the day on which the case waits to be confirmed."""
    delegates(town, until=until)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    assert str(day_of(stage.world.clock.now())) == "2022-12-27"
    if until < "2022-12-27":
        assert not holds(second, stage)
        at_county(stage)
        return
    assert holds(second, stage)
    decides(second, stage)
    stage.family.waits_for("receiving")


def test_on_the_day_after_the_last_the_case_is_at_the_county(town):
    delegates(town, until="2022-12-28")
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    (line,) = [one for one in second.tasks() if one["id"] == stage.family.case_id]
    assert line["due"] == "2022-12-28T16:00:00Z"
    stage.later(days=2, minutes=20)
    assert not holds(second, stage)
    assert declined(decides, second, stage) == (403, "case.not_yours")
    at_county(stage)


def test_a_power_that_is_taken_back_today_takes_the_open_cases_along(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    result = delegates(town, until="2022-12-26")
    assert [one["in_force"] for one in result["delegations"]] == [False]
    assert not holds(second, stage)
    assert "改由县级确认" in str(stage.family.timeline()["events"])
    at_county(stage)


def test_where_the_process_died_on_the_way_the_township_decides_nothing_and_the_county_gets_it(
    town,
):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    (entry,) = delegations.of_office(SHANQIAN)
    delegations.save([replace(entry, until=date(2022, 12, 26))])  # written, and then nothing
    assert declined(decides, second, stage) == (409, "case.county_confirms")
    delegates(town, until="2022-12-26")
    at_county(stage)


def test_where_nobody_sends_it_again_the_case_goes_when_the_township_s_time_is_over(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    (entry,) = delegations.of_office(SHANQIAN)
    delegations.save([replace(entry, until=date(2022, 12, 26))])
    stage.later(days=16)
    assert not holds(second, stage)
    at_county(stage)


def test_where_the_second_person_has_left_the_county_gets_it_when_the_time_is_over(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    left = replace(store.find(second.persona.userid), until=date(2022, 12, 27))
    store.save(left)
    stage.later(days=16)
    at_county(stage)


def test_a_power_that_begins_tomorrow_is_not_there_today(town):
    delegates(town, since="2022-12-28")
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    assert not holds(second, stage)
    at_county(stage)


# What stays with the county.


def becomes_a_relative(stage, clerk):
    """The mother is entered as a close relative of staff."""
    registers(clerk)
    stage.later(minutes=1)


def test_a_relative_of_staff_who_is_known_before_stays_with_the_county(town):
    delegates(town)
    second = director(town)
    becomes_a_relative(scene(town, "first", MOTHER_OF_TWO), second)
    stage, _, _ = to_be_confirmed(town)
    assert not holds(second, stage)
    county_visit(stage)
    at_county(stage)


def test_a_relative_of_staff_who_is_registered_at_last_takes_the_case_to_the_county(town):
    delegates(town)
    second = director(town)
    stage, clerk, _ = to_be_confirmed(town)
    assert stage.family.timeline()["decision"]["days"] == 20
    becomes_a_relative(stage, clerk)
    assert not holds(second, stage)
    text = str(stage.family.timeline())
    assert "近亲属" not in text
    county_visit(stage)
    assert not holds(second, stage)
    at_county(stage)


def test_a_complaint_while_the_township_is_to_confirm_takes_the_case_to_the_county(town):
    delegates(town)
    second = director(town)
    stage, _, _ = to_be_confirmed(town)
    complaint = complains(neighbour(town))
    does(stage.county(SHANQIAN), complaint, "case", receipt=stage.family.receipt["receipt"])
    stage.later(minutes=1)
    assert not holds(second, stage)
    assert "note_complaint" not in str(stage.family.timeline())
    county_visit(stage)
    at_county(stage)


def test_after_an_objection_the_county_decides(town):
    delegates(town)
    second = director(town)
    stage, clerk, colleague = assessed(town, MOTHER_OF_TWO)
    area = MOTHER_OF_TWO.registered_area
    (notice,) = stage.notices(area)
    path = f"/v1/notices/{area}/{notice['id']}/objections"
    Citizen(town, "neighbour", PAPER_MISSING).client.post(path, {"statement": "她家有一辆车"})
    stage.later(minutes=1)
    assert stage.family.timeline()["decision"]["days"] == 30
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", "异议不属实")
    stage.family.waits_for("confirming")
    assert not holds(second, stage)
    at_county(stage)


# The total time.


def test_where_the_power_is_delegated_it_takes_twenty_working_days(town):
    delegates(town, TAISHAN)
    second = director(town, TAISHAN)
    stage, clerk, _ = reviewing(town)
    decision = stage.family.timeline()["decision"]
    assert (decision["due"], decision["days"]) == ("2023-01-17", 20)
    assert "20 个工作日" in decision["words"]
    assert {one["decide_by"] for one in clerk.tasks()} == {"2023-01-17"}
    stage.world.clock.sleep_until(end_of_day(date(2023, 1, 10)) + timedelta(minutes=20))
    titles = [(card.title, card.userid) for card in town.wecom.cards]
    assert ("总时限将到", second.persona.userid) in titles
    stage.later(days=9)
    assert "总时限已过" in {card.title for card in town.wecom.cards}
    assert stage.family.timeline()["decision"]["overdue"]


def test_a_case_that_goes_to_the_county_is_warned_of_anew(town):
    delegates(town)
    director(town)
    stage, clerk, _ = to_be_confirmed(town)
    stage.later(days=15)
    becomes_a_relative(stage, clerk)
    decision = stage.family.timeline()["decision"]
    assert (decision["due"], decision["days"], decision["overdue"]) == ("2023-02-03", 30, False)
    stage.later(days=25)
    events = [one["event"] for one in stage.family.timeline()["events"]]
    assert events.count("warn_total") == 2


def test_tekun_is_confirmed_at_the_township_in_its_own_time(town):
    delegates(town, schemes=["tekun"])
    second = director(town)
    stage, _, _ = to_be_decided(town, drawn=False)
    assert stage.family.timeline()["decision"]["days"] == 15
    decides(second, stage)
    stage.family.waits_for("receiving")
    assert "《特困人员认定办法》（民发〔2021〕43号）第28条" in str(
        letter(stage, "granted")["lines"]
    )


def test_what_was_drawn_for_the_county_to_check_the_county_decides(town):
    delegates(town, schemes=["tekun"])
    second = director(town)
    stage, _, _ = to_be_decided(town, drawn=True)
    assert not holds(second, stage)
    assert declined(decides, stage.county(SHANQIAN), stage) == (409, "case.task_first")
    county_visit(stage)
    assert holds(stage.county(SHANQIAN), stage)


def test_what_is_not_posted_goes_straight_to_the_township(town):
    delegates(town, schemes=["marginal"])
    second = director(town)
    stage, _, _ = to_be_confirmed(town, NEARLY_POOR)
    assert holds(second, stage)


# Entering it.


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"schemes": ["dibao"], "since": TODAY, "until": "2022-12-17"}, "/until"),
        ({"schemes": ["temporary_aid"], "since": TODAY}, "/schemes/0"),
        ({"schemes": ["dibao", "rigid_expenditure"], "since": TODAY}, "/schemes/1"),
        ({"schemes": [], "since": TODAY}, "/schemes"),
        ({"schemes": ["dibao"], "since": "2022-12-32"}, "/since"),
        ({"schemes": ["dibao"], "since": TODAY, "until": "9999-12-31"}, "/until"),
    ],
)
def test_what_cannot_be_delegated_is_refused_and_says_which_field(town, entry, field):
    client = leader(town).client
    with pytest.raises(Declined) as refused:
        client.post(f"/v1/delegations/{SHANQIAN}", entry)
    assert refused.value.status == 422
    assert [one["pointer"] for one in refused.value.problem["errors"]] == [field]
    assert client.get(f"/v1/delegations/{SHANQIAN}")["delegations"] == []


@pytest.mark.parametrize("office", ["220203000000", "220203007001", "220211001000", "999999999999"])
def test_a_county_delegates_to_its_own_townships_alone(town, office):
    entry = {"schemes": ["dibao"], "since": TODAY}
    refused = declined(leader(town).client.post, f"/v1/delegations/{office}", entry)
    assert refused == (404, "delegation.not_found")


def test_what_was_delegated_is_read_with_its_days_and_entered_twice_is_there_once(town):
    delegates(town, schemes=["tekun", "dibao"], until="2023-12-31")
    result = delegates(town, schemes=["dibao", "dibao"], until="2022-12-31")
    assert result == leader(town).client.get(f"/v1/delegations/{SHANQIAN}")
    assert result["office_name"] == "龙潭区山前街道"
    assert [(one["scheme"], one["since"], one["until"]) for one in result["delegations"]] == [
        ("dibao", SINCE, "2022-12-31"),
        ("tekun", SINCE, "2023-12-31"),
    ]


def test_a_delegation_that_has_not_begun_is_cancelled_by_the_day_before(town):
    delegates(town, since="2023-01-01")
    result = delegates(town, since="2023-01-01", until="2022-12-31")
    assert not [one for one in result["delegations"] if one["in_force"]]
    with pytest.raises(Declined):
        delegates(town, since="2023-01-01", until="2022-12-30")
