"""Whoever acted in a case, or is named in an act, does not decide it; who is named was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.directory import store
from chalicelib.domain.actors import Post
from local.population.families import FOUND_WORK, MOTHER_OF_TWO
from local.population.personas import at
from local.town.clerks import Clerk, countersigned
from local.town.people import Citizen
from tests.system.api.conftest import hired, scene
from tests.system.api.prepared import prepared
from tests.system.api.scenes import REASON, accepted, alone, declined, with_clerks
from tests.system.api.test_objections import board, objects
from tests.system.api.test_relatives import COUNTY, county_visit, registers, tasks_of
from tests.system.api.test_self_care import assessed_apart
from tests.system.api.test_urgent import reviewed
from tests.system.api.test_who_signs import ALONE, faults, unproved

SHANQIAN = "220203007000"


def surveyed(town):
    """A case that waits for the township's visit, and its two clerks."""

    def play():
        stage, clerk, _ = accepted(town)
        stage.family.waits_for("reviewing")
        clerk.waits_for_task(stage.family.case_id, "visit")
        return stage

    return with_clerks(prepared(town, "to be visited", MOTHER_OF_TWO, play))


def visits(clerk, stage, *others):
    """A clerk records a visit that names others, who have not said anything yet."""
    case_id = stage.family.case_id
    signed = clerk.signed(case_id, clerk.persona.userid, *others)
    return clerk.does(case_id, "visit", findings="情况属实", **signed)


def says(who, stage, **said):
    path = f"/v1/cases/{stage.family.case_id}"
    said |= {} if "version" in said else {"version": who.client.get(path)["version"]}
    return who.client.post(f"{path}/countersignature", said)


def confirming(stage, clerk):
    """The case after the township proposed to grant it, and its notice is over."""
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)


@pytest.mark.parametrize("stranger", ["nobody-of-this-name", "fengman", "kouqian1", "gone"])
def test_who_is_named_as_a_visitor_works_there_today(town, stranger):
    hired("gone", SHANQIAN, until=date(2022, 12, 18))
    stage, clerk, _ = surveyed(town)
    assert faults(visits, clerk, stage, stranger) == {("/visitors/1", "approval.unknown_visitor")}


def test_nothing_is_proposed_before_the_second_visitor_said_so(town):
    stage, clerk, colleague = surveyed(town)
    visits(clerk, stage, colleague.persona.userid)
    assert "countersign" in tasks_of(colleague, stage)
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "case.task_first")
    says(colleague, stage, agrees=True)
    stage.gives_opinion(clerk, "propose_grant", REASON)


def test_who_recorded_the_visit_and_who_was_not_named_do_not_countersign(town):
    stage, clerk, colleague = surveyed(town)
    hired("third", SHANQIAN)
    visits(clerk, stage, colleague.persona.userid)
    third = Clerk(town, replace(clerk.persona, userid="third"))
    for one in (clerk, third):
        assert declined(says, one, stage, agrees=True) == (403, "case.not_yours")


def test_a_colleague_who_was_not_there_denies_it_and_it_is_visited_again(town):
    stage, clerk, colleague = surveyed(town)
    visits(clerk, stage, colleague.persona.userid)
    says(colleague, stage, agrees=False, reason="我当天不在，没有入户")
    assert {"visit"} <= {*tasks_of(clerk, stage)}
    assert "countersign" not in tasks_of(clerk, stage)
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "case.needs")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)


def test_what_a_colleague_countersigns_is_what_was_read(town):
    stage, clerk, colleague = surveyed(town)
    visits(clerk, stage, colleague.persona.userid)
    read = colleague.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
    stage.later(minutes=1)
    visits(clerk, stage, colleague.persona.userid)
    assert declined(says, colleague, stage, agrees=True, version=read) == (409, "case.not_as_read")
    says(colleague, stage, agrees=True)


def test_whose_relative_a_member_is_does_not_visit(town):
    stage, clerk, colleague = surveyed(town)
    registers(clerk)
    stage.later(minutes=1)
    refused = declined(visits, clerk, stage, colleague.persona.userid)
    assert refused == (409, "approval.own_relative")


def test_a_denial_says_why(town):
    stage, clerk, colleague = surveyed(town)
    visits(clerk, stage, colleague.persona.userid)
    assert ("/reason", "form.reason_of_denial") in faults(says, colleague, stage, agrees=False)


def test_who_never_answers_is_replaced_by_another_visit(town):
    stage, clerk, colleague = surveyed(town)
    hired("third", SHANQIAN)
    visits(clerk, stage, "third")
    visits(clerk, stage, colleague.persona.userid)
    countersigned(town, colleague.persona.userid, stage.family.case_id)
    stage.gives_opinion(clerk, "propose_grant", REASON)


def test_what_was_seen_of_somebody_does_not_count_when_the_colleague_denies_it(town):
    stage, clerk, colleague = surveyed(town)
    stage.visits(clerk, colleague, "情况属实")
    assessed_apart(stage, clerk, colleague, alone(0), confirmed=False)
    path = f"/v1/cases/{stage.family.case_id}"
    assert clerk.client.get(path)["documents"]["self_care"]["persons"]
    says(colleague, stage, agrees=False, reason="我没有参加评估")
    assert clerk.client.get(path)["documents"]["self_care"]["persons"] == []


def test_the_decider_of_the_county_who_was_named_as_second_visitor_does_not_decide(town):
    stage, clerk, _ = surveyed(town)
    visits(clerk, stage, "longtan")
    countersigned(town, "longtan", stage.family.case_id)
    confirming(stage, clerk)
    refused = declined(stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert refused == (409, "case.four_eyes")
    stage.decides(stage.clerk(COUNTY, number=1), "confirm", REASON)


def test_who_saw_the_card_of_a_member_does_not_decide(town):
    family = unproved(town, "card")
    stage = replace(scene(town, "card", ALONE), family=family)
    clerk, colleague = stage.clerk(SHANQIAN), stage.clerk(SHANQIAN, number=1)
    stage.accepts(clerk)
    stage.phones(clerk, "独居")
    family.waits_for("reviewing")
    person = ALONE.residents[0]
    named = {"name": person.name, "identity_number": person.identity_number}
    check = {"receipt": family.receipt["receipt"], "document_kind": "identity_card", **named}
    stage.county(SHANQIAN).client.post("/v1/identity-checks", check)
    family.waits_for("explaining")
    family.does("explanation", statement="是养老的钱", complete=True)
    family.waits_for("reviewing")
    stage.visits(clerk, colleague, REASON)
    stage.gives_opinion(clerk, "propose_refusal", REASON)
    family.waits_for("proposing")
    stage.later(minutes=1)
    clerk.waits_for_task(family.case_id, "propose")
    clerk.does(family.case_id, "opinion", decision="propose_refusal", reason=REASON)
    refused = declined(stage.decides, stage.county(COUNTY), "decline", REASON)
    assert refused == (409, "case.four_eyes")


def test_who_visited_before_an_objection_does_not_decide_after_it(town):
    stage, clerk, colleague = surveyed(town)
    visits(clerk, stage, "longtan")
    countersigned(town, "longtan", stage.family.case_id)
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    stage.later(minutes=1)
    objects(Citizen(town, "neighbour", FOUND_WORK), board(stage))
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    refused = declined(stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert refused == (409, "case.four_eyes")


def test_who_visited_for_the_county_does_not_decide(town):
    stage, clerk, colleague = surveyed(town)
    registers(clerk, of="committee")
    stage.later(minutes=1)
    stage.visits(clerk, colleague, "情况属实")
    county_visit(stage, visitors=("longtan2", "longtan"))
    confirming(stage, clerk)
    refused = declined(stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert refused == (409, "case.four_eyes")


def test_nothing_is_decided_before_the_county_s_second_visitor_said_so(town):
    stage, clerk, colleague = surveyed(town)
    registers(clerk, of="committee")
    stage.later(minutes=1)
    stage.visits(clerk, colleague, "情况属实")
    county, case_id = stage.clerk(COUNTY, number=1), stage.family.case_id
    signed = county.signed(case_id, "longtan2", "longtan-leader")
    county.does(case_id, "county-visit", findings="属实", **signed)
    confirming(stage, clerk)
    refused = declined(stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert refused == (409, "case.task_first")
    countersigned(town, "longtan-leader", stage.family.case_id)
    stage.decides(stage.county(COUNTY), "confirm", REASON)


def test_whose_relative_a_member_is_does_not_decide(town):
    stage, clerk, colleague = surveyed(town)
    registers(stage.county(COUNTY))
    stage.later(minutes=1)
    stage.visits(clerk, colleague, "情况属实")
    county_visit(stage)
    confirming(stage, clerk)
    refused = declined(stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert refused == (409, "case.four_eyes")


def test_who_granted_urgent_aid_does_not_close_its_review(town):
    stage, clerk = reviewed(town)
    closing = {"outcome": "papers_missing", "reason": "没有补材料"}
    refused = declined(clerk.does, stage.family.case_id, "post-review", **closing)
    assert refused == (409, "case.four_eyes")
    other = Clerk(town, at("220202008000", Post.CASE_WORKER)[1])
    assert other.does(stage.family.case_id, "post-review", **closing)["state"] == "closed"


def test_who_only_pays_reads_no_list_of_tasks(town):
    scene(town, "hidden", MOTHER_OF_TWO).family.apply(confidential=True)
    finance = Clerk(town, at(COUNTY, Post.FINANCE)[0])
    assert finance.client.get("/v1/tasks")["tasks"] == []


def test_what_somebody_claimed_who_left_is_free_at_once(town):
    gone = hired("gone", SHANQIAN)
    stage = scene(town, "family", MOTHER_OF_TWO)
    stage.family.apply()
    clerk = stage.clerk(SHANQIAN)
    leaver = Clerk(town, replace(clerk.persona, userid="gone"))
    leaver.client.post(f"/v1/cases/{stage.family.case_id}/tasks/accept/claim")
    assert declined(stage.accepts, clerk) == (403, "case.not_yours")
    store.save(replace(gone, until=date(2022, 12, 18)))
    stage.accepts(clerk)
