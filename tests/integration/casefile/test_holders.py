"""Wherever the table of a case leads, it is told who has it, by when, and what follows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case import case_tasks, self_care_change
from chalicelib.case.case import Case
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import DUE, ENDS, MACHINE, STAGE_TASKS, TASKS, Standing, State, Track
from chalicelib.case.table import CASE, TRANSITIONS
from chalicelib.casefile.reading import for_family
from chalicelib.casefile.timeline import holders, timelines
from chalicelib.domain.dates import instant_text
from chalicelib.payments.expected import expected_payments
from chalicelib.payments.expected.expected_payments import ExpectedPayment
from chalicelib.platform.store import identifiers
from chalicelib.platform.store.record import Record
from chalicelib.records import assignment
from chalicelib.records.law import Deadline, law_on
from chalicelib.words import say
from tests.conftest import MONDAY, TOWNSHIP
from tests.support.cases import application
from tests.support.texts import doubled

NOW = MONDAY
GRANTED = {"amount_fen": 90_000, "part": "regular", "from_month": "2023-01",
           "decided_at": instant_text(NOW)}  # fmt: skip
DOCUMENTS = {
    "application": application() | {"account": {"bank": "吉林银行", "number": "6217"}},
    "passing": {"office": "长春市南关区南岭街道", "telephone": "0431-88776655"},
    "decision": GRANTED,
    "change": {"told": [{"kind": "income", "from": "family"}], "finding": {"ground": "income"}},
    "benefit": {"changes": [{"from_month": "2023-02", "amount_fen": 0, "people": []}]},
}
ONCE = GRANTED | {"part": "instalment-1", "from_month": "2022-12"}
CODE = re.compile(r"[A-Za-z_]{3,}")


def led_to():
    """Every standing to which an event leads, from every stage with the tasks of its own."""
    begun = {(track, row.to, frozenset(row.opens) & STAGE_TASKS)
             for row in TRANSITIONS if row.to for track in row.tracks}  # fmt: skip
    found = set()
    for row in TRANSITIONS:
        for track, state, tasks in begun | {(track, None, frozenset()) for track in row.tracks}:
            here = state in row.frm if state else row.first
            if not here or track not in row.tracks:
                continue
            before = Standing(track, state, row.needs, tasks | ({row.task} - {""}))
            after = CASE.follow(before, row)
            entitled = "entitled" in after.facts or after.state in PAID
            found.add((after.track, after.state, after.tasks, entitled, row.event))
    return sorted(found, key=str)


PAID = {State.RECEIVING, State.RECHECKING, State.GRACE, State.NOTICING_END,
        State.LEAVING, State.POST_REVIEWING}  # fmt: skip


def case_of(track, state, tasks, entitled):
    law, office = law_on(NOW), TOWNSHIP
    opened = [case_tasks.open_task(name, office, NOW, law) for name in sorted(tasks)]
    staged = [task.due for task in opened if task.name in STAGE_TASKS]
    due = NOW + timedelta(days=7) if state in DUE else min(staged, default=NOW)
    scheme = "temporary_aid" if track is Track.SAME_DAY else "dibao"
    clear = {
        "scheme": scheme, "office": office, "receipt": "1234567890123",
        "submitted_at": instant_text(NOW), "stage_due": instant_text(due),
        "ended_at": instant_text(NOW),
    }  # fmt: skip
    record = Record("case", identifiers.case_id("afamily", "form-0001"), state=state.value,
                    clear=clear, next_check=NOW if state in MACHINE else None)  # fmt: skip
    documents = DOCUMENTS | ({"decision": ONCE} if track is Track.SAME_DAY else {})
    facts = frozenset({"entitled"} if entitled else ())
    document = CaseDocument(
        track, "afamily", "田*", ("a",), facts, tasks=tuple(opened), documents=documents
    )
    return Case(record, document, None)


@pytest.mark.parametrize("to_family", [True, False])
def test_everywhere_it_is_shown_who_has_it_by_when_and_what_follows(quiet, to_family):
    law, poor = law_on(NOW), []
    for track, state, tasks, entitled, event in led_to():
        case = case_of(track, state, tasks, entitled)
        untold = for_family.withheld(case.document.documents) if to_family else frozenset()
        shown = [task for task in case.document.tasks if task.name not in untold]
        money = expected_payments.expected_of(case, NOW, law)
        held = holders.holders(case, state, shown, money)
        due = holders.due(case, state, held)
        texts = [
            holders.next_step(case, law, money),
            say(f"state.{state}"),
            say(f"event.{event}"),
            *(holders.no_day(state) for _ in [0] if not due),
            *(
                text
                for one in held
                for text in (one.task, one.office_name, one.due or one.due_note)
            ),
        ]
        plain = all(texts) and not any(CODE.search(text) for text in texts)
        whose = bool(held) or state in ENDS
        days = all(one.due or one.due_note for one in held)
        late = any(one.due and one.due < instant_text(NOW) for one in held)
        twice = doubled(texts)
        if not (plain and whose and days) or late or twice:
            poor.append((track, state, sorted(tasks), event, texts))
    assert poor == []


def test_the_search_reaches_every_state_task_and_event():
    found = led_to()
    assert {state for _, state, *_ in found} == {*State}
    assert {event for *_, event in found} == {row.event for row in TRANSITIONS}
    assert {task for _, _, tasks, *_ in found for task in tasks} == TASKS.keys()


YEAR_END = datetime(2026, 12, 29, 1, tzinfo=UTC)
"""Days before the last one of which a notice says whether it is worked."""


def test_whatever_day_lies_beyond_the_notices_is_marked(quiet):
    law = law_on(YEAR_END)
    beyond = law.counted("deadline.survey", YEAR_END)
    case = case_of(Track.STANDARD, State.RECEIVING, frozenset(), entitled=True)
    money = ExpectedPayment(
        "planned", "220203000000", "2027-01", Deadline(YEAR_END, YEAR_END), beyond
    )
    held = holders.holders(case, State.RECEIVING, [], [money])
    assert "2026年12月31日以后" in timelines.provisional(case, held, [money], None, YEAR_END, law)
    assert "2026年12月31日以后" in timelines.provisional(case, [], [], beyond, YEAR_END, law)
    noticed = case_of(Track.STANDARD, State.NOTICING_END, frozenset(), entitled=True)
    noticed.document.documents["change"]["finding"]["until"] = instant_text(YEAR_END)
    assert "2026年12月31日以后" in timelines.provisional(noticed, [], [], None, YEAR_END, law)
    task = assignment.reminded(case_tasks.open_task("duplicate", TOWNSHIP, NOW, law), YEAR_END, law)
    assert "2026年12月31日以后" in holders.of_task(task).due_note
    change = self_care_change.reported({}, case_tasks.care_by(YEAR_END, law), 1, {})
    assert self_care_change.due_note(change) == "2026-12-31"
