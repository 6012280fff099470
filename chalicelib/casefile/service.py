"""Reading one case across capabilities: the file, the timeline, who looked at it."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications import rules
from chalicelib.applications.signatures.still_open import to_sign
from chalicelib.assessment.household.facts import places_of
from chalicelib.assessment.household.support import is_unable
from chalicelib.case import calculation_texts, helping, report
from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case.case import Case
from chalicelib.case.documents import to_json
from chalicelib.case.masking import masked, without
from chalicelib.case.missing import still_missing
from chalicelib.case.states import State
from chalicelib.casefile.contract import (
    CaseLine,
    CaseNote,
    CaseView,
    ReportFile,
)
from chalicelib.casefile.reading import for_family
from chalicelib.casefile.reading.for_helper import for_helper
from chalicelib.casefile.report.contents import sheet
from chalicelib.casefile.report.page import page
from chalicelib.casefile.report.reading import view_of
from chalicelib.casefile.report.view import ReportView
from chalicelib.casefile.timeline import actions, holders
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import (
    SHANGHAI,
    day_of,
    instant_text,
)
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws import papers, sheets
from chalicelib.platform.store import identifiers, table
from chalicelib.records.law import Law
from chalicelib.records.tasks import OpenTask
from chalicelib.verification.asking import rounds
from chalicelib.words import plainly, say

PURPOSES = frozenset({"call_back", "visit", "review", "decision", "payment", "appeal", "audit"})


def own_cases(account: str, now: datetime, law: Law) -> list[CaseLine]:
    """The cases that are an account's own or that it follows as a helper now, the newest last."""
    held = table.query("cases", case_keys.owner(account, "").pk)
    lines = [
        _line(case, law)
        for case in cases.existing(item["case_id"] for item in held)
        if helping.may_list(case.record, account, now)
    ]
    return sorted(lines, key=lambda line: line.submitted_at)


def _line(case: Case, law: Law) -> CaseLine:
    state, clear = case.record.state, case.record.clear
    action, words = actions.of_list(case, State(state), law)
    return CaseLine(
        case_id=case.id,
        receipt=str(clear["receipt"]),
        scheme=case.scheme,
        scheme_name=say(f"scheme.{case.scheme}"),
        state=state,
        state_words=plainly(f"state.{state}"),
        submitted_at=str(clear["submitted_at"]),
        office_name=routing.office_name(case.office),
        required_action=words,
        action=action,
    )


def view(case: Case, now: datetime, law: Law, purpose: str) -> CaseView:
    """The case as staff read it, without accounts: people are masked where no purpose is named."""
    documents = without(case.document.documents, identifiers.is_account)
    if "report" in documents:
        report_document = {
            name: part for name, part in documents["report"].items() if name != "tickets"
        }
        documents["report"] = {**report_document, "items": report.items(case)}
    sealed = to_json(case.document)
    shown = documents if purpose else masked(documents)
    read = _view(
        case, now, law, sealed["facts"], sealed["tasks"], shown, notes(case), whole=bool(purpose)
    )
    return read.model_copy(update={"version": case.record.seq})


def own_view(case: Case, now: datetime, law: Law) -> CaseView:
    """The case as its own family reads it, or a helper: whoever helps reads no more than that
    needs."""
    documents = for_family.documents(case.document.documents)
    if held := case.doc("report"):
        items, application = report.items(case), case.doc("application")
        unseen, differences = report.withheld(case, now, law), rounds.visible(case, items, now, law)
        places = places_of(application, law.parameters)
        relatives = for_family.relatives(
            application, items, lambda one: all(is_unable(one, place) for place in places)
        )
        documents["report"] = for_family.report(held, items, unseen, differences, relatives)
    withheld = for_family.withheld(case.document.documents)
    if case.for_helper:
        documents = for_helper(documents)
    facts = sorted(case.document.facts - withheld)
    tasks = [_own_task(task) for task in case.document.tasks if task.name not in withheld]
    whole = not case.for_helper
    return _view(case, now, law, facts, tasks, documents, [], whole=whole, tell=plainly)


def _view(
    case: Case,
    now: datetime,
    law: Law,
    facts: list[str],
    tasks: list[dict[str, Any]],
    documents: dict[str, Any],
    notes: list[CaseNote],
    *,
    whole: bool = True,
    tell: holders.Tell = say,
) -> CaseView:
    accepted = case.accepted_at
    return CaseView(
        case_id=case.id,
        version=None,
        receipt=str(case.record.clear["receipt"]),
        scheme=case.scheme,
        track=case.document.track.value,
        state=case.record.state,
        state_words=tell(f"state.{case.record.state}"),
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
    holder = holders.of_task(task, plainly)
    return {"name": task.name, **holder.model_dump()}


def notes(case: Case) -> list[CaseNote]:
    """What the clerk should look at of the application, as it was on the day it was sent in."""
    found = rules.notes(case.doc("application"), day_of(case.submitted_at))
    asked_for = case.doc("account_change") if case.document.task("account") else None
    if asked_for and doubtful_card(asked_for["account"]["number"]):
        found.append({"code": "note.new_card_check"})
    if asked_for and asked_for.get("by_helper"):
        found.append({"code": "note.account_by_helper"})
    if case.doc(helping.KIND):
        found.append({"code": "note.helped"})
    elif case.doc("uploaded"):
        found.append({"code": "note.claimed"})
    if (case.doc("application").get("standing") or {}).get("receives_dibao"):
        found.append({"code": "note.says_receives"})
    shown = [CaseNote(**note, words=say(note["code"])) for note in found]
    return shown + [CaseNote(**note) for note in calculation_texts.notes_on_returned_proposal(case)]


def declared(case: Case, purpose: str) -> dict[str, Any]:
    """What the family declared, without accounts of ours: masked where no purpose is named."""
    application: dict[str, Any] = without(case.doc("application"), identifiers.is_account)
    return application if purpose else masked(application)


def link_to_paper(case: Case, digest: str, account: str) -> str:
    """A link to a photo or file of the case, which ends after five minutes; whoever helps gets only
    to what their `account` uploaded.

    Refused("paper.not_found") for any other.
    """
    files = case.uploads.get(account, ()) if case.for_helper else case.files
    if digest not in files:
        raise Refused("paper.not_found")
    return papers.link(case.id, digest, f"{case.record.clear['receipt']}-{digest[:8]}")


DRAWING = timedelta(minutes=2)
"""How long the function *print* may take; whatever is not there by then was not drawn."""


def report_of(case: Case, law: Law, rounds: str = "") -> ReportView:
    """The report of the case, or as it was after so many `rounds`.

    Refused("report.not_found") before anybody answered, and for rounds that never were.
    """
    held = int(case.doc("report").get("rounds", 0))
    if not held or (rounds and rounds not in map(str, range(1, held + 1))):
        raise Refused("report.not_found")
    return view_of(case, law, int(rounds) if rounds else None)


def report_page(view: ReportView, actor: Actor, now: datetime) -> ReportFile:
    """The report as a page for this reader, whose name and the time stand on it."""
    made = page(view, *_mark(actor, now)).encode()
    return ReportFile(
        name=f"{view.number}.html",
        media_type="text/html; charset=utf-8",
        content=base64.b64encode(made).decode(),
    )


@dataclass(frozen=True)
class Printed:
    """A sheet that was ordered: its number, what the file is called, and a link, once drawn."""

    number: str
    name: str
    url: str


def order_sheet(case: Case, view: ReportView, actor: Actor, now: datetime) -> Printed:
    """Have the report drawn on paper for this reader: name and time stand on each page."""
    number = identifiers.uuid7(now)
    sheets.order(case.id, _sheet(actor, number), asdict(sheet(view, *_mark(actor, now))))
    return _printed(case, view, actor, number)


def ordered_sheet(
    case: Case, view: ReportView, actor: Actor, now: datetime, number: str
) -> Printed:
    """The sheet that this reader ordered under a number, drawn by now or not.

    Refused("report.not_found") where it is not drawn any more, or was ordered by somebody else.
    """
    found = _printed(case, view, actor, number)
    if not found.url and not _may_be_drawn(number, now):
        raise Refused("report.not_found")
    return found


def _printed(case: Case, view: ReportView, actor: Actor, number: str) -> Printed:
    link = sheets.link(case.id, _sheet(actor, number), view.number)
    return Printed(number, f"{view.number}.pdf", link)


def _sheet(actor: Actor, number: str) -> str:
    """Where a sheet lies: nobody but its reader names the place by its number."""
    return identifiers.derived_id(actor.id, number)


def _may_be_drawn(number: str, now: datetime) -> bool:
    try:
        return identifiers.begun(number) > now - DRAWING
    except ValueError:
        return False


def _mark(actor: Actor, now: datetime) -> tuple[str, str]:
    """The reader and the time, as they stand on what is handed out."""
    reader = f"{actor.id} · {routing.office_name(actor.office)}"
    return reader, now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
