"""Answers that sources bring themselves, later than they were asked.

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
from chalicelib.platform.partners.departments import Delivery, Ticket, delivered
from chalicelib.platform.store import table
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.verification import keys
from chalicelib.verification.asking import rounds
from chalicelib.verification.asking.asked import asked_about
from chalicelib.verification.contract import Taken


def take(delivery: Delivery, key: str, now: datetime, law: Law) -> Taken:
    """Merge a promised answer into its case's report.

    What was taken before is taken again without effect. Refused("source.not_found") where
    nobody waits for it, Refused("answer.unsigned") and Refused("answer.malformed").
    """
    source = law.parameters.catalogue.by_code.get(delivery.source)
    place = keys.ticket(delivery.source, delivery.ticket)
    known = table.get(place)
    if source is None or known is None:
        raise Refused("source.not_found")
    case = cases.load(known["case_id"])
    if known.get("answered") or _held(case, delivery) is None:
        return Taken(taken="before")

    def decide(found: Case) -> tuple[str, Step] | None:
        """What follows; nothing where the answer is taken, asked anew, or of no use any more."""
        held = _held(found, delivery)
        if held is None:
            return None
        persons = asked_about(found, now, law)
        told = delivered(source, delivery, key, Ticket(**held), persons, now)
        if found.state in ENDS:
            return None
        number = int(found.doc("report")["rounds"]) + 1
        fresh = rounds.numbered(told, number)
        answered = Write(place, {**known, "answered": number}, "attribute_not_exists(answered)")
        return _merge(found, source.code, fresh, answered, now, law)

    after = transitions.change(case, decide, Act(rounds.SYSTEM, now, law))
    if after.state in ENDS and _held(after, delivery) is not None:
        return Taken(taken="not_needed")  # withdrawn or over: nothing is used any more
    return Taken(taken="now")


def _held(case: Case, delivery: Delivery) -> Mapping[str, Any] | None:
    """The ticket of a delivery, if the case waits for it."""
    held = case.doc("report").get("tickets", {}).get(delivery.source)
    return held if held and held["ticket"] == delivery.ticket else None


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
    return event, rounds.kept(case, fresh, report, why, [answered], stage_due)
