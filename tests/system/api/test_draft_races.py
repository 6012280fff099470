"""A draft that is handed in twice at one moment, and what is told of one that was handed in."""

from __future__ import annotations

import pytest

from chalicelib.applications import service as applications
from local.population.families import MOTHER_OF_TWO
from local.town.client import Declined
from local.town.people import Citizen
from tests.system.api.test_drafts import answered, application, begun


@pytest.fixture
def mother(town):
    return Citizen(town, "mother", MOTHER_OF_TWO)


@pytest.fixture
def draft(mother):
    """A draft in which all is answered."""
    draft_id = begun(mother)
    answered(mother, draft_id, application(mother))
    return draft_id


def hands_in(family, draft_id):
    return family.client.post(f"/v1/drafts/{draft_id}/submission", {"scheme": "dibao"})


def test_whoever_hands_in_while_another_phone_changes_an_answer_and_does_gets_its_receipt(
    mother, draft, monkeypatch
):
    submit, receipts = applications.submit, []

    def overtaken(*given):
        monkeypatch.setattr(applications, "submit", submit)
        answered(mother, draft, {"hardship": "房子也漏雨"})
        receipts.append(hands_in(mother, draft))
        return submit(*given)

    monkeypatch.setattr(applications, "submit", overtaken)
    assert hands_in(mother, draft) == receipts[0]
    assert len(mother.client.get("/v1/cases")["cases"]) == 1


def test_the_check_says_under_which_form_it_looked_the_answers_over(mother, draft):
    check = mother.client.get(f"/v1/drafts/{draft}/check")
    assert check["version"] == mother.client.get("/v1/forms/application")["version"]


def test_a_draft_that_was_handed_in_is_not_looked_over_as_if_all_were_missing(mother, draft):
    hands_in(mother, draft)
    with pytest.raises(Declined) as declined:
        mother.client.get(f"/v1/drafts/{draft}/check")
    assert (declined.value.problem["status"], declined.value.problem["code"]) == (
        409,
        "draft.submitted",
    )
