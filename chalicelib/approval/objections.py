"""Objections to a public notice: one of each person to one thing, all of them in one survey.

What came of them is the new opinion: it goes to whoever confirms with the case, and whether it
stayed as it was is told on the notice board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.approval import notices
from chalicelib.approval.notices import Noticed
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.case.states import BEFORE_OPINION, TIMED, State
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import masked
from chalicelib.platform import keys, table, trail
from chalicelib.platform.record import Once
from chalicelib.words import say

Document = Mapping[str, Any]
OUTCOME = "notice.outcome"
MOST = 40
"""So many objections to one thing are kept; what more say is not another survey."""


def receive(
    notice: Noticed, statement: str, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """Take an objection in: the township looks into it, into all objections at once.

    Of somebody who objected to this before it changes nothing. Where the notice was taken down it
    joins what is looked into, as long as the notice was to stand: Refused("notice.over") after
    that, ("notice.settled") where it is settled already, ("notice.enough") beyond the most that
    are kept, and ("notice.own") for the account that applied.
    """
    said = {"account": actor.id, "statement": statement, "at": instant_text(now)}
    join = _against_the_end if notice.is_end else _against_the_grant

    def decide(found: Case) -> tuple[str, Step] | None:
        if actor.id == found.document.owner:
            raise Refused("notice.own")
        if now >= notice.until:
            raise Refused("notice.over")
        before, joined = join(found, said)
        if any(one.get("account") == actor.id for one in before):
            return None
        if len(before) >= MOST:
            raise Refused("notice.enough")
        event = "object_to_end" if notice.is_end else "object"
        return event, Step(documents=joined, why=said, once=once)

    return cases.change(notice.case, decide, actor, now, law)


def _against_the_grant(case: Case, said: Document) -> tuple[Sequence[Document], Document]:
    """The objections to a grant so far, and the documents with this one."""
    if case.state not in TIMED:
        raise Refused("notice.settled")
    before = so_far(case)
    return before, {"objection": [*before, said]}


def _against_the_end(case: Case, said: Document) -> tuple[Sequence[Document], Document]:
    """The objections to the end of a benefit so far, and the documents with this one.

    A change that nobody objected to before, and that is not posted, is another one.
    """
    change = case.doc("change")
    before = change.get("objections", [])
    if case.state is not State.NOTICING_END and not (case.state is State.RECHECKING and before):
        raise Refused("notice.settled")
    return before, {"change": {**change, "objections": [*before, said]}}


def next_step(notice: Noticed) -> str:
    """What follows, in words, for whoever objected."""
    if notice.is_end:
        return say("next.objected_to_end")
    opinion = notice.case.state in BEFORE_OPINION | {State.NOTICING}
    return say("next.objected" if opinion else "next.objected_late")


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
    given = trail.why("case", case_id, seq, case.key).get("at")
    answers = [one["answer"] for one in so_far(case) if "answer" in one]
    answer = next((one for one in answers if one["at"] == given), None)
    if answer is None:
        return
    until = law.due(OUTCOME, parse_instant(answer["at"]))
    kept = answer["decision"] == "propose_grant"
    id_ = notices.notice_id(case, instant_text(until))
    item = {
        "id": id_,
        "surname": masked(case.doc("application")["members"][0]["name"]),
        "scheme": case.scheme,
        "outcome": "kept" if kept else "changed",
        "until": instant_text(until),
        "case_id": case.id,
        "expires": int(until.timestamp()),
    }
    table.put(keys.notice(notices.board(case), instant_text(until), id_), item)
