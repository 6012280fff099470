"""A change of self-care reported while tekun is received: who must be assessed, by when. Pure.

The document `change` says of it, as long as it is to be assessed (`care`), by when the office was
informed first that it must be (`by`), who was at which level then (`levels`), and by which event it
was reported last (`seq`). Two people assess the six items after that before anything but an end is
proposed, and the time for it is moved by nothing that is reported or happens meanwhile (43号, art.
23). What stays as it is was found to be so: another level is another amount. Until it is answered
the document also says by which day a review is done that began by itself (`periodic`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case.documents import CaseDocument
from chalicelib.domain.dates import parse_instant
from chalicelib.records.tasks import OpenTask

REVIEW = "recheck"

Document = Mapping[str, Any]


def reported(change: Document, by: Document, seq: int, levels: Mapping[str, str]) -> dict[str, Any]:
    """The change after event `seq` reported self-care, which must be assessed `by` then (the
    instant, since when it was counted, and until which notices).

    `levels` are the earlier ones (look-up hash to level), by which the benefit was calculated.
    """
    first = change.get("care", {**by, "levels": dict(levels)})
    return {**change, "care": {**first, "seq": seq}}


def level_differs(change: Document, levels: Mapping[str, str], people: Sequence[str]) -> bool:
    """Whether the level of any of these people is another than before the change was reported."""
    before = change.get("care", {}).get("levels", {})
    return any(levels.get(one, before[one]) != before[one] for one in people if one in before)


def examined(change: Document) -> dict[str, Any]:
    """The change after what came of examining it was said."""
    return {name: part for name, part in change.items() if name not in {"care", "periodic"}}


def not_assessed(change: Document, held: Document, people: Sequence[str]) -> list[str]:
    """Of these people (look-up hashes) whom nobody assessed since it was reported, if it was."""
    if "care" not in change:
        return []
    since = change["care"]["seq"]
    seen = {one["person"] for one in held.get("persons", ()) if one.get("seq", 0) > since}
    return [one for one in people if one not in seen]


def assess_by(change: Document) -> datetime | None:
    """By when self-care must be assessed; None where nothing of it was reported."""
    return parse_instant(change["care"]["by"]) if "care" in change else None


def due_note(change: Document) -> str:
    """By which notices the day of an assessment is counted that lies beyond them; "" for none."""
    return str(change.get("care", {}).get("until", ""))


def with_due_days(document: CaseDocument, anew: Callable[[Document], Document]) -> CaseDocument:
    """The document, its review due no later than self-care must be assessed: of a day beyond the
    holiday notices as it is counted `anew`."""
    change = document.documents.get("change", {})
    if "care" not in change:
        return document
    care = anew(change["care"])
    tasks = tuple(_sooner(task, care) for task in document.tasks)
    documents = {**document.documents, "change": {**change, "care": care}}
    return replace(document, tasks=tasks, documents=documents)


def _sooner(task: OpenTask, care: Document) -> OpenTask:
    """The task with its earlier day; one that was not done in time keeps the time that it was given
    then."""
    by, was_overdue = parse_instant(care["by"]), task.escalations or task.look_again
    if task.name != REVIEW or was_overdue or task.due <= by:
        return task
    return replace(task, due=by, since=None, counted_until=care.get("until", ""))
