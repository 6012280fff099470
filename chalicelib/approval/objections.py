"""Objections to a public notice: one of each person, and all of them go to one survey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.approval import notices
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.case.states import BEFORE_OPINION
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.record import Once


def receive(case: Case, statement: str, actor: Actor, now: datetime, law: Law, once: Once) -> Case:
    """Take an objection in: the township surveys again, of all objections at once.

    Of somebody who objected in this case before it changes nothing. Refused("notice.not_found")
    where the case is neither before the public nor surveyed for an objection, and
    Refused("notice.own") for the account that applied.
    """

    def decide(found: Case) -> tuple[str, Step] | None:
        if not (notices.is_up(found, now) or _surveyed(found)):
            raise Refused("notice.not_found")
        if actor.id == found.document.owner:
            raise Refused("notice.own")
        before = so_far(found)
        if any(one.get("account") == actor.id for one in before):
            return None
        said = {"account": actor.id, "statement": statement, "at": instant_text(now)}
        return "object", Step(documents={"objection": [*before, said]}, why=said, once=once)

    return cases.change(case, decide, actor, now, law)


def so_far(case: Case) -> list[dict[str, Any]]:
    """Every objection in the case so far; cases of before held a single one by itself."""
    held = case.document.documents.get("objection", [])
    return [held] if isinstance(held, dict) else list(held)


def _surveyed(case: Case) -> bool:
    return case.state in BEFORE_OPINION and "objected" in case.document.facts
