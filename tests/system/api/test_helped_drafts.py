"""A helper fills a form in for a person, step by step, while the delegation lasts."""

from __future__ import annotations

from local.population.families import MOTHER_OF_TWO
from tests.support.helping import Helper
from tests.system.api.scenes import declined
from tests.system.api.test_drafts import SUBMISSION, answered, application, cost, open_keys
from tests.system.api.test_helpers import GONE, later

NO_DRAFT = (404, "draft.not_found")


def helping(town, **delegation):
    return Helper(town, "helper", MOTHER_OF_TWO).helps(**delegation)


def begins(helper):
    body = {"form": "application", "helper_id": helper.helper_id}
    return helper.client.post("/v1/drafts", body)["draft_id"]


def test_what_a_helper_fills_in_becomes_the_case_of_the_person(town):
    helper = helping(town)
    draft_id = begins(helper)
    (line,) = helper.client.get("/v1/drafts")["drafts"]
    assert (line["draft_id"], line["for_name"]) == (draft_id, "乔*")
    answered(helper, draft_id, application(helper))
    path = f"/v1/drafts/{draft_id}/submission"
    helper.case_id = helper.client.post(path, {"scheme": "dibao"})["case_id"]
    assert helper.case()["documents"]["helper"]["id"] == helper.helper_id
    helper.withdraws()
    assert declined(helper.case) == GONE
    assert declined(helper.client.post, path, {"scheme": "dibao"}) == NO_DRAFT


def test_nobody_begins_a_draft_for_whom_they_may_not_apply(town):
    helper = Helper(town, "helper", MOTHER_OF_TWO)
    helper.asks()
    assert declined(begins, helper) == (422, "helper.not_active")
    helper.withdraws()
    assert declined(begins, helping(town, acts=["follow"])) == (422, "helper.not_active")


def test_after_a_withdrawal_nothing_of_the_draft_is_read_or_written(town):
    helper = helping(town)
    draft_id = begins(helper)
    path = f"/v1/drafts/{draft_id}"
    helper.client.put(f"{path}/answers/hardship", {"value": "独自带两个孩子"}, "one-saved-answer")
    helper.withdraws()
    later(town, minutes=1)
    assert helper.client.get("/v1/drafts")["drafts"] == []
    for read in (path, f"{path}/check"):
        assert declined(helper.client.get, read) == NO_DRAFT
    saves = helper.client.put
    assert declined(saves, f"{path}/answers/hardship", {"value": "别的"}) == NO_DRAFT
    again = {"value": "独自带两个孩子"}
    assert declined(saves, f"{path}/answers/hardship", again, "one-saved-answer") == NO_DRAFT


def test_a_saved_step_costs_no_call_more_and_a_read_one(town):
    helper = helping(town)
    path = f"/v1/drafts/{begins(helper)}"
    helper.client.get(path)
    _, reading = cost(town, helper.client.get, path)
    _, saving = cost(
        town, helper.client.put, f"{path}/answers/hardship", {"value": "独自带两个孩子"}
    )
    _, listing = cost(town, helper.client.get, "/v1/drafts")
    assert (len(reading), len(saving), len(listing)) == (2, 2, 3)


def test_a_draft_is_handed_in_by_as_many_calls_as_one_s_own(town):
    open_keys(town)
    helper = helping(town)
    draft_id = begins(helper)
    answered(helper, draft_id, application(helper))
    path = f"/v1/drafts/{draft_id}/submission"
    _, calls = cost(town, helper.client.post, path, {"scheme": "dibao"})
    assert len(calls) <= SUBMISSION, calls


def test_after_a_withdrawal_nothing_is_handed_in_nor_told_of_what_is_missing(town):
    helper = helping(town)
    whole, half = begins(helper), begins(helper)
    answered(helper, whole, application(helper))
    helper.withdraws()
    later(town, minutes=1)
    for draft_id in (whole, half):
        path = f"/v1/drafts/{draft_id}/submission"
        assert declined(helper.client.post, path, {"scheme": "dibao"}) == NO_DRAFT
