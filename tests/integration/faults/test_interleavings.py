"""Every interleaving of people and clocks that touch one case, one AWS call at a time."""

from __future__ import annotations

import pytest

from chalicelib.case import case as cases
from chalicelib.case import overdue, transitions
from chalicelib.case.case import Case, Step
from chalicelib.domain.actors import system
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import table, trail, writing
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, staff
from tests.support.cases import submitted
from tests.support.interleavings import interleavings
from tests.support.searches import search


@pytest.fixture
def confirming(quiet):
    """A case on the county's desk."""
    now = quiet.clock.now()
    law = law_on(now)
    case = submitted(quiet, law)
    machine = system("test")
    for event, actor, documents in (
        ("accept", staff("town1"), {}),
        ("call_back", staff("town1"), {}),
        ("visit", staff("town1"), {}),
        ("countersign", staff("town2"), {}),
        ("start_verification", machine, {}),
        ("report_clear", machine, {"report": {"items": []}}),
        ("propose_grant", staff("town1"), {}),
        ("assess_eligible", machine, {"assessment": {"amount_fen": 130_000}}),
        ("notice_over", machine, {}),
    ):
        case = transitions.advance(
            case, event, Act(actor, now, law), Step(documents=documents, named=[actor.id])
        )
    return case


def operations(case, law, later):
    county, other = staff("county1"), staff("county2")
    grant = Step(documents={"decision": {"amount_fen": 130_000}})

    def act(event, actor, step=None):
        return lambda: transitions.advance(
            cases.load(case.id), event, Act(actor, later, law), step or Step()
        )

    return {
        "confirm": act("confirm", county, grant),
        "decline": act("decline", other),
        "withdraw": act("withdraw", FAMILY),
        "escalate": lambda: overdue.overdue_case(case.id, later, law),
    }


def run(quiet, case, names):
    law = law_on(quiet.clock.now())
    later = case.document.tasks[0].due + reconcile_delay()
    made = operations(case, law, later)
    for schedule, outcomes in interleavings(quiet, lambda: [made[name] for name in names]):
        after = cases.load(case.id)
        events = trail.history("case", case.id, after.key)
        trail.verify_chain(events, after.record.tail)
        yield schedule, dict(zip(names, outcomes, strict=True)), after, events


def reconcile_delay():
    from chalicelib.case.due import HUMAN_PATIENCE

    return HUMAN_PATIENCE


def won(outcome):
    return isinstance(outcome, Case)


@search
def test_decide_withdraw_and_escalate_end_in_one_way_whatever_the_order(quiet, confirming):
    schedules = 0
    for schedule, outcomes, after, events in run(
        quiet, confirming, ("confirm", "withdraw", "escalate")
    ):
        schedules += 1
        winners = [name for name in ("confirm", "withdraw") if won(outcomes[name])]
        escalated = [event for event in events if event["event"] == "escalate"]
        assert len(winners) <= 1, schedule
        assert len(escalated) <= 1, schedule
        for name in ("confirm", "withdraw"):
            assert won(outcomes[name]) or isinstance(outcomes[name], Refused), outcomes[name]
        # the county clerk loses the task only when it was escalated first; the family never does
        assert winners or escalated, schedule
        assert after.state in {"confirmed", "withdrawn"}
        assert len(events) == after.record.seq
    assert schedules > 50


def test_of_two_who_decide_at_once_one_is_refused(quiet, confirming):
    schedules = 0
    for schedule, outcomes, after, events in run(quiet, confirming, ("confirm", "decline")):
        schedules += 1
        assert [won(outcomes["confirm"]), won(outcomes["decline"])].count(True) == 1, schedule
        loser = next(o for o in outcomes.values() if not won(o))
        assert loser.code in {"case.not_now", "case.task_closed"}
        assert after.state == ("confirmed" if won(outcomes["confirm"]) else "declined")
        assert len(events) == after.record.seq
    assert schedules >= 6


def test_without_the_condition_on_the_row_two_would_win(quiet, confirming, monkeypatch):
    real = writing._row_write

    def unconditional(*given):
        write = real(*given)
        return table.Write(write.place, write.item)

    def unguarded_event(place, item):
        return table.Write(place, item)

    monkeypatch.setattr(writing, "_row_write", unconditional)
    monkeypatch.setattr(writing.table, "absent", unguarded_event)
    both = 0
    for _, outcomes, _, _ in _unchecked(quiet, confirming, ("confirm", "decline")):
        both += won(outcomes["confirm"]) and won(outcomes["decline"])
    assert both > 0


def _unchecked(quiet, case, names):
    law = law_on(quiet.clock.now())
    made = operations(case, law, quiet.clock.now())
    for schedule, outcomes in interleavings(quiet, lambda: [made[name] for name in names]):
        yield schedule, dict(zip(names, outcomes, strict=True)), None, None
