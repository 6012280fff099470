"""Of any two who act on a case at once, nothing that was acknowledged is lost.

Sixteen ways to touch a case, pair by pair under every interleaving, one AWS call at a time: each
either happens and is there afterwards, or is refused with a reason; the trail stays whole.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import combinations, count

import pytest

from chalicelib.applications import service as applications
from chalicelib.applications.amending import corrections
from chalicelib.applications.amending.amending_contract import Correction
from chalicelib.applications.contract import ApplicationWithdrawal
from chalicelib.applications.signatures import signing
from chalicelib.applications.signatures.signing_contract import ApplicationClaim
from chalicelib.approval.contract import Decision, Explanation
from chalicelib.approval.noticing import objections
from chalicelib.approval.noticing.notices import PostedNotice
from chalicelib.approval.steps import decisions, explanations, visits
from chalicelib.approval.steps.visit_contract import Countersignature, Survey
from chalicelib.assessment.recalculation import recalculation
from chalicelib.case import case as cases
from chalicelib.case import overdue, report, transitions
from chalicelib.case.case import Step
from chalicelib.case.due import HUMAN_PATIENCE
from chalicelib.case.states import TIMED, State
from chalicelib.certification.contract import DeathCheck, DeathDecision, DeathFinding
from chalicelib.certification.persons import deaths
from chalicelib.certification.persons import decisions as certification
from chalicelib.complaints import service as complaints
from chalicelib.complaints.contract import Complaint
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Role, system
from chalicelib.domain.errors import Refused
from chalicelib.platform import aws
from chalicelib.platform.partners.departments import Callback
from chalicelib.platform.store import trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from chalicelib.verification import service
from chalicelib.verification.asking import callbacks
from local.cloud.loopback import serving
from local.population.families import MOTHER_OF_TWO
from local.population.residents import INCOME_ITEMS, Held, register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import COUNTY, FAMILY, MONDAY, staff
from tests.integration.verification.conftest import KEYS
from tests.integration.verification.rounds import Answers
from tests.integration.verification.test_callbacks import Bank
from tests.integration.verification.test_signing import (
    AWAY,
    HUSBAND,
    proves,
    signs,
    text_of,
    uploaded,
)
from tests.support.cases import member
from tests.support.interleavings import interleavings
from tests.support.searches import sampled

PHOTOS = "jiuzhu-papers"
NEIGHBOUR, ELSEWHERE = Actor("aneighbour", Role.CITIZEN), Actor("athirdphone", Role.CITIZEN)


def idempotency_key(who, what):
    return IdempotencyKey(who.id, f"a-key-of-{what}", "digest", 0)


MOTHER = MOTHER_OF_TWO.residents[0]
COUPLE = [
    {
        **member(MOTHER.name, f"{MOTHER.born:%Y%m%d}", "applicant"),
        "identity_number": MOTHER.identity_number,
    },
    HUSBAND,
]


FORM = {
    "form_id": "form-0001",
    "scheme": "dibao",
    "hardship": "没有收入",
    "phone": "13900000001",
    "account": {"bank": "吉林银行", "number": "6217000000000000001", "holder": 0},
}


def begun(bank):
    """The mother, verified three times but for her bank, and a husband who did not sign."""
    bank.goes("accept", staff("town1"))
    bank.goes("call_back", staff("town1"))
    bank.rounds(3)
    return bank


class Family:
    """A family whose husband has not signed yet, whose bank has promised an answer."""

    def __init__(self, quiet, law, bank):
        self.quiet, self.law, self.bank = quiet, law, bank
        self.case, self.now = bank.case, quiet.clock.now()
        proves(AWAY, HUSBAND)
        proves(ELSEWHERE, COUPLE[0])
        self.signature = uploaded(AWAY)
        self.signed = [uploaded(staff("town1"), who) for who in ("town1", "town2", "family")]
        (ticket,) = bank.simulator.tickets
        self.callback_body = bank.simulator.callback(ticket)

    def goes(self, event, actor, **documents):
        now = self.quiet.clock.now()
        step = Step(documents=documents, named=[actor.id])
        self.case = transitions.advance(self.case, event, Act(actor, now, self.law), step)

    def to(self, state):
        """Bring the case on to where it is verified again, or to the county's desk."""
        if state is State.VERIFYING:
            self.case = self.explain([self.disputed], "before")
        if state in {State.NOTICING, State.CONFIRMING}:
            machine = system("test")
            self.visited()
            self.goes("countersign", staff("town2"))
            self.goes("explanation_over", machine)
            self.goes("propose_grant", staff("town1"), opinion={"decision": "propose_grant"})
            self.goes("assess_eligible", machine, assessment={"amount_fen": 130_000})
        if state is State.CONFIRMING:
            self.goes("notice_over", machine)
        return self

    def visited(self):
        """A colleague who was named at the visit has to say so."""
        self.visit("before")
        self.case = cases.load(self.case.id)

    def reported(self):
        """Somebody complained, and an officer said that it is about this family."""
        directory.open_account(NEIGHBOUR.id, "openid")
        county = staff("county1")
        form = Complaint(area=f"{COUNTY[:6]}007001", about="田秀兰", statement="她家有一辆车")
        took = complaints.receive(
            form, Act(NEIGHBOUR, self.now, self.law, idempotency_key(NEIGHBOUR, "complain"))
        )
        receipt = self.case.record.clear["receipt"]
        self.callback_body_of = complaints.link(
            took, receipt, Act(county, self.now, self.law, idempotency_key(county, "link"))
        )

    def found_dead(self):
        """The mother was reported dead, and the township found that it is so."""
        (mother, _), day = self.case.document.members, self.now.date()
        deaths.record_report(self.case.id, mother, "funeral", day, self.now, self.law)
        case, town = cases.load(self.case.id), staff("town1")
        finding = DeathFinding(death=0, finding="dead", died_on=day, grounds="入户核实，属实")
        check = DeathCheck(deaths=[finding], version=case.record.seq)
        certification.check(
            case, check, Act(town, self.now, self.law, idempotency_key(town, "check"))
        )
        recalculation.assess_rest(self.case.id, 0, self.now, self.law)
        self.case = cases.load(self.case.id)

    # What may happen to it.

    def sign(self):
        return signs(self.case, self.law, self.now, signature=self.signature)

    def correct(self):
        correction = Correction(note="补充说明：存款是借来的")
        case = cases.load(self.case.id)
        return corrections.correct(
            case, correction, Act(FAMILY, self.now, self.law, idempotency_key(FAMILY, "note"))
        )

    def explain(self, dispute=(), what="explain"):
        words = Explanation(statement="没有想到要填", dispute=list(dispute))
        case = cases.load(self.case.id)
        return explanations.explain(
            case, words, Act(FAMILY, self.now, self.law, idempotency_key(FAMILY, what))
        )

    def dispute(self):
        return self.explain([self.disputed], "dispute")

    @property
    def disputed(self):
        return report.differences_for_family(self.case)[0]["told_by"][0]["item"]

    def verify(self):
        return service.verify(self.case.id, self.case.record.attempt, Answers(), self.now, self.law)

    def late(self):
        callback = Callback(
            "bank", *(self.callback_body[k] for k in ("ticket", "content", "signature"))
        )
        return callbacks.take(callback, KEYS["bank"], self.now, self.law)

    def visit(self, what="visit"):
        case, town = cases.load(self.case.id), staff("town1")
        record_ = Survey(visitors=["town1", "town2"], visitor_signatures=self.signed[:2],
                         family_signature=self.signed[2], findings="情况属实")  # fmt: skip
        return visits.visit(
            case, record_, Act(town, self.now, self.law, idempotency_key(town, what))
        )

    def decide(self):
        case, county = cases.load(self.case.id), staff("county1")
        said = Decision(decision="confirm", reason="符合条件", version=self.case.record.seq)
        return decisions.decide(
            case, said, Act(county, self.now, self.law, idempotency_key(county, "decide"))
        )

    def withdraw(self):
        case, words = cases.load(self.case.id), ApplicationWithdrawal(reason="不需要了")
        key = idempotency_key(FAMILY, "withdraw")
        return applications.withdraw(case, words, Act(FAMILY, self.now, self.law, key))

    def countersign(self):
        case, other = cases.load(self.case.id), staff("town2")
        said = Countersignature(agrees=True, version=self.case.record.seq)
        key = idempotency_key(other, "countersign")
        return visits.countersign(case, said, Act(other, self.now, self.law, key))

    def object(self):
        notice = PostedNotice(cases.load(self.case.id), self.now + timedelta(days=7), is_end=False)
        key = idempotency_key(NEIGHBOUR, "object")
        return objections.receive(
            notice, {"statement": "她家有车"}, Act(NEIGHBOUR, self.now, self.law, key)
        )

    def complain(self):
        return complaints.note_case(self.callback_body_of.id, 2, self.now, self.law)

    def die(self):
        husband = self.case.document.members[1]
        return deaths.record_report(
            self.case.id, husband, "funeral", self.now.date(), self.now, self.law
        )

    def settle(self):
        case, county = cases.load(self.case.id), staff("county2")
        version = self.case.record.seq
        said = DeathDecision(decision="confirm", reason="材料齐全，属实", version=version)
        act = Act(county, self.now, self.law, idempotency_key(county, "settle"))
        return certification.decide(case, said, act)

    def claim(self):
        person = {name: COUPLE[0][name] for name in ("name", "identity_number")}
        form = ApplicationClaim(receipt=self.case.record.clear["receipt"], **person)
        return signing.claim(
            form, Act(ELSEWHERE, self.now, self.law, idempotency_key(ELSEWHERE, "claim"))
        )

    def escalate(self):
        due = min(task.check for task in self.case.document.tasks if task.office)
        return overdue.overdue_case(self.case.id, due + HUMAN_PATIENCE, self.law)


ACTS = {
    "sign": Family.sign,
    "correct": Family.correct,
    "explain": Family.explain,
    "dispute": Family.dispute,
    "late": Family.late,
    "visit": Family.visit,
    "withdraw": Family.withdraw,
    "escalate": Family.escalate,
    "verify": Family.verify,
    "decide": Family.decide,
    "countersign": Family.countersign,
    "claim": Family.claim,
    "die": Family.die,
    "settle": Family.settle,
    "complain": Family.complain,
    "object": Family.object,
}
NOT_BESIDE = {"verify", "decide", "object"}
BESIDE = [name for name in ACTS if name not in NOT_BESIDE]
PREPARED = {
    "countersign": Family.visited,
    "complain": Family.reported,
    "settle": Family.found_dead,
}


def is_stored(family, what, case, happened):
    """Whether what was acknowledged is there."""
    found = {
        "sign": lambda: any(one["signature"] == family.signature
                            for one in case.doc("application")["consents"]),
        "correct": lambda: "amend" in happened or "correct" in happened,
        "explain": lambda: case.doc("explanation")["statement"] == "没有想到要填",
        # said while it is verified anew already, it is kept for whoever decides
        "dispute": lambda: "dispute" in happened or case.doc("explanation")["dispute"],
        "verify": lambda: True,  # a step of the workflow: it runs again wherever the case stands
        "late": lambda: not case.doc("report").get("tickets") or "withdraw" in happened,
        "visit": lambda: "visit" in happened and case.doc("visit")["findings"] == "情况属实",
        "decide": lambda: case.state is State.CONFIRMED,
        "withdraw": lambda: case.state is State.WITHDRAWN,
        "countersign": lambda: "countersign" in happened,
        "claim": lambda: case.document.owner == ELSEWHERE.id,
        "die": lambda: any(one["person"] == case.document.members[1]
                           for one in case.document.documents.get("deaths", ()))
        or "withdraw" in happened,
        "settle": lambda: case.document.documents["deaths"][0]["stage"] == "settled",
        "complain": lambda: case.document.documents.get("complaints") or case.state not in TIMED,
        "object": lambda: any(one["account"] == NEIGHBOUR.id for one in objections.so_far(case)),
        "escalate": lambda: True,  # it may find that nothing is overdue any more
    }  # fmt: skip
    return found[what]()


NOT_WHILE_POSTED = {"explain", "dispute", "visit", "countersign", "escalate"}
PAIRS = [
    *((State.EXPLAINING, *pair) for pair in combinations(BESIDE, 2)),
    *((State.VERIFYING, "verify", other) for other in BESIDE),
    *(
        (State.CONFIRMING, "decide", other)
        for other in (*BESIDE, "verify")
        if other != "countersign"
    ),
    *((State.NOTICING, "object", other) for other in BESIDE if other not in NOT_WHILE_POSTED),
]


@pytest.fixture(scope="module")
def held():
    """The register with a bank that knows of much money."""
    residents = dict(register([MOTHER_OF_TWO]))
    rich = {
        **MOTHER.held,
        "deposits": Held(9_000_000, "D1"),
        INCOME_ITEMS["pension"]: Held(50_000, "D2"),
    }
    residents[MOTHER.identity_number] = replace(MOTHER, held=rich)
    return residents


@pytest.fixture
def law(quiet):
    return law_on(MONDAY)


@pytest.fixture
def start(quiet, law, held):
    simulator = DepartmentSimulator(held, "jiuzhu", KEYS, quiet.clock)
    with serving(simulator) as address:
        yield Bank(quiet, law, simulator, address, COUPLE, **FORM)
        quiet.clock.settle()


def stepped(family, *names):
    """Every interleaving of what so happens to a case."""
    return interleavings(family.quiet, lambda: [partial(ACTS[name], family) for name in names])


def happens_alone(family, name):
    """That an act is possible where the case stands, or the pair would show nothing."""
    tables = family.quiet.snapshot()
    (outcomes,) = (outcomes for _, outcomes in stepped(family, name))
    family.quiet.restore(tables)
    assert not isinstance(outcomes[0], Exception), (name, getattr(outcomes[0], "figures", ""))


@pytest.mark.parametrize(("state", "one", "other"), sampled(PAIRS, 16), ids=str)
def test_nothing_acknowledged_is_lost_between_two_who_act_at_once(
    quiet, law, start, state, one, other
):
    family = Family(quiet, law, begun(start)).to(state)
    for name in {one, other} & PREPARED.keys():
        PREPARED[name](family)
    assert family.case.state is state
    happens_alone(family, one)
    schedules = 0
    for schedule, outcomes in stepped(family, one, other):
        schedules += 1
        case = cases.load(family.case.id)
        history = trail.history("case", case.id, case.key)
        trail.verify_chain(history, case.record.tail)
        assert len(history) == case.record.seq
        happened = [event["event"] for event in history]
        for what, outcome in zip((one, other), outcomes, strict=True):
            if isinstance(outcome, Exception):
                assert isinstance(outcome, Refused), (what, schedule, repr(outcome))
            else:
                assert is_stored(family, what, case, happened), (what, schedule, happened)
    assert schedules > 1 or (state is State.VERIFYING and other in {"explain", "dispute"})


def test_one_photo_is_the_signature_of_one_of_two_who_hand_it_in_at_once(quiet, law, start):
    """The husband signs with it from afar while the mother corrects hers to it."""
    family = Family(quiet, law, begun(start))
    digest = uploaded(FAMILY, "one for both")
    assert uploaded(AWAY, "one for both") != digest
    content = aws.client("s3").get_object(Bucket=PHOTOS, Key=f"quarantine/{FAMILY.id}/{digest}")
    aws.client("s3").put_object(Bucket=PHOTOS, Key=f"quarantine/{AWAY.id}/{digest}",
                                Body=content["Body"].read(), ContentType="image/jpeg")  # fmt: skip
    consent = {"member": 0, "signature": digest, **text_of(law)}

    def hers():
        correction = Correction(consents=[consent])
        act = Act(FAMILY, family.now, law, idempotency_key(FAMILY, "sign anew"))
        return corrections.correct(cases.load(family.case.id), correction, act)

    def his():
        return signs(family.case, law, family.now, signature=digest)

    acknowledged = set()
    for schedule, outcomes in interleavings(quiet, lambda: [hers, his]):
        consents = cases.load(family.case.id).doc("application")["consents"]
        with_it = [one["member"] for one in consents if one["signature"] == digest]
        done = [not isinstance(outcome, Exception) for outcome in outcomes]
        assert len(with_it) == sum(done) == 1, (schedule, outcomes)
        acknowledged |= {*with_it}
    assert acknowledged == {0, 1}


class Died(BaseException):
    """The process dies; no handler of errors sees it."""


def dies(quiet, act, number, phase):
    """Whether the process of an act died before or after its call of that number."""
    calls = count()

    def die(when, _call):
        if when == phase and next(calls) == number:
            raise Died

    quiet.hooks.append(die)
    try:
        act()
    except Died:
        return True
    finally:
        quiet.hooks.remove(die)
    return False


REPLAYED = [
    *((State.EXPLAINING, name) for name in ("sign", "correct", "explain", "visit", "withdraw")),
    *((State.EXPLAINING, name) for name in ("countersign", "settle", "claim")),
    (State.NOTICING, "object"),
    (State.CONFIRMING, "decide"),
]


@pytest.mark.parametrize(("state", "name"), sampled(REPLAYED, 5), ids=str)
def test_what_is_sent_again_under_its_key_is_done_once_wherever_the_process_died(
    quiet, law, start, state, name
):
    family = Family(quiet, law, begun(start)).to(state)
    if name in PREPARED:
        PREPARED[name](family)
    act, tables = partial(ACTS[name], family), quiet.snapshot()
    act()
    once_done, died = cases.load(family.case.id).record.seq, 0
    for phase in ("before", "after"):
        for number in count():
            quiet.restore(tables)
            if not dies(quiet, act, number, phase):
                break
            died += 1
            with suppress(
                RepeatedRequest, Refused
            ):  # the API then finds its key and answers as before
                act()
            case = cases.load(family.case.id)
            history = trail.history("case", case.id, case.key)
            assert case.record.seq == len(history) == once_done, (phase, number)
            assert is_stored(family, name, case, [event["event"] for event in history])
    assert died > 2


def test_a_change_that_was_decided_only_once_would_lose_something(quiet, law, start, monkeypatch):
    real = transitions.change

    def decided_once(case, decide, *rest):
        first = []

        def again(found):
            first.append(decide(found) if not first else first[0])
            return first[0]

        return real(case, again, *rest)

    family, lost = Family(quiet, law, begun(start)), 0
    monkeypatch.setattr(transitions, "change", decided_once)
    for _, outcomes in stepped(family, "sign", "correct"):
        case = cases.load(family.case.id)
        happened = [event["event"] for event in trail.history("case", case.id)]
        succeeded = [not isinstance(outcome, Exception) for outcome in outcomes]
        lost += all(succeeded) and not is_stored(family, "sign", case, happened)
    assert lost
