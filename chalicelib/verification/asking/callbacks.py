"""Answers that sources send later by themselves (callbacks).

An answer is merged exactly once: with its event the ticket is marked as answered. While the case
is being verified it counts like any other; later it is added to the report, and where it then
shows something undeclared after the township's opinion, a task is opened for people to look. No
decision is rewritten: it keeps the number and digest of the report on which it rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import ENDS, State
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments import Callback, Ticket, findings_of_callback
from chalicelib.platform.store import table
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.verification import keys
from chalicelib.verification.asking import rounds
from chalicelib.verification.asking.subjects import subjects_of
from chalicelib.verification.contract import CallbackResult


def take(callback: Callback, key: str, now: datetime, law: Law) -> CallbackResult:
    """Merge a promised answer into its case's report.

    An answer that was merged before has no effect. Refused("source.not_found") where
    nobody waits for it, Refused("answer.unsigned") and Refused("answer.malformed").
    """
    source = law.parameters.catalogue.by_code.get(callback.source)
    place = keys.ticket(callback.source, callback.ticket)
    known = table.get(place)
    if source is None or known is None:
        raise Refused("source.not_found")
    case = cases.load(known["case_id"])
    if known.get("answered") or _ticket(case, callback) is None:
        return CallbackResult(result="merged_before")

    def decide(found: Case) -> tuple[str, Step] | None:
        """What follows; nothing where the answer is taken, asked anew, or of no use any more."""
        ticket = _ticket(found, callback)
        if ticket is None:
            return None
        persons = subjects_of(found, now, law)
        findings = findings_of_callback(source, callback, key, Ticket(**ticket), persons, now)
        if found.state in ENDS:
            return None
        number = int(found.doc("report")["rounds"]) + 1
        fresh = rounds.numbered(findings, number)
        answered = Write(place, {**known, "answered": number}, "attribute_not_exists(answered)")
        return _merge(found, source.code, fresh, answered, now, law)

    after = transitions.change(case, decide, Act(rounds.SYSTEM, now, law))
    if after.state in ENDS and _ticket(after, callback) is not None:
        return CallbackResult(result="not_needed")  # withdrawn or over: nothing is used any more
    return CallbackResult(result="merged")


def _ticket(case: Case, callback: Callback) -> Mapping[str, Any] | None:
    """The ticket that a callback answers, if the case waits for it."""
    ticket = case.doc("report").get("tickets", {}).get(callback.source)
    return ticket if ticket and ticket["ticket"] == callback.ticket else None


def _merge(
    case: Case,
    source: str,
    fresh: list[dict[str, Any]],
    answered: Write,
    now: datetime,
    law: Law,
) -> tuple[str, Step]:
    """The event of an answer that came late; while it is verified, as after a round."""
    why = {"source": source}
    if case.state is not State.VERIFYING:
        return rounds.added(case, fresh, why, [answered], now, law)
    waiting = [one for one in case.doc("report").get("waiting_for", []) if one != source]
    report = rounds.report_after(case, fresh, waiting, now, law)
    event, _ = rounds.outcome(case, report, now, law)
    stage_due = case.stage_due if event == "merge_answers" else None
    return event, rounds.round_step(case, fresh, report, why, [answered], stage_due)
