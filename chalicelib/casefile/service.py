"""Reading one case across capabilities: the file, the timeline, who looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.applications.service import still_missing
from chalicelib.case.case import Case
from chalicelib.case.documents import to_json
from chalicelib.case.due import Law
from chalicelib.case.letters import chain
from chalicelib.case.states import DUE, ENDS, State
from chalicelib.casefile.contract import CaseLine, CaseView, Holder, Moment, Timeline
from chalicelib.directory import routing
from chalicelib.domain import identity
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.platform import identifiers, keys, record, table
from chalicelib.words import say

PURPOSES = frozenset({"call_back", "visit", "review", "decision", "payment", "appeal", "audit"})
READ_SCHEMA = 1


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


def view(case: Case, now: datetime, law: Law, reveal: bool) -> CaseView:
    """The case with its documents; numbers that identify are masked unless `reveal`."""
    sealed = to_json(case.document)
    documents = dict(sealed["documents"])
    documents["application"] = _application(documents["application"], reveal)
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
        facts=sealed["facts"],
        tasks=sealed["tasks"],
        documents=documents,
        still_missing=[] if accepted else still_missing(case, law, now),
    )


def files(case: Case) -> set[str]:
    """The digests of every file that the family handed in."""
    named = {paper["digest"] for paper in case.doc("application")["papers"]}
    return named | set(case.doc("explanation").get("evidence", []))


def note_reading(case: Case, actor: Actor, purpose: str, now: datetime) -> None:
    """Record that a member of staff looked at the case, and for what."""
    place = keys.read(case.id, identifiers.uuid7(now))
    document = {"by": actor.id, "office": actor.office, "purpose": purpose, "at": instant_text(now)}
    sealed = case.key.seal(place, "read", READ_SCHEMA, document)
    table.put(place, {"kind": "read", "schema": READ_SCHEMA, "doc": sealed})


def timeline(case: Case, now: datetime) -> Timeline:
    """Where the case is, since when, who has it, due by, and what the family must do."""
    events = chain(case)
    state = State(case.record.state)
    moved = [event for event in events if event["was"] != event["state"]]
    return Timeline(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        stage=state.value,
        stage_words=say(f"state.{state}"),
        since=moved[-1]["at"],
        due=instant_text(case.stage_due) if state in DUE else None,
        holders=[_holder(task) for task in to_json(case.document)["tasks"]],
        you_must=_must(case, state),
        next=say(f"next.{state}"),
        moments=[_moment(event) for event in events],
        payments=_payments(case),
    )


def _holder(task: Mapping[str, Any]) -> Holder:
    return Holder(
        task=say(f"task.{task['name']}"),
        office=task["office"],
        office_name=routing.office_name(task["office"]),
        due=task["due"],
    )


def _moment(event: Mapping[str, Any]) -> Moment:
    return Moment(
        at=event["at"],
        event=event["event"],
        words=say(f"event.{event['event']}"),
        by=event["actor"].partition(":")[0] if event["actor"].startswith("system") else "person",
    )


def _must(case: Case, state: State) -> str:
    if "correcting" in case.document.facts and state not in ENDS:
        return say("must.correct")
    return say("must.explain") if state is State.EXPLAINING else say("must.nothing")


def _payments(case: Case) -> list[dict[str, Any]]:
    items = table.query("cases", case.key.scope.place.pk, prefix="PAYMENT#")
    return [
        case.key.open(
            keys.Key("cases", item["pk"], item["sk"]), item["kind"], item["schema"], item["doc"]
        )
        for item in items
    ]


def _application(application: Mapping[str, Any], reveal: bool) -> dict[str, Any]:
    shown = dict(application)
    if reveal:
        return shown
    shown["members"] = [
        member
        | {
            "name": identity.masked_name(member["name"]),
            "identity_number": identity.masked(member["identity_number"]),
        }
        for member in application["members"]
    ]
    shown["phone"] = "*" * 7 + application["phone"][-4:]
    number = application["account"]["number"]
    shown["account"] = {**application["account"], "number": "*" * 4 + number[-4:]}
    return shown
