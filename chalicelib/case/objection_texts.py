"""What follows an objection to a public notice: for the family, and for whoever objected.

The family is informed that an objection was made, never by whom nor in which words (57号, art. 19;
of the end of a benefit 43号, art. 26).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case import contacts, posting
from chalicelib.case.case import Case
from chalicelib.case.states import BEFORE_OPINION, TIMED, State
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import last_day
from chalicelib.records.law import Law, due_note
from chalicelib.words import say
from chalicelib.words.days import day_words

Document = Mapping[str, Any]
TASKS = ("review", "recheck", "benefit_decision")
"""By which task, and until when, an objection is looked into, or decided upon."""


def to_grant(documents: Document) -> list[dict[str, Any]]:
    """The objections to a grant that the documents of a case hold; earlier cases held a single
    one."""
    held = documents.get("objection", [])
    return [dict(held)] if isinstance(held, Mapping) else [*held]


def with_answer(objections: Iterable[Document], said: Document) -> list[dict[str, Any]]:
    """The objections once something is said on them (decision, reason, by whom and when)."""
    answer = {name: said[name] for name in ("decision", "reason", "by", "at")}
    return [{"answer": answer, **one} for one in objections]


def without_answer(objections: Iterable[Document], at: str) -> list[dict[str, Any]]:
    """The objections without what was said on them at that time, which came to nothing."""
    return [
        {name: part for name, part in one.items() if name != "answer"}
        if one.get("answer", {}).get("at") == at
        else dict(one)
        for one in objections
    ]


def lines(name: str, case: Case, law: Law) -> list[str]:
    """What the letter says of an objection to a grant after its first line."""
    if name != "objected":
        return []
    then = "objected_posted" if posting.is_anew(case.scheme, law.parameters) else "objected_county"
    figures = {**contact_figures(case, law), "article": posting.basis(case.scheme, law.parameters)}
    codes = (_again("objected_survey", case, law), then, "objected_heard", "basis")
    note = due_note(_counted_until(case))
    return [*(say(f"letter.{code}", **figures) for code in codes), *([note] if note else [])]


def next_step(case: Case, is_end: bool, law: Law) -> str:
    """What follows for whoever objected: who looks into it by when, and whom to call."""
    if is_end:
        code = "objected_to_end"
    elif case.state in BEFORE_OPINION | {State.NOTICING}:
        code = _again("objected", case, law)
    else:
        code = "objected_late"
    return say(f"next.{code}", **contact_figures(case, law))


def _again(code: str, case: Case, law: Law) -> str:
    """The text of how an objection is looked into: by a survey, or by villagers as well where the
    law has them appraise (57号, art. 19)."""
    appraised = posting.is_appraised(case.scheme, law.parameters)
    return f"{code}_or_appraisal" if appraised else code


def contact_figures(case: Case, law: Law) -> dict[str, str]:
    """Office, day and telephone that both read."""
    return {
        "office": routing.contact_name(case.office),
        "due": day_words(last_day(_looked_into_by(case))),
        "decide_by": day_words(date.fromisoformat(case.decide_by)) if case.decide_by else "",
        "hotline": contacts.hotline(law),
    }


def due(case: Case) -> date | None:
    """The last day of looking into an objection, or of the decision; None where that is over."""
    if case.document.task("confirm") and case.decide_by:
        return date.fromisoformat(case.decide_by)
    is_open = case.state in TIMED | {State.NOTICING_END, State.RECHECKING}
    return last_day(_looked_into_by(case)) if is_open else None


def _looked_into_by(case: Case) -> datetime:
    found = (task.due for name in TASKS if (task := case.document.task(name)))
    return next(found, case.stage_due)


def _counted_until(case: Case) -> str:
    tasks = (case.document.task(name) for name in TASKS)
    return next((task.counted_until for task in tasks if task), case.stage_counted_until)
