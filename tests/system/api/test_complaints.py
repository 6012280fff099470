"""Complaints and reports: under a name they are checked and answered, the reported case is visited
by the county, and the family never learns who spoke (民发〔2021〕57号, art. 20 and 37)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.complaints import service
from chalicelib.complaints.states import ANSWERED, COMPLAINT
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.records.law import law_on
from chalicelib.records.machine import Standing
from local.population.families import FOUND_WORK, MOTHER_OF_TWO
from local.population.personas import at
from local.town.clerks import Clerk
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import ALONE, accepted, declined
from tests.system.api.test_relatives import county_visit, registers, tasks_of

COUNTY, VILLAGE = "220203000000", "220203007001"
NEIGHBOUR = {"name": "尉迟凤霞", "phone": "0432-62041234"}
SAID = {"area": VILLAGE, "about": "乔素梅", "statement": "她家有一辆汽车，登记在亲戚名下"}
FOUND = {"outcome": "not_confirmed", "answer": "经入户和车管所核实，该车不归这家人所有或使用"}


def neighbour(town, name="neighbour"):
    return Citizen(town, name, FOUND_WORK)


def complains(who, **changed):
    body = {**SAID, "reporter": NEIGHBOUR, **changed}
    return who.client.post("/v1/complaints", {k: v for k, v in body.items() if v is not None})


def reads(who, complaint):
    return who.client.get(f"/v1/complaints/{complaint['complaint_id']}")


def does(staff, complaint, what, **body):
    return staff.client.post(f"/v1/complaints/{complaint['complaint_id']}/{what}", body)


def officer(town, number=0):
    return scene(town, "officer", MOTHER_OF_TWO).clerk(COUNTY, number=number)


def concerns(staff, complaint, *families):
    """An officer says which case it concerns, one after the other, or that it concerns none."""
    for receipt in [family.receipt["receipt"] for family in families] or [None]:
        does(staff, complaint, "case", receipt=receipt)


def later(town, **length):
    town.clock.sleep_until(town.clock.now() + timedelta(**length))


def test_who_reports_under_a_name_is_informed_who_checks_it_and_by_when_and_reads_the_answer(town):
    who = neighbour(town)
    complaint = complains(who)
    assert "龙潭区民政局" in complaint["next"]
    assert "2023年1月" in complaint["next"]
    assert complaint["telephone"] == "963961"
    staff = officer(town)
    (line,) = staff.client.get("/v1/complaints")["complaints"]
    assert (line["complaint_id"], line["named"]) == (complaint["complaint_id"], True)
    assert reads(staff, complaint)["reporter"] == {"name": "尉迟凤霞", "phone": "043262041234"}
    concerns(officer(town, 1), complaint)
    does(staff, complaint, "answer", **FOUND)
    assert staff.client.get("/v1/complaints")["complaints"] == []
    seen = reads(who, complaint)
    assert (seen["state"], seen["outcome"], seen["answer"]) == (
        "answered", FOUND["outcome"], FOUND["answer"],
    )  # fmt: skip
    (own,) = who.client.get("/v1/complaints")["complaints"]
    assert own["state_words"] == "已答复"


def test_it_is_answered_once(town):
    who, staff = neighbour(town), officer(town)
    complaint = complains(who)
    concerns(officer(town, 1), complaint)
    does(staff, complaint, "answer", **FOUND)
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.not_now")


def test_nobody_answers_before_somebody_else_said_which_case_it_concerns_or_that_it_is_none(town):
    complaint, staff = complains(neighbour(town)), officer(town)
    assert reads(staff, complaint)["concerns"] == "unknown"
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.needs")
    concerns(staff, complaint)
    assert reads(staff, complaint)["concerns"] == "none"
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.four_eyes")
    assert does(officer(town, 1), complaint, "answer", **FOUND)["state"] == "answered"


def test_whoever_acted_in_the_case_cannot_name_another_one_and_answer_alone(town, monkeypatch):
    stage, *_ = accepted(town)
    other = Citizen(town, "other", ALONE)
    other.apply()
    complaint, staff = complains(neighbour(town)), stage.clerk(COUNTY, number=1)
    concerns(staff, complaint, other)
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.four_eyes")
    monkeypatch.setattr(service, "MOST_CASES", 1)
    assert declined(concerns, staff, complaint, stage.family) == (409, "complaint.cases_enough")
    concerns(staff, complaint, other)
    concerns(staff, complaint)


def test_a_hint_without_a_name_is_looked_at_and_names_nobody(town):
    who, staff = neighbour(town), officer(town)
    complaint = complains(who, reporter=None)
    seen = reads(staff, complaint)
    assert (seen["named"], seen["reporter"]) == (False, None)
    assert "匿名" in complaint["next"]
    concerns(officer(town, 1), complaint)
    does(staff, complaint, "answer", **FOUND)
    assert reads(who, complaint)["state"] == "answered"


def test_a_reported_case_is_visited_by_the_county_and_its_family_reads_no_word_of_it(town):
    stage, clerk, _ = accepted(town)
    who, staff = neighbour(town), officer(town)
    complaint = complains(who)
    receipt = stage.family.receipt["receipt"]
    assert does(staff, complaint, "case", receipt=receipt)["case_id"] == stage.family.case_id
    later(town, minutes=1)
    assert "county_visit" in tasks_of(stage.county(COUNTY), stage)
    read = [stage.family.case(), stage.family.timeline(), stage.family.letters()]
    family = json.dumps(read, ensure_ascii=False)
    for word in ("投诉", "举报", "complaint", NEIGHBOUR["name"], complaint["complaint_id"]):
        assert word not in family, word
    assert NEIGHBOUR["name"] not in str(clerk.client.get(f"/v1/cases/{stage.family.case_id}"))


def test_a_case_that_is_named_twice_is_visited_once(town):
    stage, *_ = accepted(town)
    complaint, staff = complains(neighbour(town)), officer(town)
    does(staff, complaint, "case", receipt=stage.family.receipt["receipt"])
    later(town, minutes=1)
    county_visit(stage)
    does(staff, complaint, "case", receipt=stage.family.receipt["receipt"])
    later(town, minutes=1)
    assert "county_visit" not in tasks_of(stage.county(COUNTY), stage)


def two_families(town):
    """A family whose case was accepted, and another one."""
    stage, clerk, _ = accepted(town)
    other = scene(town, "other", ALONE)
    other.family.apply()
    return stage, other, clerk


def to_visit(*stages):
    """Whether the county has to visit each family."""
    return ["county_visit" in tasks_of(one.county(COUNTY), one) for one in stages]


def test_a_family_that_was_named_by_mistake_is_not_visited_once_a_second_officer_answered(town):
    stage, other, _ = two_families(town)
    complaint = complains(neighbour(town))
    concerns(officer(town, 1), complaint, stage.family, other.family)
    later(town, minutes=1)
    assert to_visit(stage, other) == [True, True]  # until somebody else found so, too
    does(officer(town), complaint, "answer", **FOUND)
    later(town, minutes=1)
    assert to_visit(stage, other) == [False, True]


def test_whoever_is_somebody_s_relative_or_was_reported_twice_is_visited_all_the_same(town):
    stage, other, clerk = two_families(town)
    complaint, again = complains(neighbour(town)), complains(neighbour(town, "another"))
    registers(clerk)
    concerns(officer(town, 1), again, other.family)
    concerns(officer(town, 1), complaint, stage.family, other.family)
    concerns(officer(town, 1), complaint)
    later(town, minutes=1)
    does(officer(town), complaint, "answer", **FOUND)
    later(town, minutes=1)
    assert to_visit(stage, other) == [True, True]


def test_who_acted_in_the_case_does_not_answer(town):
    stage, *_ = accepted(town)
    complaint, staff = complains(neighbour(town)), stage.clerk(COUNTY, number=1)
    does(staff, complaint, "case", receipt=stage.family.receipt["receipt"])
    later(town, minutes=1)
    stage.family.waits_for("reviewing")
    county_visit(stage)
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.four_eyes")
    assert reads(staff, complaint)["reporter"] is None
    other = Citizen(town, "other", replace(MOTHER_OF_TWO, residents=FOUND_WORK.residents))
    other.apply()
    concerns(officer(town), complaint, other)
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.four_eyes")


def test_whose_relative_it_is_about_does_not_answer(town):
    stage, *_ = accepted(town)
    complaint, staff = complains(neighbour(town)), officer(town)
    registers(staff)
    concerns(officer(town, 1), complaint, stage.family)
    later(town, minutes=1)
    assert declined(does, staff, complaint, "answer", **FOUND) == (409, "complaint.four_eyes")


def test_a_case_that_the_officer_may_not_see_is_not_found(town):
    elsewhere = Citizen(town, "elsewhere", FOUND_WORK)
    elsewhere.apply()
    complaint, staff = complains(neighbour(town)), officer(town)
    receipt = elsewhere.receipt["receipt"]
    assert declined(does, staff, complaint, "case", receipt=receipt) == (404, "case.not_found")


def test_nobody_answers_in_time_and_the_office_above_may_as_well(town):
    complaint = complains(neighbour(town))
    leader = Clerk(town, at("220200000000", Post.LEADER)[0])
    assert declined(reads, leader, complaint) == (404, "complaint.not_found")
    due = parse_instant(complaint["due"])
    town.clock.sleep_until(due + timedelta(hours=1))
    seen = reads(leader, complaint)
    assert seen["state"] == "waiting"
    assert parse_instant(seen["due"]) > due
    assert (complaint["overdue_since"], seen["overdue_since"]) == ("", complaint["due"])
    assert "没有按期办理，已转吉林市民政局督办" in seen["next"]
    assert reads(officer(town), complaint)["office_name"] == "吉林市民政局"
    concerns(officer(town), complaint)
    does(leader, complaint, "answer", **FOUND)


def test_fifteen_working_days_and_not_one_more(town):
    complaint = complains(neighbour(town))
    calendar = law_on(town.clock.now()).calendar
    until = parse_instant(complaint["due"])
    begun = town.clock.now()
    assert calendar.working_days_between(begun.date(), (until - timedelta(hours=1)).date()) == 15


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"area": "999999999999"}, "/area", "area.unknown"),
        ({"area": "220102001001"}, "/area", "area.not_served"),
        ({"statement": "坏"}, "/statement", "string_too_short"),
    ],
)
def test_what_nobody_here_can_look_at_is_refused_with_the_field(town, changed, pointer, code):
    status, found = declined(complains, neighbour(town), **changed)
    assert status in {422, 409}
    assert code.startswith("string") or code in found


def test_the_same_request_twice_is_one_complaint(town):
    who = neighbour(town)
    body = {**SAID, "reporter": NEIGHBOUR}
    first = who.client.post("/v1/complaints", body, "one-key-for-both")
    assert who.client.post("/v1/complaints", body, "one-key-for-both") == first
    assert len(who.client.get("/v1/complaints")["complaints"]) == 1


def test_an_officer_who_moved_office_reads_nothing_by_sending_an_old_request_again(town):
    staff, complaint = officer(town), complains(neighbour(town))
    url, key = f"/v1/complaints/{complaint['complaint_id']}/answer", "one-key-for-both"
    concerns(officer(town, 1), complaint)
    first = staff.client.post(url, FOUND, key)
    assert staff.client.post(url, FOUND, key) == first
    moved = directory.find_by_wecom(staff.persona.userid)
    directory.save(replace(moved, office="220211000000"), moved)
    again = declined(staff.client.post, url, FOUND, key)
    assert again == (404, "complaint.not_found")


def test_an_answered_complaint_takes_no_event():
    for event in COMPLAINT.events:
        with pytest.raises(Refused):
            COMPLAINT.find(Standing("", ANSWERED), event)
