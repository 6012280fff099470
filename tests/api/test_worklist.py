"""One list of tasks for records of every kind, through the API."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.families import MOTHER_OF_TWO
from tests.api.conftest import scene
from tests.api.scenes import declined
from tests.api.test_complaints import COUNTY, FOUND, complains, concerns, does, neighbour, officer


def tasks(staff, which=""):
    page = staff.client.get(f"/v1/tasks{which and '?which=' + which}")
    return [(line["kind"], line["task"], line["id"]) for line in page["tasks"]]


def test_a_complaint_waits_on_the_list_of_those_who_may_answer_it_and_then_among_what_one_did(town):
    told = complains(neighbour(town))
    waits = ("complaint", "answer_complaint", told["complaint_id"])
    staff, finance = officer(town), scene(town, "f", MOTHER_OF_TWO).county(COUNTY, Post.FINANCE)
    assert waits in tasks(staff)
    assert tasks(finance) == []
    concerns(officer(town, 1), told)
    does(staff, told, "answer", **FOUND)
    assert tasks(staff) == []
    assert tasks(staff, "done") == [waits]
    assert tasks(officer(town, 1), "done") == []  # said which case it concerns, and did no task


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
    assert declined(staff.client.get, "/v1/tasks?which=all") == (400, "request.list")
