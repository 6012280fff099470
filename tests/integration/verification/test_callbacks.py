"""Answers that come later than they were asked for: merged once, and no decision is rewritten."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.approval.contract import LateAnswerFinding
from chalicelib.approval.steps import settlements
from chalicelib.case import case as cases
from chalicelib.case import report, transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.domain.actors import system
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments import Callback, Departments, Exchange
from chalicelib.platform.store import table
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.act import Act
from chalicelib.verification import keys
from chalicelib.verification.asking import callbacks
from local.cloud.loopback import serving
from local.population.families import MOTHER_OF_TWO
from local.population.residents import Held, register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import FAMILY, staff
from tests.integration.verification.conftest import KEYS, SOURCES, WIRED, Open
from tests.integration.verification.rounds import FIVE_HOURS, ROUND, events, family, verify
from tests.support.cases import member
from tests.support.interleavings import side_by_side

DEADLINE = timedelta(seconds=8)


class Bank:
    """A town whose bank promises to answer, and brings its answer when it is told to."""

    def __init__(self, quiet, law, simulator, address, members=(), **more):
        self.quiet, self.law, self.simulator = quiet, law, simulator
        exchange = Exchange(address, "jiuzhu", KEYS, quiet.clock)
        self.departments = Departments(
            exchange, SOURCES, DEADLINE, quiet.clock, Open(), simulator.files
        )
        members = members or [
            {**member(one.name, f"{one.born:%Y%m%d}", one.relation),
             "identity_number": one.identity_number}
            for one in MOTHER_OF_TWO.residents
        ]  # fmt: skip
        self.case = family(quiet, law, members=members, **more)
        simulator.behaviour["bank"].delay = 10**6

    def rounds(self, number):
        """So many rounds of verification, an hour between them."""
        for index in range(number):
            now = FIVE_HOURS + index * ROUND
            self.quiet.clock.sleep_until(now)
            self.case = verify(self.case, self.departments, now)
        return self.case

    def sends(self, **other):
        """The bank's answer; what was taken, and the case after it."""
        (ticket,) = self.simulator.tickets
        sent = {**self.simulator.callback(ticket), **other}
        callback = Callback("bank", sent["ticket"], sent["content"], sent["signature"])
        taken = callbacks.take(callback, KEYS["bank"], self.quiet.clock.now(), self.law).result
        self.case = cases.load(self.case.id)
        return taken

    def goes(self, event, actor, **step):
        now = self.quiet.clock.now()
        self.case = transitions.advance(self.case, event, Act(actor, now, self.law), Step(**step))

    def statuses(self):
        items = report.items(self.case)
        return {one["status"] for one in items if one["source"] == "bank"}


@pytest.fixture
def bank(quiet, law):
    residents = dict(register([MOTHER_OF_TWO]))
    mother = MOTHER_OF_TWO.residents[0]
    rich = {**mother.held, "deposits": Held(9_000_000, "D1")}
    residents[mother.identity_number] = replace(mother, held=rich)
    simulator = DepartmentSimulator(residents, "jiuzhu", KEYS, quiet.clock)
    with serving(simulator) as address:
        yield Bank(quiet, law, simulator, address)
        quiet.clock.settle()


def test_a_promise_is_reminded_of_in_a_bounded_number_of_rounds_and_then_people_go_on(bank):
    case = bank.rounds(3)
    assert case.state is State.REVIEWING
    assert {one["reason"] for one in case.doc("report")["open"]} == {"answer.pending"}
    assert case.doc("report")["tickets"].keys() == {"bank"}


def test_an_answer_between_two_rounds_ends_the_waiting_and_counts_like_any_other(bank):
    bank.rounds(1)
    assert bank.case.state is State.VERIFYING
    assert bank.sends() == "merged"
    assert bank.case.state is State.EXPLAINING
    assert [one["item"] for one in bank.case.doc("report")["differences"]] == ["deposits"]
    assert bank.statuses() == {"verified", "nothing_held"}


def test_an_answer_counts_once_however_often_it_is_brought(bank):
    bank.rounds(3)
    assert [bank.sends() for _ in range(3)] == ["merged", "merged_before", "merged_before"]
    assert events(bank.case).count("late_answer") == 1
    assert bank.case.doc("report")["tickets"] == {}


def test_answers_that_every_department_brings_at_once_are_each_taken_once(bank):
    promising = {*WIRED[:12], "bank"}
    for source in promising:
        bank.simulator.behaviour[source].delay = 10**6
    bank.rounds(1)
    tickets = bank.simulator.tickets
    assert len(tickets) == len(promising)
    now = bank.quiet.clock.now()

    def sends(ticket):
        sent = bank.simulator.callback(ticket)
        source = ticket.partition("-")[0]
        callback = Callback(source, sent["ticket"], sent["content"], sent["signature"])
        return lambda: callbacks.take(callback, KEYS[source], now, bank.law).result

    taken = side_by_side(bank.quiet, [sends(ticket) for ticket in [*tickets, *tickets[:2]]])
    bank.case = cases.load(bank.case.id)
    assert {*map(str, taken)} <= {"merged", "merged_before"}
    assert bank.case.doc("report")["tickets"] == {}
    assert {one["source"] for one in bank.case.doc("report")["open"]} == set()


def test_after_the_opinion_what_differs_opens_a_task_and_changes_nothing_else(bank):
    before = bank.rounds(3).doc("report")
    resting_on = report.items(bank.case)
    bank.goes("accept", staff_holding(bank, "accept"))
    bank.case = propose(bank)
    bank.sends()
    assert bank.case.state is State.ASSESSING
    assert events(bank.case)[-1] == "late_difference"
    assert "late_answer" in {task.name for task in bank.case.document.tasks}
    assert report.digest(resting_on) == before["digest"] != bank.case.doc("report")["digest"]
    assert report.items(bank.case, before["rounds"]) == resting_on


def test_what_is_late_after_the_decision_leads_to_a_review_by_a_person(bank):
    bank.rounds(3)
    bank.goes("accept", staff_holding(bank, "accept"))
    bank.case = propose(bank)
    for event in ("assess_eligible", "notice_over"):
        bank.goes(event, system("test"))
    bank.goes("confirm", staff_holding(bank, "confirm", "county1"))
    bank.goes("entitle", system("test"))
    bank.sends()
    assert bank.case.state is State.RECEIVING
    actor = staff_holding(bank, "late_answer")
    finding = LateAnswerFinding(
        version=bank.case.record.seq, outcome="review", reason="存款超过限额"
    )
    idempotency_key = IdempotencyKey(actor.id, "late", "digest", 0)
    after = settlements.settle_late_answer(
        bank.case, finding, Act(actor, bank.quiet.clock.now(), bank.law, idempotency_key)
    )
    assert after.state is State.RECHECKING
    assert "recheck" in {task.name for task in after.document.tasks}


def test_nothing_is_used_after_a_withdrawal(bank):
    bank.rounds(1)
    bank.goes("withdraw", FAMILY)
    assert bank.sends() == "not_needed"
    assert bank.statuses() == {"not_verified"}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"ticket": "bank-nobody"}, "source.not_found"),
        ({"signature": "0" * 64}, "answer.unsigned"),
        ({"content": "{}"}, "answer.unsigned"),
    ],
)
def test_whoever_cannot_show_that_it_is_the_bank_is_not_accepted(bank, other, code):
    bank.rounds(1)
    with pytest.raises(Refused) as refused:
        bank.sends(**other)
    assert refused.value.code == code
    assert bank.statuses() == {"not_verified"}


def test_the_answer_to_another_question_is_not_taken_for_this_one(bank, quiet):
    bank.rounds(1)
    (ticket,) = bank.simulator.tickets
    sent = json.loads(bank.simulator.callback(ticket)["content"]) | {"nonce": "another"}
    bank.simulator._content = lambda *_: json.dumps(sent).encode()
    with pytest.raises(Refused) as refused:
        bank.sends()
    assert refused.value.code == "answer.unsigned"


def test_a_crash_before_the_event_loses_nothing_and_doubles_nothing(bank, monkeypatch):
    bank.rounds(3)
    (ticket,) = bank.simulator.tickets
    whole = table.transact
    monkeypatch.setattr(table, "transact", dies)
    with pytest.raises(KeyboardInterrupt):
        bank.sends()
    monkeypatch.setattr(table, "transact", whole)
    assert table.get(keys.ticket("bank", ticket)).get("answered") is None
    assert bank.sends() == "merged"
    assert bank.statuses() == {"verified", "nothing_held"}


def dies(*_, **__):
    raise KeyboardInterrupt


def staff_holding(bank, task, name="town1"):
    """Somebody who has taken a task of the case."""
    actor = staff(name)
    bank.goes("claim", actor, task=task, hand_to=actor.id)
    return actor


def propose(bank):
    """The township's opinion, after its call and visit."""
    for task in ("call_back", "visit"):
        bank.goes(task, staff_holding(bank, task))
    bank.goes("countersign", staff("town2"), named=["town2"])
    bank.goes("propose_grant", staff_holding(bank, "review"))
    return bank.case
