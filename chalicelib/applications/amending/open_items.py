"""What of an application is open to be handed in or put right, in words and by name; whoever helps
reads names masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from chalicelib.applications.amending.amending_contract import OpenCorrection, StillMissingItem
from chalicelib.applications.signatures import signers
from chalicelib.case import benefit_next, contacts, helping, missing, persons
from chalicelib.case.case import Case
from chalicelib.case.locks import APPLICANT
from chalicelib.case.states import AMENDED, Track
from chalicelib.domain.dates import instant_text
from chalicelib.records.law import Law, due_note
from chalicelib.words import in_sequence, say

Document = Mapping[str, Any]
Act = Literal["sign", "prove", "guardian"]

SIGNS: Mapping[str, Act] = {"consent_of": "sign", "proof_of": "prove", "guardian_of": "guardian"}
"""What is missing that somebody of the family, or a guardian, does in person."""


def open_correction(case: Case, law: Law, now: datetime) -> OpenCorrection:
    """What the family was asked to hand in, else what its application still lacks."""
    task = case.document.task("correct")
    may = case.state in AMENDED and case.document.track is not Track.ELSEWHERE
    listed = case.doc("acceptance").get("missing", ()) if task else ()
    members = [helping.name_for(case, name) for name in persons.names(case.doc("application"))]
    return OpenCorrection(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        asked=task is not None,
        may_correct=may,
        items=list(_items(case, [*listed, *_besides(case, law, now, listed)])) if may else [],
        members=members,
        for_name=members[APPLICANT] if case.for_helper else "",
        due=instant_text(task.check) if task else "",
        due_note=due_note(task.counted_until) if task else "",
        next=in_sequence([benefit_next.next_step(case, law)]),
        telephone=contacts.telephone(case, law),
    )


def _besides(case: Case, law: Law, now: datetime, asked: Iterable[Document]) -> list[Document]:
    """What the application lacks and the office did not list; nothing more once it is accepted."""
    if case.accepted_at:
        return [{"untold": topic} for topic in missing.left_out(case)]
    listed = {(name, one[name]) for one in asked for name in ("paper", "consent_of") if name in one}
    lacks = missing.still_missing(case, law, now)
    return [one for one in lacks if listed.isdisjoint(one.items())]


def _items(case: Case, lacks: Iterable[Document]) -> Iterator[StillMissingItem]:
    names = {
        number: helping.name_for(case, str(one.get("name", "")))
        for number, one in signers.numbered(case.doc("application"))
    }
    for one in lacks:
        what = next((what for what in SIGNS if one.get(what) is not None), "")
        number = one[what] if what else None
        name = names.get(number, "") if number is not None else ""
        yield StillMissingItem(
            words=_words(one, name),
            paper=one.get("paper"),
            act=SIGNS.get(what),
            signer=number,
            signer_name=name,
            topic=one.get("untold"),
        )


def _words(one: Document, name: str) -> str:
    if "note" in one:
        return str(one["note"])
    if "untold" in one:
        return say(f"estimate.ask_{one['untold']}")
    if "paper" in one:
        return say("open.paper", paper=say(f"form.paper.{one['paper']}"))
    what = next(what for what in SIGNS if what in one)
    return say(f"open.{what}", name=name)
