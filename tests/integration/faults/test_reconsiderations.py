"""A reconsideration under every interleaving of two who act on it at once, one AWS call at a time:
one of them is done, the other refused with a reason, and both records stay whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.case import case as cases
from chalicelib.case import letters, transitions
from chalicelib.case.case import Step
from chalicelib.domain.actors import system
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.reconsiderations import service, store
from chalicelib.reconsiderations.contract import ReconsiderationAnswer, ReconsiderationRequest
from chalicelib.reconsiderations.handling import following
from chalicelib.records import list_names, worklist
from chalicelib.records.act import Act
from chalicelib.records.change import Version
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, staff
from tests.integration.faults.test_interleavings import confirming
from tests.integration.faults.test_pairs import dies
from tests.support.interleavings import interleavings

__all__ = ["confirming"]

STANDS = ReconsiderationAnswer(
    outcome="upheld", reason="经核对账目，收入计算无误", dismissed_for=None
)
ANEW = ReconsiderationAnswer(
    outcome="changed", reason="收入确实没有按停工后的计算", dismissed_for=None
)


class Refusal:
    """A refusal of the county that the family does not agree with."""

    def __init__(self, quiet, case):
        self.quiet, self.now = quiet, quiet.clock.now()
        self.law = law_on(self.now)
        decided = {"decision": {"reason": "不符合"}}
        county, machine = staff("county1"), system("test")
        case = transitions.advance(case, "decline", self.act(county), Step(documents=decided))
        case = transitions.advance(case, "refuse", self.act(machine), Step())
        letters.write(case.id, case.record.seq, self.now, self.law)
        self.case = cases.load(case.id)
        self.number = letters.read(self.case, to_family=True)[-1]["number"]

    def act(self, actor, key=""):
        idempotency_key = IdempotencyKey(actor.id, f"a-key-of-{key}", "digest", 0) if key else None
        return Act(actor, self.now, self.law, idempotency_key)

    def asks(self, key="ask"):
        said = ReconsiderationRequest(letter=self.number, statement="工作收入算错了")
        return service.ask(cases.load(self.case.id), said, self.act(FAMILY, key))

    def drawn(self):
        """It was asked, and who was drawn."""
        self.asks()
        (self.officer,) = store.task(self.found).persons
        return self

    @property
    def found(self):
        (found,) = store.of_case(self.case.id)
        return found

    def answers(self, said, key="answer"):
        return service.answer(self.found, said, self.act(staff(self.officer), key))

    def withdraws(self):
        return service.withdraw(self.found, self.act(FAMILY, "withdraw"))

    def follows(self):
        return following.follow(self.found.id, self.found.seq, self.now, self.law)

    def is_late(self):
        later = self.now + timedelta(days=60)
        return service.overdue(self.found.id, later, self.law)

    def whole(self):
        """Both trails hold together, and no list keeps what is over."""
        case, found = cases.load(self.case.id), self.found
        for record, key in ((case.record, case.key), (found.record, store.KIND.key(found.clear))):
            trail.verify_chain(trail.history(record.kind, record.id, key), record.tail)
        task = store.task(found)
        listed = [
            line.id
            for who in ("county1", "county2", "city1")
            for line in worklist.page([list_names.own(who)])
        ]
        assert listed == [found.id] * (len(task.persons) if task else 0)


@pytest.fixture
def refusal(quiet, confirming):
    return Refusal(quiet, confirming)


def done(outcomes):
    """What was done; whoever did not is refused with a reason."""
    for one in outcomes:
        assert one is None or isinstance(one, Version | Refused), one
    return [one for one in outcomes if not isinstance(one, Refused)]


def test_of_two_who_ask_at_once_one_is_taken_in_and_one_person_is_drawn(refusal):
    def prepare():
        return [lambda: refusal.asks("first"), lambda: refusal.asks("second")]

    for schedule, outcomes in interleavings(refusal.quiet, prepare):
        assert len(done(outcomes)) == 1, schedule
        assert len(store.task(refusal.found).persons) == 1
        refusal.whole()


def test_what_is_withdrawn_while_it_is_answered_is_one_or_the_other(refusal):
    refusal.drawn()
    seen = set()

    def prepare():
        return [lambda: refusal.answers(STANDS), refusal.withdraws]

    for schedule, outcomes in interleavings(refusal.quiet, prepare):
        (one,) = done(outcomes)
        assert refusal.found.state == one.state, schedule
        refusal.whole()
        seen.add(one.state)
    assert seen == {"answered", "withdrawn"}


def test_an_answer_that_comes_as_it_goes_up_counts_whichever_is_first(refusal):
    refusal.drawn()

    def prepare():
        return [lambda: refusal.answers(STANDS), refusal.is_late]

    for schedule, outcomes in interleavings(refusal.quiet, prepare):
        assert len(done(outcomes)) == 2, schedule
        assert refusal.found.state == "answered"
        refusal.whole()


@pytest.mark.parametrize("said", [STANDS, ANEW])
def test_what_follows_in_the_case_happens_once_however_often_it_is_reported(refusal, said):
    refusal.drawn()
    refusal.follows()
    refusal.answers(said)

    def prepare():
        return [refusal.follows, refusal.follows]

    event = "let_stand" if said is STANDS else "decide_anew"
    for schedule, outcomes in interleavings(refusal.quiet, prepare):
        assert outcomes == [None, None], schedule
        events = [one["event"] for one in trail.history("case", refusal.case.id)]
        assert events.count(event) == 1, schedule
        refusal.whole()


@pytest.mark.parametrize("said", [STANDS, ANEW])
def test_an_answer_that_is_sent_again_is_one_wherever_the_process_died(refusal, said):
    refusal.drawn()
    quiet, tables, died = refusal.quiet, refusal.quiet.snapshot(), 0
    for phase in ("before", "after"):
        for number in count():
            quiet.restore(tables)
            if not dies(quiet, lambda: refusal.answers(said), number, phase):
                break
            died += 1
            with suppress(
                RepeatedRequest, Refused
            ):  # the API then finds its key and answers as before
                refusal.answers(said)
            events = [one["event"] for one in trail.history("reconsideration", refusal.found.id)]
            assert events == ["ask", "answer"], (phase, number)
            refusal.whole()
    assert died > 2
