"""One list of tasks for records of every kind, through the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from chalicelib.case import case as cases
from chalicelib.case import permission
from chalicelib.case.case import Step
from chalicelib.directory import store
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import clock
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from local.population.families import MOTHER_OF_TWO
from local.population.personas import Persona, at
from local.town.clerks import Clerk
from tests.system.api.conftest import URGENT, scene
from tests.system.api.scenes import declined
from tests.system.api.test_complaints import (
    COUNTY,
    FOUND,
    complains,
    concerns,
    does,
    neighbour,
    officer,
)
from tests.system.api.test_provisional import announced
from tests.system.api.test_urgent import before_the_county


def tasks(staff, name=""):
    page = staff.client.get(f"/v1/tasks{name and '?list=' + name}")
    return [(line["kind"], line["task"], line["id"]) for line in page["tasks"]]


def test_a_complaint_waits_on_the_list_of_those_who_may_answer_it_and_then_among_what_one_did(town):
    complaint = complains(neighbour(town))
    waits = ("complaint", "answer_complaint", complaint["complaint_id"])
    staff, finance = officer(town), scene(town, "f", MOTHER_OF_TWO).county(COUNTY, Post.FINANCE)
    assert waits in tasks(staff)
    assert tasks(finance) == []
    concerns(officer(town, 1), complaint)
    does(staff, complaint, "answer", **FOUND)
    assert tasks(staff) == []
    assert tasks(staff, "done") == [waits]
    assert tasks(officer(town, 1), "done") == []  # said which case it concerns, and did no task


def test_of_many_that_wait_the_first_are_shown_and_the_next_once_these_are_done(town, monkeypatch):
    monkeypatch.setattr(kind, "MOST_WAITING", 2)
    ids = [complains(neighbour(town, f"one-{at}"))["complaint_id"] for at in range(3)]
    staff = officer(town)
    (first, *_), complaints = tasks(staff), staff.client.get("/v1/complaints")["complaints"]
    assert len(complaints) == 2
    assert complaints[0]["complaint_id"] == first[2]
    concerns(officer(town, 1), complaints[0])
    does(staff, complaints[0], "answer", **FOUND)
    left = staff.client.get("/v1/complaints")["complaints"]
    assert {one["complaint_id"] for one in left} == {*ids} - {first[2]}


def test_what_somebody_claims_is_among_their_own_until_it_is_done(town):
    stage = scene(town, "claims", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    case_id = stage.family.case_id
    clerk.waits_for_task(case_id, "accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/accept/claim", {})
    assert tasks(clerk, "mine") == [("case", "accept", case_id)]
    clerk.does(case_id, "acceptance", decision="accept")
    assert tasks(clerk, "mine") == []
    assert tasks(clerk, "done") == [("case", "accept", case_id)]


def test_there_is_no_other_list(town):
    staff = officer(town)
    assert declined(staff.client.get, "/v1/tasks?list=all") == (400, "request.list")


def away(since, until, deputy):
    return {"since": since, "until": until, "deputy": deputy}


def test_what_somebody_claimed_is_done_by_a_deputy_while_they_are_away(town):
    stage = scene(town, "away", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    case_id, office = stage.family.case_id, clerk.persona.office
    deputy, other = stage.clerk(office, number=1), stage.county(office[:6] + "000000", Post.LEADER)
    clerk.waits_for_task(case_id, "accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/accept/claim", {})
    assert declined(deputy.does, case_id, "acceptance", decision="accept")[0] == 403
    assert tasks(deputy, "mine") == []
    days = away("2022-12-19", "2022-12-30", deputy.persona.userid)
    clerk.client.post("/v1/me/absence", days)
    assert tasks(deputy, "mine") == [("case", "accept", case_id)]
    clerk.client.post("/v1/me/absence", {**days, "deputy": None})  # back earlier
    assert tasks(deputy, "mine") == []
    other.client.post(f"/v1/staff/{clerk.persona.userid}/absence", days)
    deputy.does(case_id, "acceptance", decision="accept")
    assert tasks(deputy, "done") == [("case", "accept", case_id)]


@pytest.mark.parametrize("why", ["left", "moved", "away", "other post", "acts for each other"])
def test_a_task_is_free_again_where_the_deputy_cannot_do_it_either(town, why):
    stage = scene(town, "stand-in", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    case_id, office = stage.family.case_id, clerk.persona.office
    colleague = stage.clerk(office, number=1)
    clerk.waits_for_task(case_id, "accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/accept/claim", {})
    deputy = store.Staff(
        "stand-in", "stand-in", office, frozenset({Post.CASE_WORKER}), date(2020, 1, 1)
    )
    store.save(deputy)
    clerk.client.post("/v1/me/absence", away("2022-12-19", "2022-12-30", "stand-in"))
    assert declined(colleague.does, case_id, "acceptance", decision="accept")[0] == 403
    until = date(2022, 12, 30)
    absent = partial(store.Absence, date(2022, 12, 19), until)
    now = {
        "left": {"until": date(2022, 12, 18)},
        "moved": {"office": "220211001000"},
        "away": {"absence": absent(colleague.persona.userid)},
        "other post": {"posts": frozenset({Post.FINANCE})},
        "acts for each other": {"absence": absent(clerk.persona.userid)},
    }[why]
    store.save(replace(deputy, **now), deputy)
    colleague.does(case_id, "acceptance", decision="accept")


def test_whoever_moved_or_has_not_the_post_reads_no_name_on_a_list_of_persons(town):
    stage = scene(town, "moved", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    case_id, office = stage.family.case_id, clerk.persona.office
    clerk.waits_for_task(case_id, "accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/accept/claim", {})
    store.save(store.Staff("cash", "cash", office, frozenset({Post.FINANCE}), date(2020, 1, 1)))
    finance = Clerk(town, Persona("cash", "钱芳", office, Post.FINANCE))
    clerk.client.post("/v1/me/absence", away("2022-12-19", "2022-12-30", "cash"))
    assert tasks(finance, "mine") == []
    clerk.does(case_id, "acceptance", decision="accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/visit/claim", {})
    here = store.find(clerk.persona.userid)
    there = replace(here, office="220211001000")
    store.save(there, here)
    assert (tasks(clerk, "mine"), tasks(clerk, "done")) == ([], [])
    store.save(here, there)
    assert tasks(clerk, "mine") == [("case", "visit", case_id)]
    assert tasks(clerk, "done") == [("case", "accept", case_id)]


def test_days_that_are_over_and_somebody_of_another_office_are_refused(town):
    staff = officer(town)
    post, colleague = staff.client.post, officer(town, 1).persona.userid
    stranger = at("220202000000", Post.LEADER)[0].userid
    for since, until in (("2022-12-30", "2022-12-29"), ("2022-11-01", "2022-11-30")):
        said = declined(post, "/v1/me/absence", away(since, until, colleague))
        assert said == (422, "staff.days")
    for deputy in (stranger, staff.persona.userid, "nobody"):
        said = declined(post, "/v1/me/absence", away("2022-12-01", "2023-01-30", deputy))
        assert said == (422, "staff.not_a_deputy")


SIGNED_BY_ONE = """
[[value]]
name = "sign_offs"
unit = "count"
amount = 1
from = 2022-01-01
where = {{ task = "accept", scheme = "{scheme}" }}
document = "内部办理规程"
article = "第1条"
issued = 2022-01-01
status = "assumed"
"""


def test_where_an_office_asks_for_it_a_colleague_signs_before_it_is_done(town, tmp_path):
    announced(tmp_path, more=SIGNED_BY_ONE.format(scheme="dibao"))
    stage = scene(town, "signs", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    case_id, colleague = stage.family.case_id, stage.clerk(clerk.persona.office, number=1)
    clerk.waits_for_task(case_id, "accept")
    path = f"/v1/cases/{case_id}/tasks/accept/sign-off"
    version = clerk.client.get(f"/v1/cases/{case_id}")["version"]
    first = declined(clerk.does, case_id, "acceptance", decision="accept")
    assert first == (409, "case.sign_off_first")
    clerk.client.post(path, {"event": "accept", "version": version})  # one's own is not enough
    assert declined(clerk.does, case_id, "acceptance", decision="accept") == first
    wrong = {"event": "call_back", "version": version}
    assert declined(colleague.client.post, path, wrong) == (422, "approval.not_of_task")
    ahead = {"event": "accept", "version": version + 1000}  # what nobody can have read
    assert declined(colleague.client.post, path, ahead) == (409, "case.not_as_read")
    colleague.client.post(path, {"event": "accept", "version": version})
    clerk.does(case_id, "acceptance", decision="accept")
    assert stage.family.case()["accepted_at"]


def test_who_signed_a_decision_signs_anew_and_then_counts_as_who_decided(town, tmp_path):
    pack = SIGNED_BY_ONE.replace('"accept"', '"confirm", from_fen = 100000')
    announced(tmp_path, more=pack.format(scheme="temporary_aid"))
    stage, county = before_the_county(town, "refer_to_county")
    case_id, office = stage.family.case_id, county.persona.office
    store.save(store.Staff("second", "second", office, frozenset({Post.LEADER}), date(2020, 1, 1)))
    second = Clerk(town, Persona("second", "邢芳", office, Post.LEADER))
    first = declined(county.does, case_id, "decision", **URGENT)
    assert first == (409, "case.sign_off_first")
    path = f"/v1/cases/{case_id}/tasks/confirm/sign-off"
    for event in ("decline", "grant_urgent", "grant_urgent"):
        version = second.client.get(f"/v1/cases/{case_id}")["version"]
        second.client.post(path, {"event": event, "version": version})
    found = cases.load(case_id)
    assert not needs_another(found, county, URGENT["amount_fen"])
    acted = replace(found.document, acted=(*found.document.acted, "second"))
    assert needs_another(replace(found, document=acted), county, URGENT["amount_fen"])
    county.does(case_id, "decision", **URGENT)
    assert "second" in cases.load(case_id).document.decided


@pytest.mark.parametrize("name", ["assessment", "reckoned", "rest"])
def test_what_a_benefit_comes_to_anew_counts_for_who_must_sign(town, tmp_path, name):
    pack = SIGNED_BY_ONE.replace('"accept"', '"confirm", from_fen = 100000')
    announced(tmp_path, more=pack.format(scheme="temporary_aid"))
    stage, county = before_the_county(town, "refer_to_county")
    found = cases.load(stage.family.case_id)
    assert not needs_another(found, county, 99_999)
    body = {**found.document.documents, name: {"amount_fen": 100_000}}
    higher = replace(found, document=replace(found.document, documents=body))
    assert needs_another(higher, county, 99_999)


def needs_another(case, clerk, fen):
    """Whether others must sign before the clerk grants so much."""
    persona, now = clerk.persona, clock.current().now()
    actor = Actor(persona.userid, Role.STAFF, persona.office, frozenset({persona.post}))
    step = Step(documents={"decision": {"amount_fen": fen}})
    try:
        permission.allowed(case, "grant_urgent", Act(actor, now, law_on(now)), step)
    except Refused as refused:
        assert refused.code == "case.sign_off_first"
        return True
    return False


def test_nobody_else_signs_where_it_is_asked_of_another_scheme(town, tmp_path):
    announced(tmp_path, more=SIGNED_BY_ONE.format(scheme="tekun"))
    stage = scene(town, "signs", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "accept")
    clerk.does(stage.family.case_id, "acceptance", decision="accept")
