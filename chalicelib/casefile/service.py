"""Reading one case across capabilities: the file, the timeline, who looked at it."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.applications import rules
from chalicelib.applications.service import to_sign
from chalicelib.assessment.facts import places_of
from chalicelib.assessment.support import is_unable
from chalicelib.case import deaths, passing, reckoned, report, total
from chalicelib.case.case import Case
from chalicelib.case.documents import OpenTask, to_json
from chalicelib.case.letters import chain
from chalicelib.case.missing import still_missing
from chalicelib.case.states import State
from chalicelib.casefile import holders, own
from chalicelib.casefile.contract import (
    CaseLine,
    CaseView,
    DecisionTime,
    Moment,
    Note,
    Sheet,
    Timeline,
)
from chalicelib.casefile.masking import masked, without
from chalicelib.casefile.report.page import page
from chalicelib.casefile.report.printed import printed
from chalicelib.casefile.report.reading import view_of
from chalicelib.casefile.report.view import View
from chalicelib.directory import routing
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import SHANGHAI, day_of, instant_text
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Fen
from chalicelib.payments import awaited
from chalicelib.payments.payment import FAMILY_SCHEMA
from chalicelib.platform import identifiers, keys, record, table
from chalicelib.records.law import Law, due_note
from chalicelib.verification import rounds
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


def view(case: Case, now: datetime, law: Law, purpose: str) -> CaseView:
    """The case as staff read it, without accounts: people are masked where no purpose is named."""
    documents = without(case.document.documents, identifiers.is_account)
    if "report" in documents:
        told = {name: part for name, part in documents["report"].items() if name != "tickets"}
        documents["report"] = {**told, "items": report.items(case)}
    sealed = to_json(case.document)
    shown = documents if purpose else masked(documents)
    read = _view(
        case, now, law, sealed["facts"], sealed["tasks"], shown, _notes(case), whole=bool(purpose)
    )
    return read.model_copy(update={"version": case.record.seq})


def own_view(case: Case, now: datetime, law: Law) -> CaseView:
    """The case as its own family reads it."""
    documents = own.documents(case.document.documents)
    if held := case.doc("report"):
        items, application = report.items(case), case.doc("application")
        unseen, differences = report.unseen(case, now, law), rounds.visible(case, items, now, law)
        places = places_of(application, law.parameters)
        relatives = own.relatives(
            application, items, lambda one: all(is_unable(one, place) for place in places)
        )
        documents["report"] = own.report(held, items, unseen, differences, relatives)
    untold = own.untold(case.document.documents)
    facts = sorted(case.document.facts - untold)
    tasks = [_own_task(task) for task in case.document.tasks if task.name not in untold]
    return _view(case, now, law, facts, tasks, documents, [])


def _view(
    case: Case,
    now: datetime,
    law: Law,
    facts: list[str],
    tasks: list[dict[str, Any]],
    documents: dict[str, Any],
    notes: list[Note],
    *,
    whole: bool = True,
) -> CaseView:
    accepted = case.accepted_at
    return CaseView(
        case_id=case.id,
        version=None,
        receipt=str(case.record.clear["receipt"]),
        scheme=case.scheme,
        track=case.document.track.value,
        state=case.record.state,
        state_words=say(f"state.{case.record.state}"),
        office=case.office,
        office_name=routing.office_name(case.office),
        submitted_at=instant_text(case.submitted_at),
        accepted_at=instant_text(accepted) if accepted else None,
        facts=facts,
        tasks=tasks,
        documents=documents,
        still_missing=[] if accepted else still_missing(case, law, now),
        to_sign=to_sign(case, law.day, whole=whole),
        notes=notes,
    )


def _own_task(task: OpenTask) -> dict[str, Any]:
    holder = holders.of_task(task)
    return {"name": task.name, **holder.model_dump()}


def _notes(case: Case) -> list[Note]:
    """What the clerk should look at of the application, as it was on the day it was sent in."""
    found = rules.notes(case.doc("application"), day_of(case.submitted_at))
    asked_for = case.doc("account_change") if case.document.task("account") else None
    if asked_for and doubtful_card(asked_for["account"]["number"]):
        found.append({"code": "note.new_card_check"})
    if case.doc("uploaded"):
        found.append({"code": "note.claimed"})
    told = [Note(**note, words=say(note["code"])) for note in found]
    return told + [Note(**note) for note in reckoned.notes(case)]


def note_reading(case: Case, actor: Actor, purpose: str, now: datetime, what: str = "case") -> None:
    """Record that a member of staff looked at the case, or at a form of its report, and for what
    purpose, if any."""
    place = keys.read(case.id, identifiers.uuid7(now))
    at = instant_text(now)
    document = {"by": actor.id, "office": actor.office, "purpose": purpose, "what": what, "at": at}
    sealed = case.key.seal(place, "read", READ_SCHEMA, document)
    table.put(place, {"kind": "read", "schema": READ_SCHEMA, "doc": sealed})


def timeline(case: Case, now: datetime, law: Law, to_family: bool) -> Timeline:
    """Where the case is, since when, who has it, due by, and what the family must do."""
    untold = own.untold(case.document.documents) if to_family else frozenset()
    events = chain(case)
    state = State(case.record.state)
    moved = [event for event in events if event["was"] != event["state"]]
    tasks = [task for task in case.document.tasks if task.name not in untold]
    money = awaited.of(case, now, law)
    held = holders.holders(case, state, tasks, money)
    due = holders.due(case, state, held)
    return Timeline(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        stage=state.value,
        stage_words=say(f"state.{state}"),
        since=moved[-1]["at"],
        due=due,
        decision=_decision_time(case, now, law),
        due_note=_provisional(case, tasks, now, law) if due else holders.no_day(state),
        holders=held,
        you_must=say(f"must.{_must(case, state, law)}"),
        next=holders.next_step(case, law, money),
        call=passing.call(case, law),
        moments=_moments(events, untold, to_family),
        payments=_payments(case),
    )


def _provisional(case: Case, tasks: Iterable[OpenTask], now: datetime, law: Law) -> str:
    """The note of a day beyond the holiday notices, where one that is shown lies there."""
    clock = total.of(case.document, now, law.parameters, law.calendar)
    decided = clock is not None and law.calendar.provisional(clock.by)
    shown = decided or case.stage_counted_until or any(task.counted_until for task in tasks)
    return due_note(case.counted_until) if shown else ""


def _decision_time(case: Case, now: datetime, law: Law) -> DecisionTime | None:
    """By when the decision comes at the latest, and how often that time stood still."""
    clock = total.of(case.document, now, law.parameters, law.calendar)
    if clock is None:
        return None
    over = now >= clock.over_at and not clock.stopped
    runs = "runs_by_steps" if clock.confirm else "runs"
    how = "over" if over else "stopped" if clock.stopped else runs
    by = clock.by.isoformat()
    return DecisionTime(
        by=by,
        days=clock.days,
        stopped=clock.stopped,
        stops=clock.stops,
        extended=clock.extended,
        over=over,
        words=say(
            f"total.{how}",
            by=by,
            days=clock.days,
            stops=clock.stops,
            notice=clock.notice,
            confirm=clock.confirm,
        ),
    )


CHANGED = ("before", "after", "note")
"""What of an event's reasons says what the family told before and after it."""


LET_LIE = {"climb": "event.climbed", "remind": "event.reminded"}
"""How it is told of tasks that were let lie that they went up, or that somebody was reminded."""


def _moments(
    events: Sequence[Mapping[str, Any]], untold: Collection[str], to_family: bool
) -> list[Moment]:
    """What happened, in order; to a family of all reminders only the newest."""
    told = [event for event in events if not to_family or own.is_told(event, untold)]
    reminders = [event["seq"] for event in told if event["event"] == "remind"]
    repeated = set(reminders[:-1]) if to_family else set()
    return [
        _moment(event, _happened(event, untold), to_family)
        for event in told
        if event["seq"] not in repeated
    ]


def _happened(event: Mapping[str, Any], untold: Collection[str]) -> str:
    """An event in words; of what was let lie, which task and with whom it is."""
    name, lain = event["event"], event["why"].get("tasks", ())
    if (name, event["state"]) == ("send_back", State.DECIDING):
        return say("event.send_back_urgent")
    if name not in LET_LIE or not all("to" in one for one in lain):
        return say(f"event.{name}")
    return "；".join(
        say(LET_LIE[name], task=say(f"task.{one['task']}"), to=routing.office_name(one["to"]))
        for one in lain
        if one["task"] not in untold
    )


def _moment(event: Mapping[str, Any], words: str, to_family: bool) -> Moment:
    """An event; to staff with what it changed of the application, masked: a look has no purpose."""
    changed = {name: event["why"][name] for name in CHANGED if name in event["why"]}
    return Moment(
        changed={} if to_family else masked(changed),
        at=event["at"],
        event=event["event"],
        words=words,
        automatic=event["actor"].startswith("system:"),
    )


def _must(case: Case, state: State, law: Law) -> str:
    """What the family must do now: the first that applies."""
    if state is State.EXPLAINING:
        return "explain"
    if state is State.PASSED_ON:
        return "call"
    if case.document.task("correct"):
        return "correct"
    if to_sign(case, law.day):
        return "sign"
    calls = (
        name for name in ("call_back", "meet", "visit", "county_visit") if case.document.task(name)
    )
    ended = state in {State.LEAVING, State.ENDED} and deaths.is_ended(case)
    return next(calls, "object" if state in ADVERSE or ended else "nothing")


def _payments(case: Case) -> list[dict[str, Any]]:
    """Every payment as the family reads it; of one that was sent again it reads that."""
    items = table.query("cases", case.key.scope.place.pk, prefix="PAYMENT#")
    payments = [
        case.key.open(
            keys.Key("cases", item["pk"], item["sk"]), item["kind"], FAMILY_SCHEMA, item["doc"]
        )
        for item in items
    ]
    last = {(one["period"], one["part"]): one["attempt"] for one in payments}
    return [
        one if one["attempt"] == last[one["period"], one["part"]] else {**one, **_sent_again(one)}
        for one in payments
    ]


def _sent_again(payment: Mapping[str, Any]) -> dict[str, str]:
    amount = Fen(payment["amount_fen"]).yuan
    return {"text": say("payments.told_sent_again", period=payment["period"], amount=amount)}


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
