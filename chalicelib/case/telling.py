"""A change of self-care that was told while tekun is received: who must be assessed, by when. Pure.

The document `change` says of it, as long as it is to be assessed (`care`), by when the office was
told first that it must be (`by`), who was at which level then (`levels`), and by which event it was
told last (`seq`). Two people assess the six items after that before anything but an end is
proposed, and the time for it is moved by nothing that is told or happens meanwhile (43号, art. 23).
What stays as it is was found to be so: another level is another amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case.documents import CaseDocument, OpenTask
from chalicelib.domain.dates import instant_text, parse_instant

REVIEW = "recheck"

Document = Mapping[str, Any]


def told(change: Document, by: datetime, seq: int, levels: Mapping[str, str]) -> dict[str, Any]:
    """The change after event `seq` told of self-care, which must be assessed `by` then.

    `levels` are those of before (look-up hash to level), by which the benefit was reckoned.
    """
    first = change.get("care", {"by": instant_text(by), "levels": dict(levels)})
    return {**change, "care": {**first, "seq": seq}}


def differs(change: Document, levels: Mapping[str, str], people: Sequence[str]) -> bool:
    """Whether the level of any of these people is another than before the change was told."""
    before = change.get("care", {}).get("levels", {})
    return any(levels.get(one, before[one]) != before[one] for one in people if one in before)


def answered(change: Document) -> dict[str, Any]:
    """The change after what came of examining it was said."""
    return {name: part for name, part in change.items() if name != "care"}


def unassessed(change: Document, held: Document, people: Sequence[str]) -> list[str]:
    """Of these people (look-up hashes) whom nobody assessed since it was told, if it was."""
    if "care" not in change:
        return []
    since = change["care"]["seq"]
    seen = {one["person"] for one in held.get("persons", ()) if one.get("seq", 0) > since}
    return [one for one in people if one not in seen]


def care_by(change: Document) -> datetime | None:
    """By when self-care must be assessed; None where nothing was told of it."""
    return parse_instant(change["care"]["by"]) if "care" in change else None


def timed(document: CaseDocument) -> CaseDocument:
    """The document, its review due no later than self-care must be assessed."""
    by = care_by(document.documents.get("change", {}))
    return replace(document, tasks=tuple(_sooner(task, by) for task in document.tasks))


def _sooner(task: OpenTask, by: datetime | None) -> OpenTask:
    """The task with its earlier day; one that was let lie keeps the time that it was given then."""
    let_lie = task.climbed or task.look_again
    if by is None or task.name != REVIEW or let_lie or task.due <= by:
        return task
    return replace(task, due=by, since=None, counted_until="")
