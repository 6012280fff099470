"""Relatives who owe support sign in tekun (43号, art. 10), or staff record why they cannot."""

from __future__ import annotations

import pytest

from local.population.residents import resident
from local.town.client import Declined
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import ALONE, REASON, accepted, alone, declined
from tests.system.api.test_tekun import COUNTY, county_visit, form_of

SISTER = resident("车永芳", "1950-02-03", 22)
BROTHER = resident("车永寿", "1951-03-04", 23)
STATEMENT = "本人常年患病，靠低保生活，无力扶养"
UNREACHABLE = {"outcome": "cannot_be_reached", "reason": "村干部和派出所都没有其下落"}


def named(one, **more):
    return {"name": one.name, "identity_number": one.identity_number, **more}


def sibling(one):
    """A relative who owes support and is old and poor, so that no support is asked for."""
    return named(one, relation="sibling", age=72, income_fen=0)


def surveyed(town, *relatives, **changed):
    """A case that names relatives, and that was accepted, phoned back and visited."""
    declared_relatives = [sibling(one) for one in relatives]
    stage, clerk, colleague = accepted(
        town, household=ALONE, supporters=declared_relatives, **changed
    )
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实", self_care=[alone()])
    return stage, clerk, colleague


def excused(stage, clerk, supporter=100, **changed):
    body = {"supporter": supporter, **UNREACHABLE} | changed
    return clerk.does(stage.family.case_id, "supporter-finding", **body)


def signs(town, stage, one, **said):
    """A relative signs on a phone of their own, with the receipt number."""
    phone = Citizen(town, f"phone-of-{one.identity_number[-4:]}", ALONE)
    phone.proves(one)
    signed = {**phone.text, "signature": phone.uploads("signature"), **said}
    return phone.client.post(
        "/v1/consents", named(one, receipt=stage.family.receipt["receipt"], **signed)
    )


def faults(act, *args, **more):
    with pytest.raises(Declined) as refusal:
        act(*args, **more)
    assert refusal.value.status == 422
    return [(one["pointer"], one["code"]) for one in refusal.value.problem["errors"]]


def proposed(stage, clerk):
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")


def test_the_family_reads_by_name_which_relative_must_still_sign(town):
    stage, clerk, _ = accepted(town, household=ALONE, supporters=[sibling(SISTER)])
    family = stage.family
    assert family.receipt["next"].count(SISTER.name) == 2
    case = family.case()
    assert [SISTER.name in line for line in case["to_sign"]] == [True, True]
    assert "签字" in family.timeline()["required_action"]
    seen = clerk.client.get(f"/v1/cases/{family.case_id}")["to_sign"]
    assert len(seen) == 2
    assert SISTER.name not in str(seen)


def test_what_is_missing_of_a_relative_is_shown_before_the_application_is_accepted(town):
    family = Citizen(town, "family", ALONE)
    family.apply(supporters=[sibling(SISTER)])
    assert family.case()["still_missing"] == [{"consent_of": 100}, {"proof_of": 100}]


def test_in_other_schemes_no_relative_elsewhere_signs(town):
    family = Citizen(town, "family", ALONE)
    family.apply(supporters=[sibling(SISTER)], scheme="dibao")
    assert family.case()["still_missing"] == family.case()["to_sign"] == []


def test_who_is_under_age_or_named_without_a_number_does_not_sign(town):
    family = Citizen(town, "family", ALONE)
    grandchild = named(resident("车小川", "2006-06-01", 15), relation="grandchild", age=16)
    daughter = {"relation": "child", "age": 40, "income_fen": 0}
    family.apply(supporters=[grandchild, daughter])
    assert family.case()["to_sign"] == []


def test_no_grant_is_proposed_while_a_relative_did_not_sign(town):
    stage, clerk, _ = surveyed(town, SISTER)
    with pytest.raises(Declined) as refusal:
        stage.gives_opinion(clerk, "propose_grant", REASON)
    assert (refusal.value.status, refusal.value.code) == (409, "approval.supporters_unsigned")
    assert "车*签署" in refusal.value.problem["detail"]
    assert SISTER.name not in str(refusal.value.problem)
    assert stage.family.timeline()["stage"] == "reviewing"
    stage.gives_opinion(clerk, "propose_refusal", REASON)
    stage.family.waits_for("proposing")


def test_a_relative_signs_from_afar_with_a_statement_that_the_family_does_not_read(town):
    stage, clerk, _ = surveyed(town, SISTER)
    signs(town, stage, SISTER, statement=STATEMENT)
    stage.family.waits_for("reviewing")
    assert stage.family.case()["to_sign"] == []
    application = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["application"]
    assert [one.get("statement") for one in application["consents"]] == [None, STATEMENT]
    read = [stage.family.case(), stage.family.timeline(), stage.family.letters()]
    assert STATEMENT not in str(read)
    proposed(stage, clerk)


def test_another_statement_is_kept_beside_the_first_and_throws_nothing_back(town):
    stage, clerk, _ = surveyed(town, SISTER)
    signs(town, stage, SISTER)
    stage.family.waits_for("reviewing")
    signs(town, stage, SISTER, statement=STATEMENT)
    assert stage.family.timeline()["stage"] == "reviewing"
    application = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["application"]
    assert [one.get("statement") for one in application["consents"]] == [None, None, STATEMENT]


def test_nobody_signs_who_was_not_proved(town):
    stage, clerk, _ = surveyed(town, SISTER)
    phone = Citizen(town, "sister", ALONE)
    signed = {**phone.text, "signature": phone.uploads("sister")}
    result = named(SISTER, receipt=stage.family.receipt["receipt"], **signed)
    assert declined(phone.client.post, "/v1/consents", result) == (409, "consent.not_proved")
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "approval.supporters_unsigned")


def test_a_clerk_elsewhere_sees_the_card_and_the_signature(town):
    stage, clerk, _ = surveyed(town, SISTER)
    away = stage.clerk("220221100000")
    signed = {**stage.family.text, "signature": Citizen.uploads(away_phone(away), "sister")}
    check = named(SISTER, receipt=stage.family.receipt["receipt"], document_kind="identity_card")
    away.client.post("/v1/identity-checks", check | {"consent": signed})
    stage.family.waits_for("reviewing")
    proposed(stage, clerk)


def away_phone(clerk):
    """What uploads a photo from the clerk's account."""
    phone = object.__new__(Citizen)
    phone.client = clerk.client
    return phone


def test_who_cannot_be_reached_is_recorded_with_the_reason_and_keeps_nobody_waiting(town):
    drawn = form_of(Citizen(town, "family", ALONE), drawn=True)
    stage, clerk, _ = surveyed(town, SISTER, form_id=drawn)
    excused(stage, clerk)
    assert stage.family.case()["to_sign"] == []
    proposed(stage, clerk)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    county = stage.county(COUNTY)
    documents = county.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]
    (entry,) = documents["supporters"]["excused"]
    assert (entry["supporter"], entry["outcome"]) == (100, "cannot_be_reached")
    assert entry["reason"] == UNREACHABLE["reason"]
    assert entry["by"] == clerk.persona.userid
    events = [one["words"] for one in stage.family.timeline()["events"]]
    assert any("联系不上" in words for words in events)
    assert UNREACHABLE["reason"] not in str([stage.family.case(), events])
    county_visit(stage)
    stage.decides(county, "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "granted"]
    assert "车永福：符合特困人员认定条件" in str(letter["lines"])


def test_the_others_still_sign(town):
    stage, clerk, _ = surveyed(town, SISTER, BROTHER)
    excused(stage, clerk)
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "approval.supporters_unsigned")
    signs(town, stage, BROTHER)
    stage.family.waits_for("reviewing")
    proposed(stage, clerk)


def test_the_record_is_of_the_person_in_whatever_order_the_family_lists_them(town):
    stage, clerk, _ = surveyed(town, SISTER, BROTHER)
    excused(stage, clerk)
    relatives = [sibling(one) for one in (BROTHER, SISTER)]
    stage.family.does("correction", supporters=relatives)
    to_sign = stage.family.case()["to_sign"]
    assert len(to_sign) == 2
    assert all(BROTHER.name in line for line in to_sign)


def test_nobody_is_excused_who_need_not_sign(town):
    stage, clerk, _ = surveyed(town, SISTER)
    nobody = [("/supporter", "approval.no_such_supporter")]
    assert faults(excused, stage, clerk, 101) == nobody
    assert faults(excused, stage, clerk, 0)[0][0] == "/supporter"
    assert faults(excused, stage, clerk, outcome="refuses")[0][0] == "/outcome"
    excused(stage, clerk)
    assert faults(excused, stage, clerk) == nobody


def test_who_signed_is_not_excused(town):
    stage, clerk, _ = surveyed(town, SISTER)
    signs(town, stage, SISTER)
    stage.family.waits_for("reviewing")
    assert faults(excused, stage, clerk) == [("/supporter", "approval.no_such_supporter")]


def test_a_clerk_asks_for_the_signature_of_a_relative_by_number(town):
    family = Citizen(town, "family", ALONE)
    family.apply(supporters=[sibling(SISTER)])
    clerk = scene(town, "family", ALONE).clerk("220203007000")
    clerk.waits_for_task(family.case_id, "accept")
    missing = [{"consent_of": 100, "note": "请您的姐妹签署授权"}]
    clerk.does(family.case_id, "acceptance", decision="ask_correction", missing=missing)
    asked, *known = family.case()["documents"]["acceptance"]["missing"]
    assert asked == missing[0]  # and nobody is asked twice for one signature
    assert ["证明是本人" in one["note"] for one in known] == [True]
