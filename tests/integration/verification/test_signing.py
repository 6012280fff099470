"""Whoever is away signs on a phone of their own, is proved, and is then asked about."""

import hashlib
from datetime import date

import pytest

from chalicelib.applications.signatures import consent_texts, signing
from chalicelib.applications.signatures.signing_contract import IdentityCheck, RemoteConsent
from chalicelib.approval.contract import ConsentFinding
from chalicelib.approval.steps import settlements
from chalicelib.case import case as cases
from chalicelib.case import proofs, transitions
from chalicelib.case.case import Step
from chalicelib.case.proofs import Proof
from chalicelib.case.states import State, Track
from chalicelib.directory import store
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform import aws
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.act import Act
from local.population.photos import photo
from tests.conftest import COUNTY, MONDAY, staff
from tests.integration.verification.rounds import (
    ALL,
    FIVE_HOURS,
    Answers,
    consent,
    events,
    family,
    proof,
    verify,
)
from tests.support.cases import member

WIFE, HUSBAND = (
    member("田秀兰", "19850312", "applicant"),
    member("田山", "19830312", "spouse"),
)
AWAY = Actor("asecondphone", Role.CITIZEN)


def text_of(law):
    text = consent_texts.current(law.parameters)
    return {"text_version": text.version, "text_digest": text.digest}


def uploaded(who, what="a signature"):
    """The digest of a photo that somebody has uploaded."""
    content = photo(f"{who.id} {what}")
    named = hashlib.sha256(content).hexdigest()
    bucket, place = settings().need("papers_bucket"), f"quarantine/{who.id}/{named}"
    aws.client("s3").put_object(Bucket=bucket, Key=place, Body=content, ContentType="image/jpeg")
    return named


def proves(who, person):
    """Somebody is proved by face on an account."""
    proof = Proof("face", MONDAY)
    proofs.store(person["identity_number"], person["name"], who.id, proof)


def signs(case, law, now=FIVE_HOURS, key="a-key-of-his", who=AWAY, **other):
    form = {
        "receipt": case.record.clear["receipt"],
        "identity_number": HUSBAND["identity_number"],
        "name": HUSBAND["name"],
        "signature": uploaded(who),
        **text_of(law),
    }
    idempotency_key = IdempotencyKey(who.id, key, "digest", 0)
    return signing.sign(RemoteConsent(**{**form, **other}), Act(who, now, law, idempotency_key))


@pytest.fixture
def couple(quiet, law):
    proves(AWAY, HUSBAND)
    return family(quiet, law, members=[WIFE, HUSBAND])


def tasks(case):
    return {task.name for task in case.document.tasks}


def test_who_signs_before_the_five_hours_are_over_is_asked_about_like_everybody(couple, law):
    signs(couple, law, MONDAY)
    departments = Answers()
    case = verify(couple, departments)
    assert departments.asked[0][2] == [0, 1]
    assert "consent" not in tasks(case)


def test_who_signs_later_is_asked_about_at_once_and_the_task_is_done(couple, law):
    departments = Answers()
    case = verify(couple, departments)
    assert (case.state, "consent" in tasks(case)) == (State.REVIEWING, True)
    case = signs(case, law)
    assert (case.state, "consent" in tasks(case)) == (State.VERIFYING, False)
    case = verify(case, departments)
    assert departments.asked[1][1:] == (ALL, [1])
    assert (case.state, case.doc("report")["no_consent"]) == (State.REVIEWING, [])


def test_the_signature_is_on_record_with_whoever_gave_it(couple, law):
    case = verify(signs(couple, law, MONDAY), Answers())
    why = trail.history("case", case.id, case.key)[2]["why"]
    (his,) = [one for one in why["consents"] if one["member"] == 1]
    assert his == text_of(law) | {"member": 1, "signed_by": None, "signature": uploaded(AWAY)}


@pytest.mark.parametrize(
    "other",
    [
        {"receipt": "JZ-nobody"},
        {"name": "田水"},
        {"identity_number": WIFE["identity_number"]},
        {"identity_number": "220201198303129990"},
    ],
)
def test_who_does_not_know_receipt_number_and_name_finds_no_case(couple, law, other):
    with pytest.raises(Refused) as refused:
        signs(couple, law, **other)
    assert refused.value.code == "case.not_found"


def test_after_the_opinion_nobody_is_asked_any_more(couple, law):
    transitions.advance(
        couple, "withdraw", Act(Actor("afamily", Role.CITIZEN), MONDAY, law), Step()
    )
    with pytest.raises(Refused) as refused:
        signs(cases.load(couple.id), law)
    assert refused.value.code == "case.not_now"


def test_where_he_refuses_the_township_says_so_and_the_case_goes_on(couple, law):
    case = verify(couple, Answers())
    worker = staff("town1")
    claimed = Step(task="consent", hand_to=worker.id)
    case = transitions.advance(case, "claim", Act(worker, FIVE_HOURS, law), claimed)
    finding = ConsentFinding(version=case.record.seq, outcome="refuses", reason="不同意查询")
    idempotency_key = IdempotencyKey(worker.id, "finding", "digest", 0)
    case = settlements.settle_consent(case, finding, Act(worker, FIVE_HOURS, law, idempotency_key))
    assert (case.state, "consent" in tasks(case)) == (State.REVIEWING, False)
    assert case.doc("report")["no_consent"] == [1]
    assert events(case)[-1] == "settle_consent"


def refused_code(act, *args, **more):
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    found = refused.value
    return [e["code"] for e in found.figures["errors"]] if "errors" in found.figures else found.code


THIRD = Actor("athirdphone", Role.CITIZEN)


def test_who_was_not_proved_on_that_phone_cannot_sign(couple, law):
    assert refused_code(signs, couple, law, who=THIRD) == "consent.not_proved"
    assert cases.load(couple.id).record.seq == couple.record.seq


@pytest.mark.parametrize(
    ("forged", "codes"),
    [
        ({"text_version": "1999-bogus"}, ["form.text_version"]),
        ({"text_digest": "0" * 64}, ["form.text_digest"]),
        ({"signature": "0" * 64}, ["form.signature"]),
    ],
)
def test_what_names_no_text_or_file_of_ours_is_no_signature(couple, law, forged, codes):
    assert refused_code(signs, couple, law, **forged) == codes
    assert cases.load(couple.id).record.seq == couple.record.seq


def test_a_signature_given_again_changes_nothing(couple, law):
    case = verify(couple, Answers())
    case = verify(signs(case, law), Answers())
    assert case.state is State.REVIEWING
    again = signs(case, law, key="another-key", signature=uploaded(AWAY, "again"))
    assert (again.record.seq, again.state) == (case.record.seq, State.REVIEWING)


def test_a_signature_of_another_spelling_of_the_name_is_his(couple, law):
    case = signs(couple, law, MONDAY, name=" 田　山 ")
    assert [one["member"] for one in case.doc("application")["consents"]] == [0, 1]


def checks(case, law, worker="town1", now=FIVE_HOURS, **other):
    form = {
        "receipt": case.record.clear["receipt"],
        "identity_number": HUSBAND["identity_number"],
        "name": HUSBAND["name"],
        "document_kind": "identity_card",
    }
    idempotency_key = IdempotencyKey(worker, "check", "digest", 0)
    check = IdentityCheck(**{**form, **other})
    return signing.check_identity(check, Act(staff(worker), now, law, idempotency_key))


def test_a_member_of_staff_who_saw_the_card_proves_whoever_signed_at_home(quiet, law):
    signed = [consent(0), consent(1)]
    case = family(quiet, law, members=[WIFE, HUSBAND], consents=(0, 1), proved=[proof(0)])
    assert case.doc("application")["consents"] == signed
    departments = Answers()
    case = verify(case, departments)
    assert (departments.asked[0][2], case.doc("report")["no_consent"]) == ([0], [1])
    case = checks(case, law)
    assert case.state is State.VERIFYING
    case = verify(case, departments)
    assert (departments.asked[1][2], case.doc("report")["no_consent"]) == ([1], [])


def test_before_staff_one_signs_on_paper_and_they_upload_it(couple, law):
    case = verify(couple, Answers())
    signed = {"signature": uploaded(staff("town1")), **text_of(law)}
    departments = Answers()
    case = verify(checks(case, law, consent=signed), departments)
    assert departments.asked[0][2] == [1]
    assert case.uploads["town1"] == {signed["signature"]}


def test_staff_who_handle_no_cases_prove_nobody(couple, law):
    store.save(
        store.Staff("cashier", "cashier", COUNTY, frozenset({Post.FINANCE}), date(2020, 1, 1))
    )
    assert refused_code(checks, couple, law, worker="cashier") == "case.not_yours"


def test_a_confidential_case_is_known_to_its_county_alone(quiet, law):
    case = family(quiet, law, members=[WIFE, HUSBAND], track=Track.COUNTY_ONLY)
    assert refused_code(checks, case, law) == "case.not_found"
    assert checks(case, law, worker="county1").record.seq == case.record.seq + 1


GRANDMOTHER = {**member("齐桂兰", "19520312", "grandparent"), "kinship": "grandparent"}


def test_a_guardian_elsewhere_signs_for_the_child_that_is_alone(quiet, law):
    child = member("田小", "20160401", "applicant", student=True)
    guardian = GRANDMOTHER | {"members": [0], "phone": "13900000001", "certificate": "2" * 64}
    case = family(quiet, law, consents=(), members=[child], guardians=[guardian])
    departments = Answers()
    case = verify(case, departments)
    assert departments.asked == []
    hers = Actor("herphone", Role.CITIZEN)
    proves(hers, GRANDMOTHER)
    person = {"identity_number": GRANDMOTHER["identity_number"], "name": GRANDMOTHER["name"]}
    case = verify(signs(case, law, who=hers, **person), departments)
    assert departments.asked[0][2] == [0]
