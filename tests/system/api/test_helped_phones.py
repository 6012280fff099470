"""On which phones the person has what a helper does: where they consented to a delegation, or
claimed the case; a phone on which they were filmed for something else may be a neighbour's."""

from __future__ import annotations

import pytest

from tests.support.helping import ALONE, PERSON, Filming, Helper, card, phone_of
from tests.system.api.scenes import declined
from tests.system.api.test_helpers import GONE, cases_of, clerk, does, later, lists

NOT_FOUND = (404, "helper.not_found")
NOTHING = {"helping": [], "helped_by": [], "asking": []}
ANSWERS = ("consent", "refusal")
KEY = "one-key-for-an-answer"


def claims(who, helper):
    """The person takes the case over, by its receipt number and a face."""
    who.case_id = helper.case_id
    body = {"receipt": helper.receipt["receipt"], **card()}
    return who.client.post("/v1/application-claims", body)


def reads_nothing(who, case_id):
    who.case_id = case_id
    reads = [declined(read) for read in (who.case, who.timeline, who.letters)]
    return (cases_of(who), reads) == ([], [GONE] * 3)


def filmed_here(phone):
    """A first film of the person on a phone, for something else than a delegation."""
    phone.proves(PERSON)


@pytest.mark.parametrize("since", [None, filmed_here, Filming.films])
def test_a_neighbours_phone_on_which_the_person_was_filmed_for_something_else_reads_nothing(
    town, since
):
    """It learns that somebody asks to act, and no more once that is answered elsewhere."""
    helper, neighbour = Helper(town), Filming(town, "neighbour", ALONE)
    if since is not filmed_here:
        filmed_here(neighbour)
    later(town, days=1)
    helper_id = helper.asks()["helper_id"]
    if since:
        since(neighbour)
    assert lists(neighbour) == NOTHING | {"asking": [(helper_id, "asked")]}
    (asking,) = neighbour.client.get("/v1/helpers")["asking"]
    assert asking["person_name"] == "车*"
    assert declined(does, neighbour, helper_id, "withdrawal") == NOT_FOUND
    helper.has_consent()
    helper.applies()
    later(town, minutes=5)
    assert reads_nothing(neighbour, helper.case_id)
    assert lists(neighbour) == NOTHING
    path = f"/v1/helpers/{helper_id}"
    assert declined(neighbour.client.get, path) == NOT_FOUND
    assert declined(does, neighbour, helper_id, "withdrawal") == NOT_FOUND
    assert {note.openid for note in town.wechat.notes} == {"helper"}


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


def test_a_refusal_makes_no_phone_the_persons_own_and_its_answer_is_repeated(town):
    neighbour, helper = phone_of(town, name="neighbour"), Helper(town)
    helper_id = helper.asks()["helper_id"]
    path, body = f"/v1/helpers/{helper_id}/refusal", {"proof_id": neighbour.films()}
    for _ in range(2):
        assert neighbour.client.post(path, body, KEY)["state"] == "refused"
    helper.helps()
    assert declined(neighbour.client.post, path, body, KEY) == NOT_FOUND
    helper.applies()
    later(town, minutes=1)
    assert reads_nothing(neighbour, helper.case_id)


def test_a_phone_that_asks_to_help_is_the_persons_own_no_more(town):
    phone = phone_of(town)
    helper = Helper(town).helps(on=phone)
    helper.applies()
    later(town, minutes=1)
    assert cases_of(phone) == [helper.case_id]
    Helper(town, "own").asks()
    assert reads_nothing(phone, helper.case_id)


@pytest.mark.parametrize("where", ["helper", "counter"])
def test_whoever_has_no_phone_of_their_own_claims_the_case_by_its_receipt(town, where):
    """The person has it from then on, whoever changes it; the helper as the delegation says."""
    helper, phone = Helper(town), phone_of(town)
    helper_id = helper.asks()["helper_id"]
    if where == "helper":
        helper.has_consent()
    else:
        seen = {**card(), "document_kind": "identity_card"}
        does(clerk(town), helper_id, "counter-consent", **seen)
    helper.applies()
    later(town, minutes=1)
    assert reads_nothing(phone, helper.case_id)
    assert claims(phone, helper)["case_id"] == helper.case_id
    for who in (helper, phone):
        who.does("correction", note=f"由{who.openid}补充")
        assert cases_of(phone) == cases_of(helper) == [helper.case_id]
        assert phone.timeline()["stage"] == helper.timeline()["stage"]
    town.wechat.notes.clear()
    helper.does("correction", phone="13900000009")
    helper.withdraws()
    assert declined(helper.timeline) == GONE
    assert phone.does("withdrawal", reason="不再需要")["state"] == "withdrawn"
    later(town, minutes=5)
    assert {note.openid for note in town.wechat.notes} == {"own"}


def test_a_claim_opens_that_case_alone(town):
    helper, phone = Helper(town).helps(), phone_of(town)
    helper.applies(form_id="another-form", scheme="dibao")
    another = helper.case_id
    helper.applies()
    later(town, minutes=1)
    claims(phone, helper)
    later(town, minutes=1)
    assert cases_of(phone) == [helper.case_id]
    assert lists(phone) == NOTHING
    phone.case_id = another
    assert declined(phone.case) == GONE


def test_a_phone_that_claimed_a_case_has_it_until_another_does(town):
    helper, phone, new = Helper(town).helps(), phone_of(town), phone_of(town, name="new")
    helper.applies()
    claims(phone, helper)
    claims(new, helper)
    assert reads_nothing(phone, helper.case_id)
    assert cases_of(new) == cases_of(helper) == [helper.case_id]
    claims(phone, helper)
    assert reads_nothing(new, helper.case_id)
    assert cases_of(phone) == [helper.case_id]
