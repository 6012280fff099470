"""What a helper cannot do: consent or sign for the person, make another the applicant, take the
money, claim the case, read more than is needed, or act under somebody else's delegation."""

from __future__ import annotations

import json
from datetime import timedelta

from chalicelib.domain.dates import day_of
from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from tests.support.helping import ALONE, PERSON, Helper, card, phone_of
from tests.system.api.scenes import declined
from tests.system.api.test_helpers import clerk, does, later, lists


def test_a_helper_cannot_consent_for_the_person(town):
    helper = Helper(town)
    before = helper.films()  # filmed for something else, before it was asked for
    later(town, minutes=1)
    helper_id = helper.asks()["helper_id"]
    assert declined(does, helper, helper_id, "consent") == (422, "helper.person_needed")
    refusal = declined(helper.has_consent, before)
    assert refusal == (422, "helper.not_filmed")
    unseen = helper.client.post("/v1/proofs", {**card(), "again": True})["proof_id"]
    assert declined(helper.has_consent, unseen) == (422, "helper.not_filmed")
    another = helper.films(MOTHER_OF_TWO.residents[0])
    assert declined(helper.has_consent, another) == (422, "helper.filmed_another")


def test_an_attempt_of_another_phone_and_the_one_used_before_consent_to_nothing(town):
    helper, other = Helper(town), Helper(town, "other")
    helper.asks()
    proof = other.films()
    assert declined(helper.has_consent, proof) == (404, "proof.not_found")
    used = helper.films()
    helper.has_consent(used)
    helper.withdraws()
    later(town, minutes=1)
    helper.asks()
    assert declined(helper.has_consent, used) == (422, "helper.not_filmed")


def test_a_phone_that_asked_to_help_is_never_the_persons_own(town):
    helper, other = Helper(town).helps(), Helper(town, "other")
    helper_id = other.asks()["helper_id"]
    assert declined(does, helper, helper_id, "consent") == (404, "helper.not_found")
    assert declined(does, helper, helper_id, "refusal") == (404, "helper.not_found")
    assert lists(helper)["asking"] == []


def test_anothers_delegation_is_not_found_and_serves_nobody_else(town):
    helper = Helper(town).helps()
    stranger = Helper(town, "stranger")
    stranger.helper_id = helper.helper_id
    for what in ("consent", "refusal", "withdrawal"):
        assert declined(does, stranger, helper.helper_id, what) == (404, "helper.not_found")
    path = f"/v1/helpers/{helper.helper_id}"
    assert declined(stranger.client.get, path) == (404, "helper.not_found")
    assert declined(stranger.applies) == (422, "helper.not_active")


def test_a_delegation_for_one_person_serves_nobody_else(town):
    helper = Helper(town).helps()
    mother = Helper(town, "helper", MOTHER_OF_TWO)
    mother.helper_id = helper.helper_id
    assert declined(mother.applies) == (422, "helper.other_person")


def test_a_helper_makes_no_other_the_applicant(town):
    helper = Helper(town).helps()
    helper.applies()
    (member,) = helper.form()["members"]
    other = MOTHER_OF_TWO.residents[0]
    changed = [member | card(other)]
    assert declined(helper.does, "correction", members=changed) == (422, "helper.other_person")


def test_a_helper_signs_only_where_the_person_is_filmed_today(town):
    helper = Helper(town).helps()
    helper.applies(consents=[])
    later(town, days=1)
    signed = [{"member": 0, **helper.text, "signature": helper.uploads("signed by the helper")}]
    refusal = declined(helper.does, "correction", consents=signed)
    assert refusal == (422, "request.invalid")
    body = {"receipt": helper.receipt["receipt"], **card(), **helper.text}
    body["signature"] = helper.uploads("signed by the helper once more")
    assert declined(helper.client.post, "/v1/consents", body) == (409, "consent.person_absent")
    helper.films()
    helper.does("correction", consents=signed)
    assert helper.client.post("/v1/consents", body)["receipt"]


def test_whoever_helped_does_not_claim_the_case(town):
    helper = Helper(town).helps()
    helper.applies()
    claim = {"receipt": helper.receipt["receipt"], **card()}
    helper.withdraws()
    refusal = declined(helper.client.post, "/v1/application-claims", claim)
    assert refusal == (409, "consent.claim_not_proved")


def test_a_helper_does_not_withdraw_the_application(town):
    helper = Helper(town).helps()
    helper.applies()
    assert declined(helper.does, "withdrawal", reason="不办了") == (409, "case.person_alone")


def test_a_helper_changes_the_account_only_where_its_holder_was_proved(town):
    mother = Helper(town, "helper", MOTHER_OF_TWO).helps()
    mother.applies()
    account = mother.account("another")
    child = account | {"holder": 1}
    assert declined(mother.does, "correction", account=child) == (
        422, "application.holder_proved",
    )  # fmt: skip
    mother.does("correction", account=account)
    notes = clerk(town).client.get(f"/v1/cases/{mother.case_id}")["notes"]
    codes = {note["code"] for note in notes}
    assert {"note.helped", "note.account_by_helper"} <= codes
    assert "note.claimed" not in codes


def test_a_helper_reads_no_more_than_is_needed(town):
    phone = phone_of(town)
    helper = Helper(town).helps(on=phone)
    helper.applies()
    later(town, minutes=1)
    phone.case_id = helper.case_id
    photo = phone.uploads("a paper of the person's own")
    phone.does("correction", papers=[{"kind": "medical_record", "digest": photo}])
    later(town, minutes=1)
    shown = json.dumps(helper.case(), ensure_ascii=False)
    for secret in (PERSON.name, PERSON.identity_number, helper.account()["number"]):
        assert secret not in shown
        assert secret in json.dumps(phone.case(), ensure_ascii=False)
    path = f"/v1/cases/{helper.case_id}/papers/{photo}"
    assert declined(helper.client.get, path) == (404, "paper.not_found")
    assert phone.client.get(path)["url"]


def test_staff_who_are_the_helper_neither_note_the_consent_nor_handle_the_case(town):
    helper, one, other = Helper(town), clerk(town), clerk(town, 1)
    assert declined(helper.asks, staff_id="nobody") == (422, "helper.staff_unknown")
    helper_id = helper.asks(staff_id=one.persona.userid)["helper_id"]
    seen = {**card(), "document_kind": "identity_card"}
    assert declined(does, one, helper_id, "counter-consent", **seen) == (409, "helper.own")
    does(other, helper_id, "counter-consent", **seen)
    helper.applies()
    version = one.client.get(f"/v1/cases/{helper.case_id}")["version"]
    accepts = {"decision": "accept", "version": version}
    path = f"/v1/cases/{helper.case_id}/acceptance"
    assert declined(one.client.post, path, accepts) == (409, "case.own_helper")
    assert other.client.post(path, accepts)["case_id"]


def test_a_village_worker_asks_for_many_which_is_a_sign_and_no_refusal(town):
    worker = Citizen(town, "worker", ALONE)
    until = (day_of(town.clock.now()) + timedelta(days=30)).isoformat()
    asked = {"helper_name": "尉迟凤霞", "relation": "village_worker", "acts": ["apply"]}
    for one in MOTHER_OF_TWO.residents[:3] * 4:
        body = {**asked, "person": card(one), "until": until}
        helper_id = worker.client.post("/v1/helpers", body)["helper_id"]
        worker.client.post(f"/v1/helpers/{helper_id}/withdrawal")
    helper = Helper(town, "worker").helps()
    helper.applies()
    intake = clerk(town).client.get(f"/v1/cases/{helper.case_id}")["documents"]["intake"]
    assert (intake["helped"], "helped" in intake["signs"]) == (13, True)
    assert len(worker.client.get("/v1/helpers")["helping"]) == 4
