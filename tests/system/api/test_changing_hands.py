"""A case changes hands, and people sign and are proved late: nothing is lost, asked for in vain,
or read by whoever had the case before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from local.population.families import MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.residents import resident, with_records
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import accepted, declined, noticed
from tests.system.api.test_elsewhere import clerk as pass_on_clerk
from tests.system.api.test_elsewhere import from_elsewhere
from tests.system.api.test_urgent import paid
from tests.system.api.test_who_signs import ALONE, SHANQIAN, asked_about, claimed, unproved

MOTHER = MOTHER_OF_TWO.residents[0]
KEY = "one-key-for-both"


def card_seen(stage, person, receipt, **more):
    """A clerk saw somebody's card."""
    body = {"receipt": receipt, "name": person.name, "identity_number": person.identity_number}
    client = stage.clerk(SHANQIAN).client
    return client.post("/v1/identity-checks", body | {"document_kind": "identity_card"} | more)


def new_phone(town, person, household=ALONE, name="new"):
    """Another phone on which somebody was filmed."""
    phone = Citizen(town, name, household)
    phone.proves(person)
    return phone


def test_what_a_stranger_signed_is_signed_anew_after_the_claim(town):
    stranger = unproved(town, "stranger")
    (true,) = ALONE.residents
    phone = new_phone(town, true)
    answer = claimed(town, phone, stranger.receipt["receipt"])
    phone.case_id = answer["case_id"]
    (line,) = phone.case()["to_sign"]
    assert line.startswith("请存款签字，同意查一查")
    assert "联系电话和收款账户" in answer["next"]
    assert line in answer["next"]
    signed = {"member": 0, **phone.text, "signature": phone.uploads("mine")}
    phone.does("correction", consents=[signed])
    assert phone.case()["to_sign"] == []
    phone.waits_for("explaining", "reviewing")
    assert asked_about(town, phone) == {true.identity_number}


def test_the_clerk_is_informed_that_the_case_was_claimed(town):
    stranger = unproved(town, "stranger")
    phone = new_phone(town, ALONE.residents[0])
    claimed(town, phone, stranger.receipt["receipt"])
    clerk = scene(town, "clerk", ALONE).clerk(SHANQIAN).client
    notes = clerk.get(f"/v1/cases/{stranger.case_id}")["notes"]
    assert "note.claimed" in [note["code"] for note in notes]


def test_who_had_the_case_before_reads_nothing_by_sending_the_form_or_a_key_again(town):
    old = Citizen(town, "old", MOTHER_OF_TWO)
    form = old.filled_in()
    old.receipt = old.client.post("/v1/cases", form, KEY)
    old.case_id = old.receipt["case_id"]
    path = f"/v1/cases/{old.case_id}/correction"
    old.client.post(path, {"note": "补充说明"}, f"{KEY}-2")
    phone = new_phone(town, MOTHER, MOTHER_OF_TWO)
    claimed(town, phone, old.receipt["receipt"], MOTHER)
    gone = (404, "case.not_found")
    assert declined(old.client.post, "/v1/cases", form, KEY) == gone
    assert declined(old.client.post, "/v1/cases", form, f"{KEY}-3") == gone
    assert declined(old.client.post, path, {"note": "补充说明"}, f"{KEY}-2") == gone


def test_a_case_that_is_over_is_claimed_with_its_letters(town):
    old = Citizen(town, "old", MOTHER_OF_TWO)
    old.apply()
    old.does("withdrawal", reason="以后再申请")
    old.world.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    phone = new_phone(town, MOTHER, MOTHER_OF_TWO)
    phone.case_id = claimed(town, phone, old.receipt["receipt"], MOTHER)["case_id"]
    assert "withdrawn" in [letter["name"] for letter in phone.letters()]


def test_whose_face_is_proved_by_the_claim_is_asked_about(town):
    """She signed on the new phone before; the claim tells that she is filmed there."""
    stranger = unproved(town, "stranger")
    stranger.waits_for("reviewing")
    phone = new_phone(town, ALONE.residents[0])
    (true,) = ALONE.residents
    named = {"name": true.name, "identity_number": true.identity_number}
    signed = {**phone.text, "signature": phone.uploads("mine")}
    body = {"receipt": stranger.receipt["receipt"], **named, **signed}
    phone.client.post("/v1/consents", body)
    phone.case_id = claimed(town, phone, stranger.receipt["receipt"])["case_id"]
    phone.waits_for("explaining", "reviewing")
    assert asked_about(town, phone) == {true.identity_number}


def test_a_proof_that_comes_after_the_opinion_is_kept(town):
    stage, clerk, _ = noticed(town)
    card_seen(stage, MOTHER, stage.family.receipt["receipt"], document_kind="household_register")
    proofs = clerk.client.get(f"/v1/cases/{stage.family.case_id}?purpose=review")
    seen = [one["how"] for one in proofs["documents"]["application"]["proved"]]
    assert "household_register" in seen
    assert stage.family.timeline()["stage"] == "noticing"


def test_a_card_that_two_clerks_saw_is_noted_once(town):
    stage, clerk, _ = accepted(town)
    receipt = stage.family.receipt["receipt"]
    card_seen(stage, MOTHER, receipt)
    card_seen(stage, MOTHER, receipt, document_kind="household_register")
    answer = clerk.client.get(f"/v1/cases/{stage.family.case_id}?purpose=review")
    seen = [one["how"] for one in answer["documents"]["application"]["proved"]]
    assert sorted(seen) == ["face", "identity_card"]


def test_a_phone_number_is_changed_after_the_opinion_although_somebody_was_proved_late(town):
    stage, *_ = noticed(town)
    card_seen(stage, MOTHER, stage.family.receipt["receipt"])
    assert stage.family.does("correction", phone="13800138000")["state"] == "noticing"


def test_after_a_signature_the_signer_is_informed_what_is_left(town):
    wife = RETIRED_COUPLE.residents[1]
    family = unproved(town, "family", RETIRED_COUPLE, consents=[])
    stage = scene(town, "clerk", RETIRED_COUPLE)
    answer = card_seen(stage, wife, family.receipt["receipt"])
    assert f"请{wife.name}签字，同意查一查" in answer["next"]
    phone = new_phone(town, wife, RETIRED_COUPLE, "hers")
    signed = {**phone.text, "signature": phone.uploads("hers")}
    named = {"name": wife.name, "identity_number": wife.identity_number}
    receipt = family.receipt["receipt"]
    spaced = f" {receipt[:4]}-{receipt[4:]} "
    response = phone.client.post("/v1/consents", {"receipt": spaced, **named, **signed})
    assert "还要办" not in response["next"]
    assert response["receipt"] == receipt


def test_staff_without_a_purpose_read_masked_who_must_sign(town):
    family = unproved(town, "told", consents=[])
    client = scene(town, "clerk", ALONE).clerk(SHANQIAN).client
    assert all("存款" not in line for line in client.get(f"/v1/cases/{family.case_id}")["to_sign"])
    purpose = client.get(f"/v1/cases/{family.case_id}?purpose=review")
    assert all("存款" in line for line in purpose["to_sign"])


def test_who_has_no_resident_card_is_sent_to_the_office_and_not_to_the_camera(town):
    foreign = with_records("李美玲", "FRA330550010115", date(1950, 1, 1), "applicant")
    home = replace(ALONE, residents=(foreign,))
    family = unproved(town, "foreign", home, consents=[])
    assert [line for line in family.case()["to_sign"] if "刷脸" in line or "手机" in line] == []
    assert len(family.case()["to_sign"]) == 2


def test_a_child_who_comes_of_age_meanwhile_signs_without_a_parent(town):
    """On the day of asking he is of age: nobody signs for him any more."""
    birthday = (town.clock.now() + timedelta(days=3)).date()
    son = resident("石磊", birthday.replace(year=birthday.year - 18).isoformat(), 51, "child")
    mother = resident("石小兰", "1975-04-02", 62)
    family = Citizen(town, "of-age", replace(ALONE, residents=(mother, son)))
    form = family.filled_in()
    family.receipt = family.client.post("/v1/cases", form)
    family.case_id = family.receipt["case_id"]
    assert family.case()["to_sign"] == []
    town.clock.sleep_until(town.clock.now() + timedelta(days=4))
    assert any("石磊" in line for line in family.case()["to_sign"])


def test_urgent_aid_that_was_paid_is_not_withdrawn(town):
    stage, _ = paid(town)
    stage.family.waits_for("waiting", "verifying")
    gives_up = (stage.family.does, "withdrawal")
    assert declined(*gives_up, reason="不需要了") == (409, "application.granted_already")


def test_a_decision_upon_a_version_that_does_not_exist_yet_is_refused(town):
    stage, clerk, _ = accepted(town)
    stage.family.waits_for("reviewing")
    clerk.waits_for_task(stage.family.case_id, "review")
    path = f"/v1/cases/{stage.family.case_id}/opinion"
    body = {"decision": "ask_family", "reason": "请说明存款的来源", "version": 10**6}
    assert declined(clerk.client.post, path, body) == (409, "case.not_as_read")


def test_a_case_is_not_passed_on_to_the_office_that_has_it(town):
    family = from_elsewhere(town)
    staff = pass_on_clerk(town)
    staff.waits_for_task(family.case_id, "pass_on")
    for own in ("龙潭区山前街道", "吉林市龙潭区 山前街道办事处"):
        body = {"office": own, "telephone": "0432-62041234"}
        refused = declined(staff.does, family.case_id, "passing-on", **body)
        assert refused == (409, "approval.own_office")
