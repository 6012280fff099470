"""Whoever is away signs on a phone of their own, and is then asked about."""

import pytest

from chalicelib.applications import service
from chalicelib.applications.contract import Signing
from chalicelib.approval import decisions
from chalicelib.approval.contract import ConsentFinding
from chalicelib.case import case as cases
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform import record
from chalicelib.platform.record import Once
from tests.cases import member
from tests.conftest import MONDAY, staff
from tests.verification.rounds import ALL, FIVE_HOURS, Answers, events, family, verify

WIFE, HUSBAND = (
    member("田秀兰", "19850312", "applicant"),
    member("田山", "19830312", "spouse"),
)
AWAY = Actor("asecondphone", Role.CITIZEN)


def signs(case, law, now=FIVE_HOURS, key="a-key-of-his", **other):
    form = {
        "receipt": case.record.clear["receipt"],
        "identity_number": HUSBAND["identity_number"],
        "name": HUSBAND["name"],
        "text_version": "jilin-city-2022-1",
        "signature": "1" * 64,
    }
    once = Once(AWAY.id, key, "digest", 0)
    return service.sign(Signing(**{**form, **other}), AWAY, now, law, once)


@pytest.fixture
def couple(quiet, law):
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
    assert departments.asked[1][1:] == (ALL, [0, 1])
    assert (case.state, case.doc("report")["no_consent"]) == (State.REVIEWING, [])


def test_the_signature_is_on_record_with_whoever_gave_it(couple, law):
    case = verify(signs(couple, law, MONDAY), Answers())
    why = record.history("case", case.id, case.key)[2]["why"]
    (his,) = [one for one in why["consents"] if one["member"] == 1]
    assert (his["text_version"], his["signature"]) == ("jilin-city-2022-1", "1" * 64)


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
    cases.advance(couple, "withdraw", Actor("afamily", Role.CITIZEN), MONDAY, law, Step())
    with pytest.raises(Refused) as refused:
        signs(cases.load(couple.id), law)
    assert refused.value.code == "case.not_now"


def test_where_he_refuses_the_township_says_so_and_the_case_goes_on(couple, law):
    case = verify(couple, Answers())
    worker = staff("town1")
    claimed = Step(task="consent", hand_to=worker.id)
    case = cases.advance(case, "claim", worker, FIVE_HOURS, law, claimed)
    finding = ConsentFinding(outcome="refuses", reason="不同意查询")
    once = Once(worker.id, "finding", "digest", 0)
    case = decisions.settle_consent(case, finding, worker, FIVE_HOURS, law, once)
    assert (case.state, "consent" in tasks(case)) == (State.REVIEWING, False)
    assert case.doc("report")["no_consent"] == [1]
    assert events(case)[-1] == "settle_consent"
