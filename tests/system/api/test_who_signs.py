"""Who may be asked about, whose application it is, and that a stranger locks nobody out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.domain.identity import with_check_digit
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.residents import Household, resident
from local.simulators.sample_people import SAMPLE_PEOPLE
from local.town.client import Client, Declined
from local.town.people import Citizen, digest
from tests.system.api.conftest import URGENT, hired, scene
from tests.system.api.scenes import accepted, declined

SHANQIAN = "220203007000"
ALONE = Household(
    registered_area="220203007001",
    living_area="220203007001",
    setting="urban",
    hardship="独居，没有收入",
    residents=(next(one.person for one in SAMPLE_PEOPLE.values() if one.person.name == "存款"),),
)


def faults(act, *args, **more):
    """What is wrong with which field."""
    with pytest.raises(Declined) as refusal:
        act(*args, **more)
    assert refusal.value.status == 422
    return {(one["pointer"], one["code"]) for one in refusal.value.problem["errors"]}


def unproved(town, name, household=ALONE, **changed):
    """A phone that applies and whose signatures are uploaded, but before which nobody stood."""
    family = Citizen(town, name, household)
    form = family.form()
    for paper in form.get("papers", ()):
        family.uploads(f"{name}/{paper['kind']}")
    for consent in form.get("consents", ()):
        family.uploads(f"{name}/consent/{consent['member']}")
    family.receipt = family.client.post("/v1/cases", form | changed)
    family.case_id = str(family.receipt["case_id"])
    return family


def asked_about(town, family):
    return {number for one in town.departments.about(family.case_id) for number in one.persons}


def test_a_bogus_text_and_a_signature_that_is_no_file_are_pointed_at(town):
    family = Citizen(town, "stranger", ALONE)
    form = family.filled_in()
    bogus = {"member": 0, "text_version": "1999-bogus", "text_digest": "0" * 64}
    form["consents"] = [bogus | {"signature": "0" * 64}]
    assert faults(family.client.post, "/v1/cases", form) == {
        ("/consents/0/text_version", "form.text_version"),
        ("/consents/0/signature", "form.signature"),
    }


def test_nobody_is_asked_about_whom_nobody_proved_and_the_phone_reads_no_figure(town):
    stranger = unproved(town, "stranger")
    stranger.waits_for("reviewing")
    assert asked_about(town, stranger) == set()
    report = stranger.case()["documents"]["report"]
    assert report["coverage"]["verified"] == 0
    assert {item["reason"] for item in report["items"]} == {"answer.not_proved"}
    text = json.dumps([stranger.case(), stranger.letters(), stranger.timeline()])
    assert "90000000" not in text
    assert "900,000" not in text


def test_naming_a_stranger_as_spouse_shows_nothing_of_him(town):
    mother = Citizen(town, "mother", MOTHER_OF_TWO)
    victim = ALONE.residents[0]
    form = mother.filled_in()
    form["members"].append(
        {"name": victim.name, "identity_number": victim.identity_number, "relation": "parent"}
    )
    text = mother.text
    for signed_by in ({}, {"signed_by": 0}):
        signature = mother.uploads(f"invented {signed_by}")
        form["consents"].append({"member": 3, **text, "signature": signature, **signed_by})
    mother.receipt = mother.client.post("/v1/cases", form)
    mother.case_id = str(mother.receipt["case_id"])
    mother.waits_for("reviewing", "explaining")
    assert victim.identity_number not in asked_about(town, mother)
    items = mother.case()["documents"]["report"]["items"]
    assert {one["reason"] for one in items if one["member"] == 3} == {"answer.not_proved"}


def test_of_a_child_nothing_is_read_before_a_clerk_saw_whose_it_is(town):
    stage = scene(town, "couple", RETIRED_COUPLE)
    child = MOTHER_OF_TWO.residents[1]
    named = {"name": child.name, "identity_number": child.identity_number}
    form = stage.family.form()
    family = [*form["members"], {**named, "relation": "grandchild"}]
    clerk = stage.clerk(str(stage.family.apply(members=family)["office"]))
    stage.family.waits_for("explaining")

    def verified():
        items = stage.family.case()["documents"]["report"]["items"]
        return [one for one in items if (one["member"], one["status"]) == (2, "verified")]

    assert verified() == []
    stage.accepts(clerk)
    assert verified() != []


def test_a_face_that_came_after_the_application_lets_the_departments_be_asked(town):
    family = unproved(town, "late")
    family.waits_for("reviewing")
    family.proves(ALONE.residents[0])
    family.waits_for("explaining")
    assert asked_about(town, family) == {ALONE.residents[0].identity_number}


def test_a_clerk_who_saw_the_card_stands_in_for_the_face(town):
    family = unproved(town, "clerk")
    family.waits_for("reviewing")
    clerk = scene(town, "clerk", ALONE).clerk(SHANQIAN)
    person = ALONE.residents[0]
    named = {"name": person.name, "identity_number": person.identity_number}
    receipt = str(family.receipt["receipt"])
    check = {"receipt": f"{receipt[:4]} {receipt[4:]}", "document_kind": "identity_card", **named}
    other = check | {"name": "存折"}
    assert declined(clerk.client.post, "/v1/identity-checks", other) == (404, "case.not_found")
    clerk.client.post("/v1/identity-checks", check)
    family.waits_for("explaining")
    assert asked_about(town, family) == {person.identity_number}


PERMIT = with_check_digit("83000019500101999")


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (ALONE.residents[0].identity_number, "passport"),
        (PERMIT, "identity_card"),
        (PERMIT, "household_register"),
        ("DEU999950010112", "residence_permit"),
    ],
)
def test_a_clerk_cannot_have_seen_a_number_on_a_card_that_never_bears_it(town, number, seen):
    clerk = scene(town, "clerk", ALONE).clerk(SHANQIAN)
    check = {
        "receipt": "4070123456789",
        "name": "存款",
        "identity_number": number,
        "document_kind": seen,
    }
    with pytest.raises(Declined) as refusal:
        clerk.client.post("/v1/identity-checks", check)
    (error,) = refusal.value.problem["errors"]
    assert (refusal.value.status, error["pointer"]) == (422, "/document_kind")
    assert error["code"] == "form.another_card"
    assert error["detail"].startswith("核对的证件：")
    assert "港澳台居民居住证" in error["detail"]


def test_a_village_worker_may_look_at_the_card_where_the_family_lives(town):
    family = unproved(town, "village")
    hired("village1", "220203007001")
    worker = Client(town.url, lambda: town.staff_session("village1"))
    person = ALONE.residents[0]
    named = {"name": person.name, "identity_number": person.identity_number}
    check = {"receipt": family.receipt["receipt"], "document_kind": "household_register", **named}
    worker.post("/v1/identity-checks", check)
    family.waits_for("explaining")


def test_the_phones_clock_dates_nothing(town):
    family = Citizen(town, "couple", RETIRED_COUPLE)
    form = family.filled_in()
    for consent, clock in zip(form["consents"], ("2019", "2031"), strict=True):
        consent["signed_at"] = f"{clock}-01-01T08:00:00+08:00"
    family.client.post("/v1/cases", form)
    (line,) = family.client.get("/v1/cases")["cases"]
    family.case_id = line["case_id"]
    family.waits_for("explaining")
    signed = family.case()["documents"]["application"]["consents"]
    assert {one["signed_at"] for one in signed} == {line["submitted_at"]}


CHILD = Household(
    registered_area="220203007001",
    living_area="220203007001",
    setting="urban",
    hardship="父母双亡，由外祖母照料",
    residents=(resident("郎小满", "2016-04-01", 91, student=True),),
)
GRANDMOTHER = resident("齐桂兰", "1952-03-12", 24)


def orphan(town, name):
    """The child alone in the register, for whom the grandmother applies and signs."""
    hers = Citizen(town, name, CHILD)
    form = hers.filled_in()
    form["guardians"] = [
        {
            "name": GRANDMOTHER.name,
            "identity_number": GRANDMOTHER.identity_number,
            "kinship": "grandparent",
            "phone": "+86 139 0000 0001",
            "members": [0],
            "certificate": hers.uploads(f"{name}/guardianship"),
        }
    ]
    signature = hers.uploads(f"{name}/consent/guardian")
    form["consents"] = [{"member": 0, "signed_by": 200, **hers.text, "signature": signature}]
    return hers, form


def test_the_guardian_of_an_orphan_signs_and_is_phoned(town):
    hers, form = orphan(town, "guardian")
    hers.proves(GRANDMOTHER)
    hers.receipt = hers.client.post("/v1/cases", form)
    hers.case_id = str(hers.receipt["case_id"])
    clerk = scene(town, "guardian", CHILD).clerk(SHANQIAN)
    call = {"outcome": "reached", "hardship": "已了解", "informed_of": ["rights"]}
    clerk.waits_for_task(hers.case_id, "call_back")
    refused = declined(clerk.does, hers.case_id, "call-back", **call)
    assert refused == (409, "approval.call_guardian")
    clerk.does(hers.case_id, "call-back", **call, spoke_to="guardian")
    hers.waits_for("reviewing")
    assert asked_about(town, hers) == {CHILD.residents[0].identity_number}


def test_without_a_guardian_the_family_is_informed_that_one_must_sign(town):
    hers, form = orphan(town, "none")
    del form["guardians"], form["consents"]
    case_id = hers.client.post("/v1/cases", form)["case_id"]
    missing = hers.client.get(f"/v1/cases/{case_id}")["still_missing"]
    assert missing == [{"guardian_of": 0}]


def test_a_guardian_is_grown_and_shows_a_paper(town):
    hers, form = orphan(town, "young")
    form["guardians"][0]["identity_number"] = with_check_digit("22020120100312024")
    pointer = "/guardians/0/identity_number"
    refused = faults(hers.client.post, "/v1/cases", form)
    assert refused == {(pointer, "application.guardian_too_young")}
    form["guardians"][0]["identity_number"] = GRANDMOTHER.identity_number
    form["guardians"][0]["certificate"] = digest("never uploaded")
    refused = faults(hers.client.post, "/v1/cases", form)
    assert refused == {("/guardians/0/certificate", "application.paper_not_uploaded")}


def test_a_stranger_who_applied_first_locks_nobody_out(town):
    stranger = unproved(town, "stranger")
    true = Citizen(town, "true", ALONE)
    assert true.apply()["receipt"]
    clerk = scene(town, "true", ALONE).clerk(SHANQIAN)
    for family, other, proved in ((stranger, true, [true]), (true, stranger, [])):
        clerk.waits_for_task(family.case_id, "duplicate")
        found = clerk.client.get(f"/v1/cases/{family.case_id}")["documents"]["duplicate"]
        assert found["receipts"] == [other.receipt["receipt"]]
        assert found["proved"] == [one.receipt["receipt"] for one in proved]


def test_a_clerk_reads_that_the_other_one_was_proved_after_it_applied(town):
    stranger, other = unproved(town, "stranger"), unproved(town, "true")
    clerk = scene(town, "true", ALONE).clerk(SHANQIAN)
    clerk.waits_for_task(stranger.case_id, "duplicate")
    other.proves(ALONE.residents[0])
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=5))
    found = clerk.client.get(f"/v1/cases/{stranger.case_id}")["documents"]["duplicate"]
    assert found["proved"] == [other.receipt["receipt"]]


def claimed(town, phone, receipt, person=ALONE.residents[0], **changed):
    """The application that a phone claims for a person."""
    named = {"name": person.name, "identity_number": person.identity_number}
    return phone.client.post("/v1/application-claims", {"receipt": receipt, **named, **changed})


def test_who_was_proved_takes_over_what_a_stranger_applied_for(town):
    stranger = unproved(town, "stranger")
    true = Citizen(town, "true", ALONE)
    receipt = stranger.receipt["receipt"]
    assert declined(claimed, town, true, receipt) == (409, "consent.claim_not_proved")
    true.proves(ALONE.residents[0])
    other = {"identity_number": GRANDMOTHER.identity_number}
    assert declined(claimed, town, true, receipt, **other) == (404, "case.not_found")
    assert claimed(town, true, receipt)["case_id"] == stranger.case_id
    true.case_id = stranger.case_id
    assert [one["case_id"] for one in true.client.get("/v1/cases")["cases"]] == [true.case_id]
    assert stranger.client.get("/v1/cases")["cases"] == []
    assert declined(stranger.case) == (404, "case.not_found")
    true.does("withdrawal", reason="不是我申请的")


def test_on_a_new_phone_the_case_goes_on_with_its_photos(town):
    old = Citizen(town, "old", MOTHER_OF_TWO)
    old.apply()
    new, mother = Citizen(town, "new", MOTHER_OF_TWO), MOTHER_OF_TWO.residents[0]
    new.proves(mother)
    claimed(town, new, old.receipt["receipt"], mother)
    new.case_id = old.case_id
    photo = {"kind": "evidence", "digest": new.uploads("new/evidence")}
    new.does("correction", papers=[photo])
    new.waits_for("reviewing")
    clerk = scene(town, "clerk", MOTHER_OF_TWO).clerk(SHANQIAN)
    papers = clerk.client.get(f"/v1/cases/{old.case_id}")["documents"]["application"]["papers"]
    for paper in papers:
        path = f"/v1/cases/{old.case_id}/papers/{paper['digest']}?purpose=review"
        assert clerk.client.get(path)["url"]


def test_the_family_is_informed_by_name_who_must_still_sign_and_where(town):
    family = unproved(town, "told", consents=[])
    assert family.receipt["next"].count("存款") == 2
    assert "山前街道" in family.receipt["next"]
    assert len(family.case()["to_sign"]) == 2
    assert "签字" in family.timeline()["required_action"]
    proved = Citizen(town, "other", MOTHER_OF_TWO)
    proved.apply()
    assert proved.case()["to_sign"] == []


def test_a_guardian_who_did_not_sign_is_informed_by_name(town):
    hers, form = orphan(town, "unsigned")
    del form["consents"]
    case_id = hers.client.post("/v1/cases", form)["case_id"]
    case = hers.client.get(f"/v1/cases/{case_id}")
    assert case["still_missing"] == [{"consent_of": 200}, {"proof_of": 200}]
    assert all(GRANDMOTHER.name in line for line in case["to_sign"])


def test_who_handles_no_cases_checks_no_card(town):
    family = unproved(town, "finance")
    cashier = Client(town.url, lambda: town.staff_session("longtan-finance"))
    person = ALONE.residents[0]
    check = {
        "receipt": family.receipt["receipt"],
        "document_kind": "identity_card",
        "name": person.name,
    }
    check |= {"identity_number": person.identity_number}
    refused = declined(cashier.post, "/v1/identity-checks", check)
    assert refused == (403, "case.not_yours")


def test_whoever_only_knows_a_number_does_not_learn_that_somebody_applied(town):
    Citizen(town, "true", ALONE).apply()
    assert unproved(town, "stranger").receipt["receipt"]


def test_who_is_proved_and_applies_on_a_second_phone_is_informed_where_the_first_one_lies(town):
    Citizen(town, "first", ALONE).apply()
    second = Citizen(town, "second", ALONE)
    form = second.filled_in()
    with pytest.raises(Declined) as refusal:
        second.client.post("/v1/cases", form)
    assert (refusal.value.status, refusal.value.code) == (409, "case.open_already")
    assert "山前街道" in refusal.value.problem["detail"]


def test_one_person_is_granted_one_case_of_a_scheme(town):
    stranger = unproved(town, "stranger", INJURED_WORKER)
    stage = scene(town, "worker", INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    for family in (stage.family, stranger):
        clerk.waits_for_task(family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    assert twice(stage, clerk, stranger) == (409, "case.other_open")


def twice(stage, clerk, family):
    """Urgent aid to who had it before: the township refers it, and the county may not grant."""
    refused = declined(clerk.does, family.case_id, "decision", **URGENT)
    assert refused == (409, "approval.urgent_again")
    body = {"decision": "refer_to_county", "reason": "同一人已获急难救助"}
    clerk.does(family.case_id, "opinion", **body)
    county = stage.county(str(family.receipt["office"]))
    county.waits_for_task(family.case_id, "confirm")
    return declined(county.does, family.case_id, "decision", **URGENT)


def test_a_stranger_who_was_paid_first_locks_nobody_out_and_nobody_is_paid_twice(town):
    stranger = unproved(town, "stranger", INJURED_WORKER)
    stage = scene(town, "clerk", INJURED_WORKER)
    clerk = stage.clerk(str(stranger.receipt["office"]))
    clerk.waits_for_task(stranger.case_id, "decide")
    clerk.does(stranger.case_id, "decision", **URGENT)
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=5))
    stranger.waits_for("post_reviewing")
    worker = Citizen(town, "worker", INJURED_WORKER)
    assert worker.apply()["state"] == "deciding"
    for family, other in ((stranger, worker), (worker, stranger)):
        clerk.waits_for_task(family.case_id, "duplicate")
        found = clerk.client.get(f"/v1/cases/{family.case_id}")["documents"]["duplicate"]
        assert found["receipts"] == [other.receipt["receipt"]]
    assert twice(stage, clerk, worker) == (409, "case.other_open")


def test_aid_of_another_scheme_asks_nobody_to_look_at_what_was_decided(town):
    first = unproved(town, "first", INJURED_WORKER)
    clerk = scene(town, "clerk", INJURED_WORKER).clerk(str(first.receipt["office"]))
    clerk.waits_for_task(first.case_id, "decide")
    clerk.does(first.case_id, "decision", **URGENT)
    first.waits_for("post_reviewing")
    here = dict.fromkeys(("registered_area", "living_area"), INJURED_WORKER.living_area)
    here |= {"scheme": "dibao", "kind": None, "emergency_area": None}
    second = unproved(town, "second", INJURED_WORKER, **here)
    clerk.waits_for_task(second.case_id, "duplicate")
    tasks = {line["task"] for line in clerk.tasks() if line["id"] == first.case_id}
    assert tasks == {"post_review"}


def test_when_the_stranger_withdraws_the_true_case_keeps_its_lock(town):
    stranger = unproved(town, "stranger", MOTHER_OF_TWO)
    stage, *_ = accepted(town)
    stranger.does("withdrawal", reason="填错了")
    second = Citizen(town, "second", MOTHER_OF_TWO)
    form = second.filled_in()
    assert declined(second.client.post, "/v1/cases", form) == (409, "case.open_already")
    assert stage.family.timeline()["stage"]


def test_many_applications_from_one_phone_are_a_sign_and_no_refusal(town):
    for number in range(5):
        one = resident("卜清泉", "1950-01-01", 101 + number)
        household = Household(**{**vars(ALONE), "residents": (one,)})
        family = unproved(town, "many", household, form_id=f"form-many-{number}")
        town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    clerk = scene(town, "many", ALONE).clerk(SHANQIAN)
    intake = clerk.client.get(f"/v1/cases/{family.case_id}")["documents"]["intake"]
    assert (intake["account"], intake["signs"]) == (5, ["account"])
    assert "intake" not in family.case()["documents"]


def test_who_is_sent_the_same_form_again_is_not_counted_again(town):
    for _ in range(9):
        family = unproved(town, "family")
    fresh = unproved(town, "family", form_id="second-form", scheme="marginal")
    assert fresh.case_id != family.case_id
    clerk = scene(town, "clerk", ALONE).clerk(SHANQIAN)
    intake = clerk.client.get(f"/v1/cases/{fresh.case_id}")["documents"]["intake"]
    assert intake["account"] == 2


def test_who_tries_a_face_from_more_than_one_phone_is_a_sign_for_staff(town):
    victim = ALONE.residents[0]
    body = {"name": victim.name, "identity_number": victim.identity_number}
    clerk = scene(town, "clerk", ALONE).clerk(SHANQIAN)

    def tried(phone, times):
        stranger = Citizen(town, phone, ALONE)
        for _ in range(times):
            stranger.client.post("/v1/proofs", body)
        family = unproved(town, f"family-of-{phone}")
        intake = clerk.client.get(f"/v1/cases/{family.case_id}")["documents"]["intake"]
        return intake["face"], intake["signs"]

    assert tried("one-phone", 30) == (30, [])
    assert tried("another-phone", 1) == (31, ["face"])


UNREGISTERED = replace(
    ALONE, residents=(replace(ALONE.residents[0], identity_number=None, no_number="unregistered"),)
)


def test_who_has_no_number_applies_once_from_one_phone(town):
    family = unproved(town, "family", UNREGISTERED)
    form = family.form() | {"form_id": "another-form"}
    form["members"][0]["name"] = f" {ALONE.residents[0].name}"
    assert declined(family.client.post, "/v1/cases", form) == (409, "case.open_already")
    namesake = form["members"][0] | {"born": "1951-01-01"}
    assert family.client.post("/v1/cases", form | {"members": [namesake]})["receipt"]
    assert unproved(town, "another-phone", UNREGISTERED).receipt["receipt"]


def test_who_is_named_as_a_sibling_was_before_is_another_child(town):
    family = Citizen(town, "mother", MOTHER_OF_TWO)
    child = {"name": "齐宝宝", "born": "2022-12-10", "no_number": "newborn", "relation": "child"}
    others = family.form()["members"]
    family.apply(members=[*others, child])
    family.does("correction", members=[*others, child | {"name": "齐安"}])
    family.does("correction", members=[*others, child | {"name": "齐安"}, child])
    assert len({*cases.load(family.case_id).document.members}) == len(others) + 2
    family.does("withdrawal", reason="填错了")


def seen_by_the_phone(town, name, household):
    """What a phone reads of a case which its office did not handle, but for ids and instants."""
    family = unproved(town, name, household)
    stage = replace(scene(town, name, household), family=family)
    clerk, colleague = (stage.clerk(str(family.receipt["office"]), number=at) for at in (0, 1))
    stage.accepts(clerk)
    stage.phones(clerk, "已了解")
    stage.visits(clerk, colleague, "已入户")
    town.clock.sleep_until(town.clock.now() + timedelta(days=10))
    events = [one["event"] for one in family.timeline()["events"]]
    case, answer = family.case(), family.does("withdrawal", reason="填错了")
    numbers = [text for text in (case | answer).values() if isinstance(text, int)]
    return events, case["facts"], [one["name"] for one in case["tasks"]], numbers


def test_a_phone_that_only_knows_a_number_reads_nowhere_that_somebody_has_a_case(town):
    """The hidden task that names the other case is overdue, is escalated, and is in no number."""
    accepted(town, household=ALONE, name="true")
    unknown = replace(ALONE, residents=(resident("卜清流", "1950-01-01", 103),))
    known = seen_by_the_phone(town, "one", ALONE)
    assert known == seen_by_the_phone(town, "two", unknown)
    assert "escalate" in known[0]
