"""A signature and a proof count for whoever gave them, and throw nothing back in vain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.applications.signatures import signing, validation
from local.population.families import MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.residents import resident, with_records
from local.simulators.sample_people import SAMPLE_PEOPLE
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import accepted, reviewing
from tests.system.api.test_self_care import faults
from tests.system.api.test_who_signs import ALONE, SHANQIAN, asked_about, unproved

SOMEBODY = {one.person.name: one.person for one in SAMPLE_PEOPLE.values()}
VICTIM, FRIEND = SOMEBODY["存款"], SOMEBODY["清白"]
HOME = replace(ALONE, residents=(resident("卜清泉", "1950-01-01", 101),))


def named(one, **more):
    return {"name": one.name, "identity_number": one.identity_number, **more}


def corrects(stage, **fields):
    answer = stage.family.does("correction", **fields)
    stage.later(minutes=1)
    return answer


def later(town, **length):
    town.clock.sleep_until(town.clock.now() + timedelta(**length))


def test_of_a_child_named_after_the_acceptance_nothing_is_read_before_a_clerk_saw_whose_it_is(town):
    stage, _clerk, _ = accepted(town, household=RETIRED_COUPLE)
    child = MOTHER_OF_TWO.residents[1]
    stage.family.waits_for("explaining")
    family = stage.family.form()["members"]
    corrects(stage, members=[*family, named(child, relation="grandchild")])
    stage.family.waits_for("explaining", "reviewing")
    items = stage.family.case()["documents"]["report"]["items"]
    assert [one for one in items if (one["member"], one["status"]) == (2, "verified")] == []


def test_who_signs_while_the_family_lists_its_members_in_another_order_signs_for_himself(
    town, monkeypatch
):
    home = replace(ALONE, residents=(resident("卜清泉", "1950-01-01", 101),))
    family = Citizen(town, "family", home)
    form = family.filled_in()
    first = form["members"][0]
    form["members"] = [first, named(VICTIM, relation="sibling"), named(FRIEND, relation="sibling")]
    family.receipt = family.client.post("/v1/cases", form)
    family.case_id = family.receipt["case_id"]
    friend = Citizen(town, "friend", home)
    friend.proves(FRIEND)
    signature = {**friend.text, "signature": friend.uploads("friends")}
    checked = validation.checked

    def meanwhile(*args):
        monkeypatch.setattr(validation, "checked", checked)
        anew = [first, named(FRIEND, relation="sibling"), named(VICTIM, relation="sibling")]
        family.does("correction", members=anew)
        return checked(*args)

    monkeypatch.setattr(validation, "checked", meanwhile)
    body = {"receipt": family.receipt["receipt"], **signature}
    body |= {"name": FRIEND.name, "identity_number": FRIEND.identity_number}
    friend.client.post("/v1/consents", body)
    family.waits_for("explaining", "reviewing")
    assert VICTIM.identity_number not in asked_about(town, family)
    assert "90000000" not in json.dumps(family.case()["documents"]["report"])


def test_a_proof_does_not_pass_to_a_namesake_by_way_of_no_number(town):
    namesake = resident(VICTIM.name, "1950-01-01", 333)
    home = replace(ALONE, residents=(namesake,))
    stage = scene(town, "namesake", home)
    stage.family.apply()
    stranger = {"name": VICTIM.name, "relation": "applicant"}
    corrects(stage, members=[stranger | {"born": "1950-01-01", "no_number": "unregistered"}])
    corrects(stage, members=[stranger | {"identity_number": VICTIM.identity_number}])
    stage.family.waits_for("reviewing", "explaining")
    assert asked_about(town, stage.family) == set()
    assert "90000000" not in json.dumps(stage.family.case()["documents"]["report"])


def test_an_unproved_signature_in_a_correction_changes_nothing(town):
    family = unproved(town, "stranger")
    family.waits_for("reviewing")
    again = {"member": 0, **family.text, "signature": family.uploads("another photo")}
    family.does("correction", consents=[again])
    assert family.timeline()["stage"] == "reviewing"


def test_a_repeated_signature_in_a_correction_changes_nothing(town):
    stage, *_ = reviewing(town)
    family = stage.family
    again = {"member": 0, **family.text, "signature": family.uploads("another photo")}
    family.does("correction", consents=[again])
    assert family.timeline()["stage"] == "reviewing"


def with_relative(town, relative=FRIEND, **changed):
    stage = scene(town, "family", HOME)
    body = {"relation": "child", "age": 72, "income_fen": 0} | changed
    stage.family.apply(supporters=[named(relative, **body)])
    stage.family.waits_for("reviewing")
    return stage


def test_a_relative_about_whom_nobody_is_asked_throws_nothing_back(town):
    stage = with_relative(town)
    friend = Citizen(town, "friend", HOME)
    friend.proves(FRIEND)
    signed = {**friend.text, "signature": friend.uploads("friends")}
    friend.client.post(
        "/v1/consents", named(FRIEND, receipt=stage.family.receipt["receipt"], **signed)
    )
    assert stage.family.timeline()["stage"] == "reviewing"


def test_the_proof_of_somebody_who_never_signed_throws_nothing_back(town):
    stage = with_relative(town)
    stage.family.proves(FRIEND)
    assert stage.family.timeline()["stage"] == "reviewing"


def test_the_applicant_does_not_sign_for_a_relative_elsewhere(town):
    stage = scene(town, "family", replace(HOME, scheme="tekun"))
    family = stage.family
    relative = named(VICTIM, relation="sibling", age=72, income_fen=0)
    family.apply(supporters=[relative])
    clerk = stage.clerk(SHANQIAN)
    clerk.client.post(
        "/v1/identity-checks",
        named(VICTIM, receipt=family.receipt["receipt"], document_kind="identity_card"),
    )
    forged = {"member": 100, "signed_by": 0, **family.text, "signature": family.uploads("forged")}
    family.does("correction", consents=[forged])
    family.waits_for("reviewing", "explaining")
    assert VICTIM.identity_number not in asked_about(town, family)


def test_the_applicant_does_not_sign_for_another_adult_who_was_only_filmed(town):
    family = Citizen(town, "family", HOME)
    form = family.filled_in()
    form["members"].append(named(VICTIM, relation="sibling"))
    forged = {"member": 1, "signed_by": 0, **family.text, "signature": family.uploads("forged")}
    form["consents"].append(forged)
    family.proves(VICTIM)
    family.case_id = family.client.post("/v1/cases", form)["case_id"]
    family.waits_for("reviewing", "explaining")
    assert VICTIM.identity_number not in asked_about(town, family)


@pytest.mark.parametrize("how", ["face", "card"])
def test_who_is_proved_while_the_family_lists_its_members_in_another_order_is_nobody_else(
    town, monkeypatch, how
):
    family = Citizen(town, "family", HOME)
    form = family.filled_in()
    first = form["members"][0]
    form["members"] = [first, named(VICTIM, relation="sibling"), named(FRIEND, relation="sibling")]
    form["consents"].append({"member": 1, **family.text, "signature": family.uploads("forged")})
    family.receipt = family.client.post("/v1/cases", form)
    family.case_id = family.receipt["case_id"]
    added = signing._added

    def meanwhile(*args):
        monkeypatch.setattr(signing, "_added", added)
        anew = [first, named(FRIEND, relation="sibling"), named(VICTIM, relation="sibling")]
        family.does("correction", members=anew)
        return added(*args)

    monkeypatch.setattr(signing, "_added", meanwhile)
    if how == "face":
        family.proves(FRIEND)
    else:
        clerk = scene(town, "x", HOME).clerk(SHANQIAN)
        clerk.client.post(
            "/v1/identity-checks",
            named(FRIEND, receipt=family.receipt["receipt"], document_kind="identity_card"),
        )
    family.waits_for("explaining", "reviewing")
    assert VICTIM.identity_number not in asked_about(town, family)


def test_a_phone_is_put_right_though_the_newborn_is_a_year_old_by_now(town):
    baby = with_records("卜小满", None, date(2021, 12, 21), "grandchild", no_number="newborn")
    family = Citizen(town, "family", replace(HOME, residents=(*HOME.residents, baby)))
    family.apply()
    later(town, days=4)
    family.does("correction", phone="13900000001")
    assert family.case()["documents"]["application"]["phone"] == "13900000001"


def test_who_came_of_age_after_applying_signs_for_himself(town):
    young = resident("郎小满", "2004-12-20", 95)
    home = replace(ALONE, residents=(young,))
    family = Citizen(town, "family", home)
    family.apply()
    family.proves(young)
    later(town, days=2)
    assert family.case()["still_missing"] != []
    signed = {"member": 0, **family.text, "signature": family.uploads("own")}
    family.does("correction", consents=[signed])
    later(town, days=1)
    assert family.case()["still_missing"] == []
    family.waits_for("reviewing", "explaining")
    assert asked_about(town, family) == {young.identity_number}


def test_a_proof_that_is_kept_is_shown_though_a_case_ends_meanwhile(town, monkeypatch):
    family = unproved(town, "family")
    added = signing._added

    def meanwhile(*args):
        monkeypatch.setattr(signing, "_added", added)
        family.does("withdrawal", reason="不办了")
        return added(*args)

    monkeypatch.setattr(signing, "_added", meanwhile)
    assert family.proves(ALONE.residents[0])["proved"]


def test_two_of_a_family_sign_each_for_themselves_at_once_and_later(town):
    family = scene(town, "couple", RETIRED_COUPLE).family
    form = family.filled_in()
    his, hers = form["consents"]
    shared = [his, hers | {"signature": his["signature"]}]
    errors = faults(family.client.post, "/v1/cases", form | {"consents": shared})
    assert errors == [("/consents/1/signature", "form.signature_of_two")]
    family.apply(consents=[his])
    where = f"/v1/cases/{family.case_id}/correction"
    errors = faults(family.client.post, where, {"consents": shared[1:]})
    assert errors == [("/consents/0/signature", "form.signature_of_two")]
    other = family.household.residents[1]
    signing = {
        "receipt": family.receipt["receipt"], "name": other.name,
        "identity_number": other.identity_number, "signature": his["signature"], **family.text,
    }  # fmt: skip
    errors = faults(family.client.post, "/v1/consents", signing)
    assert errors == [("/signature", "form.signature_of_two")]
    family.client.post("/v1/consents", signing | {"signature": hers["signature"]})
