"""Objections to a public notice: one of each person, and all of them go to one survey.

What came of them is the new opinion: it goes to whoever confirms with the case, and whether it
stayed as it was is told on the notice board.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.approval import notices
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.case.states import BEFORE_OPINION, State
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import masked
from chalicelib.platform import keys, record, table
from chalicelib.platform.record import Once

Document = Mapping[str, Any]
OUTCOME = "notice.outcome"


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
        if found.state is State.NOTICING_END:
            return "object_to_end", _against_the_end(found, statement, actor, now, once)
        before = so_far(found)
        if any(one.get("account") == actor.id for one in before):
            return None
        said = {"account": actor.id, "statement": statement, "at": instant_text(now)}
        return "object", Step(documents={"objection": [*before, said]}, why=said, once=once)

    return cases.change(case, decide, actor, now, law)


def _against_the_end(case: Case, statement: str, actor: Actor, now: datetime, once: Once) -> Step:
    """An objection to the end of a benefit: the township examines it anew."""
    said = {"account": actor.id, "statement": statement, "at": instant_text(now)}
    change = case.doc("change")
    objections = [*change.get("objections", ()), said]
    return Step(documents={"change": {**change, "objections": objections}}, why=said, once=once)


def so_far(case: Case) -> list[dict[str, Any]]:
    """Every objection in the case so far; cases of before held a single one by itself."""
    held = case.document.documents.get("objection", [])
    return [held] if isinstance(held, dict) else list(held)


def answered(case: Case, decision: Document) -> dict[str, Any]:
    """The document of objections once an opinion is given on them; empty where none waits for one.

    `decision` is the opinion with its reason, who gave it and when.
    """
    known = so_far(case)
    if all("answer" in one for one in known):
        return {}
    answer = {name: decision[name] for name in ("decision", "reason", "by", "at")}
    return {"objection": [{"answer": answer, **one} for one in known]}


def tell_outcome(case_id: str, seq: int, _now: datetime, law: Law) -> None:
    """Put before the public what came of the objections that the opinion of event `seq` answers."""
    case = cases.load(case_id)
    given = record.why("case", case_id, seq, case.key).get("at")
    answers = [one["answer"] for one in so_far(case) if "answer" in one]
    answer = next((one for one in answers if one["at"] == given), None)
    if answer is None:
        return
    until = law.due(OUTCOME, parse_instant(answer["at"]))
    kept = answer["decision"] == "propose_grant"
    item = {
        "id": notices.notice_id(case),
        "surname": masked(case.doc("application")["members"][0]["name"]),
        "scheme": case.scheme,
        "outcome": "kept" if kept else "changed",
        "until": instant_text(until),
        "case_id": case.id,
        "expires": int(until.timestamp()),
    }
    table.put(keys.notice(notices.board(case), instant_text(until), notices.notice_id(case)), item)


def _surveyed(case: Case) -> bool:
    return case.state in BEFORE_OPINION and "objected" in case.document.facts
