"""The letters of a case, each with what may still be asked about the decision that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.case import letter_kinds, letters, reconsideration_texts
from chalicelib.case.case import Case
from chalicelib.casefile.contract import Letter
from chalicelib.domain.dates import instant_text, last_day
from chalicelib.platform.store import trail
from chalicelib.reconsiderations import service as reconsiderations
from chalicelib.reconsiderations import store
from chalicelib.reconsiderations.states import ANSWERED, WAITING
from chalicelib.records.law import Law
from chalicelib.words import say


def letters_of(case: Case, law: Law, *, to_family: bool) -> list[Letter]:
    """Every letter of a case; staff, and whoever helps, read names masked."""
    found = letters.read(case, to_family=to_family and not case.for_helper)
    names = {one["seq"]: str(one["event"]) for one in trail.history("case", case.id)}
    return [_letter(case, one, names[one["event"]], law) for one in found]


def _letter(case: Case, letter: Mapping[str, Any], event: str, law: Law) -> Letter:
    asked = {one["id"]: str(one["state"]) for one in case.document.documents.get(DOCUMENT, ())}
    id_ = store.id_of(case.id, letter["event"])
    state = asked.get(id_, "")
    until = reconsiderations.asked_until(case, letter, event, law)
    is_open = until and last_day(until.due) >= law.day and state not in {WAITING, ANSWERED}
    return Letter(
        **{name: part for name, part in letter.items() if name != "event"},
        about=say(f"letter.{letter['name']}_title"),
        decides=letter["name"] not in letter_kinds.INFORMS | reconsideration_texts.LETTERS,
        reconsider_until=instant_text(until.due) if until and is_open else "",
        reconsideration_id=id_ if state else "",
        reconsideration_state=state,
    )


DOCUMENT = "reconsiderations"
"""The document of a case that says which of its decisions were asked about."""
