"""Who of the office signed that a task of a case may be carried out."""

from __future__ import annotations

from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Transition
from chalicelib.domain.dates import instant_text
from chalicelib.records import signing_off
from chalicelib.records.signing_off import SignOff


def given_for(case: CaseDocument, row: Transition) -> list[SignOff]:
    """Who signed that a row may happen, since its task was opened: what was signed before is
    over."""
    task = case.task(row.task) if row.task else None
    since = instant_text(task.opened_at) if task else ""
    stored = case.documents.get("signed_off", {}).get(row.task, ())
    signed = signing_off.from_json(one for one in stored if one["at"] >= since)
    return [one for one in signed if one.event == row.event]
