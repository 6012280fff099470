"""Reading one case across capabilities: the file, the timeline, who looked at it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications.service import still_missing
from chalicelib.case import report
from chalicelib.case.case import Case
from chalicelib.case.documents import OpenTask, to_json
from chalicelib.case.due import Law
from chalicelib.case.letters import chain
from chalicelib.case.states import DUE, MACHINE, State
from chalicelib.casefile.contract import CaseLine, CaseView, Holder, Moment, Sheet, Timeline
from chalicelib.casefile.masking import masked
from chalicelib.casefile.report.page import page
from chalicelib.casefile.report.printed import printed
from chalicelib.casefile.report.reading import view_of
from chalicelib.casefile.report.view import View
from chalicelib.directory import routing
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import SHANGHAI, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform import identifiers, keys, record, table
from chalicelib.words import say

PURPOSES = frozenset({"call_back", "visit", "review", "decision", "payment", "appeal", "audit"})
READ_SCHEMA = 1
ADVERSE = frozenset({State.REFUSED, State.NOT_ACCEPTED, State.TERMINATED})


def own_cases(account: str) -> list[CaseLine]:
    """The cases that an account submitted, the newest last."""
    lines = []
    for item in table.query("cases", keys.owner(account, "").pk):
        row = record.load("case", item["case_id"])
        if row is not None:
            lines.append(_line(row))
    return sorted(lines, key=lambda line: line.submitted_at)


def _line(row: record.Record) -> CaseLine:
    return CaseLine(
        case_id=row.id,
        receipt=str(row.clear["receipt"]),
        scheme=str(row.clear["scheme"]),
        state=row.state,
        state_words=say(f"state.{row.state}"),
        submitted_at=str(row.clear["submitted_at"]),
    )


UNTOLD = frozenset(
    {"duplicate", "duplicate_seen", "possible_duplicate", "settle_duplicate", "objection"}
)
"""What a family's own reading leaves out: whether somebody whom it named has a case of their own,
and the words of whoever objected."""


def view(case: Case, now: datetime, law: Law, own: bool, reveal: bool) -> CaseView:
    """The case with its documents; numbers that identify are masked unless `reveal`.

    `own` is the family's reading, without what it is not told.
    """
    untold = UNTOLD if own else frozenset()
    sealed = to_json(case.document)
    documents = {name: doc for name, doc in sealed["documents"].items() if name not in untold}
    if "report" in documents:
        told = {name: part for name, part in documents["report"].items() if name != "tickets"}
        documents["report"] = {**told, "items": report.items(case)}
    accepted = case.accepted_at
    return CaseView(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        scheme=case.scheme,
        track=sealed["track"],
        state=case.record.state,
        state_words=say(f"state.{case.record.state}"),
        office=case.office,
        office_name=routing.office_name(case.office),
        submitted_at=instant_text(case.submitted_at),
        accepted_at=instant_text(accepted) if accepted else None,
        facts=[fact for fact in sealed["facts"] if fact not in untold],
        tasks=[task for task in sealed["tasks"] if task["name"] not in untold],
        documents=documents if reveal else masked(documents),
        still_missing=[] if accepted else still_missing(case, law, now),
    )


def note_reading(case: Case, actor: Actor, purpose: str, now: datetime) -> None:
    """Record that a member of staff looked at the case, and for what."""
    place = keys.read(case.id, identifiers.uuid7(now))
    document = {"by": actor.id, "office": actor.office, "purpose": purpose, "at": instant_text(now)}
    sealed = case.key.seal(place, "read", READ_SCHEMA, document)
    table.put(place, {"kind": "read", "schema": READ_SCHEMA, "doc": sealed})


def timeline(case: Case, own: bool) -> Timeline:
    """Where the case is, since when, who has it, due by, and what the family must do."""
    untold = UNTOLD if own else frozenset()
    events = chain(case)
    state = State(case.record.state)
    moved = [event for event in events if event["was"] != event["state"]]
    tasks = [task for task in case.document.tasks if task.name not in untold]
    return Timeline(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        stage=state.value,
        stage_words=say(f"state.{state}"),
        since=moved[-1]["at"],
        due=instant_text(case.stage_due) if state in DUE else None,
        holders=_holders(case, state, tasks),
        you_must=say(f"must.{_must(case, state)}"),
        next=say(f"next.{state}"),
        moments=[_moment(event) for event in events if event["event"] not in untold],
        payments=_payments(case),
    )


def _holders(case: Case, state: State, tasks: Iterable[OpenTask]) -> list[Holder]:
    """Who has the case, those first who must act first."""
    held = [_holder(f"task.{task.name}", task.due, task.office) for task in tasks]
    by_itself = case.stage_due if state in DUE else case.record.next_check
    if state in DUE.keys() | MACHINE and by_itself is not None:
        who = "family" if state is State.EXPLAINING else "system"
        held.append(_holder(f"state.{state}", by_itself, "", who))
    return sorted(held, key=lambda holder: holder.due)


def _holder(what: str, due: datetime, office: str, otherwise: str = "family") -> Holder:
    name = routing.office_name(office) if office else say(f"holder.{otherwise}")
    return Holder(task=say(what), office=office, office_name=name, due=instant_text(due))


def _moment(event: Mapping[str, Any]) -> Moment:
    return Moment(
        at=event["at"],
        event=event["event"],
        words=say(f"event.{event['event']}"),
        by=event["actor"].partition(":")[0] if event["actor"].startswith("system") else "person",
    )


def _must(case: Case, state: State) -> str:
    """What the family must do now: the first that applies."""
    if state is State.EXPLAINING:
        return "explain"
    calls = (name for name in ("correct", "call_back", "visit") if case.document.task(name))
    return next(calls, "object" if state in ADVERSE else "nothing")


def _payments(case: Case) -> list[dict[str, Any]]:
    items = table.query("cases", case.key.scope.place.pk, prefix="PAYMENT#")
    return [
        case.key.open(
            keys.Key("cases", item["pk"], item["sk"]), item["kind"], item["schema"], item["doc"]
        )
        for item in items
    ]


FORMS = {"page": "text/html; charset=utf-8", "pdf": "application/pdf"}
"""The forms in which a report is handed out, and their media types."""


def report_of(case: Case, law: Law, rounds: str = "") -> View:
    """The report of the case, or as it was after so many `rounds`.

    Refused("report.not_found") before anybody answered, and for rounds that never were.
    """
    held = int(case.doc("report").get("rounds", 0))
    if not held or (rounds and rounds not in map(str, range(1, held + 1))):
        raise Refused("report.not_found")
    return view_of(case, law, int(rounds) if rounds else None)


def sheet(view: View, form: str, actor: Actor, now: datetime) -> Sheet:
    """The report as a file for this reader, whose name and the time stand on every page of it."""
    reader = f"{actor.id} · {routing.office_name(actor.office)}"
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    made = page(view, reader, at).encode() if form == "page" else printed(view, reader, at)
    suffix = "html" if form == "page" else "pdf"
    return Sheet(
        name=f"{view.number}.{suffix}",
        media_type=FORMS[form],
        content=base64.b64encode(made).decode(),
    )
