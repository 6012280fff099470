"""With what a person answers who asks to act for them: a film that was begun for it."""

from __future__ import annotations

import pytest

from tests.support.helping import ALONE, PERSON, Filming, Helper, card, phone_of
from tests.system.api.scenes import declined
from tests.system.api.test_helpers import does, later, lists

ANSWERS = ("consent", "refusal")


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_face_of_before_or_for_something_else_answers_nothing(town, answer):
    neighbour, helper = phone_of(town, name="neighbour"), Helper(town)
    before = neighbour.films()
    later(town, minutes=1)
    helper_id = helper.asks()["helper_id"]
    old = neighbour.client.post("/v1/proofs", card())
    assert (old["proved"], old["proof_id"]) == (True, None)
    assert declined(does, neighbour, helper_id, answer) == (422, "helper.person_needed")
    not_filmed = (422, "helper.not_filmed")
    assert declined(does, neighbour, helper_id, answer, proof_id=before) == not_filmed
    assert neighbour.says(answer, helper_id)["state"] in {"active", "refused"}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_first_face_that_was_made_for_something_else_answers_nothing(town, answer):
    """She signs from afar on a neighbour's phone after a helper asked; an attempt for the
    delegation that was begun there and not finished does not count with that face."""
    helper, neighbour = Helper(town), Filming(town, "neighbour", ALONE)
    helper_id = helper.asks()["helper_id"]
    unseen = neighbour.client.post("/v1/proofs", {**card(), "again": True})["proof_id"]
    later(town, minutes=1)
    begun = neighbour.client.post("/v1/proofs", card())
    town.wechat.faces.film(
        neighbour.openid, begun["verify_id"], PERSON.name, PERSON.identity_number
    )
    neighbour.client.post(f"/v1/proofs/{begun['proof_id']}/result")
    assert lists(neighbour)["asking"] == [(helper_id, "asked")]
    for proof in (unseen, begun["proof_id"]):
        refusal = declined(does, neighbour, helper_id, answer, proof_id=proof)
        assert refusal == (422, "helper.not_filmed")
