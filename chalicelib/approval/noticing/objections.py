"""Objections to a public notice: one of each person to one thing, all of them in one survey.

What came of them is the new opinion: it goes to whoever confirms with the case, and whether it
stayed as it was is published on the notice board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.approval import keys
from chalicelib.approval.noticing import notices
from chalicelib.approval.noticing.notices import PostedNotice
from chalicelib.case import case as cases
from chalicelib.case import helping, objection_texts, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import TIMED, State
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import masked
from chalicelib.platform.store import identifiers, table, trail
from chalicelib.records.act import Act
from chalicelib.records.law import Law

Document = Mapping[str, Any]
OUTCOME = "notice.outcome"
DIGITS = 8
MOST = 40
"""The most objections to one thing that are stored; more of them lead to no other survey."""


def receive(notice: PostedNotice, form: Document, act: Act) -> Case:
    """Take an objection in: the township looks into it, into all objections at once.

    Of an account that objected to this before it changes nothing; an officer writes down as many
    as people come. Where the notice was taken down it joins what is looked into, as long as the
    notice was to stand: Refused("notice.over") after that, ("notice.settled") where it is settled
    already, ("notice.enough") beyond the most that are stored, and ("notice.own") or
    ("notice.own_end") for the account that applied.
    """
    whose = "account" if act.actor.role is Role.CITIZEN else "by"
    number = number_of(notice.case, act)
    at = instant_text(act.now)
    said = {**form, whose: act.actor.id, "number": number, "at": at}
    join = _against_the_end if notice.is_end else _against_the_grant
    posted = State.NOTICING_END if notice.is_end else State.NOTICING

    def decide(found: Case) -> tuple[str, Step] | None:
        if act.actor.id in {found.document.owner, found.doc(helping.KIND).get("account")}:
            raise Refused("notice.own_end" if notice.is_end else "notice.own")
        if act.now >= notice.until:
            raise Refused("notice.over")
        before, joined = join(found, said)
        if any(one.get("number") == number or one.get("account") == act.actor.id for one in before):
            return None
        if len(before) >= MOST:
            raise Refused("notice.enough")
        event = "object_to_end" if notice.is_end else "object"
        # The family is informed of the first, which stops the notice.
        why = {**said, "family": found.state is posted}
        return event, Step(documents=joined, why=why, idempotency_key=act.idempotency_key)

    return transitions.change(notice.case, decide, act)


def number_of(case: Case, act: Act) -> str:
    """The number of an objection, eight digits: of an account always the same one, of what an
    officer writes down one for each request."""
    who = act.actor.id if act.actor.role is Role.CITIZEN else act.request.id
    return identifiers.number_of("objection", f"{case.id}\0{who}", DIGITS)


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


def so_far(case: Case) -> list[dict[str, Any]]:
    """Every objection to a grant in the case so far."""
    return objection_texts.to_grant(case.document.documents)


def answered(case: Case, decision: Document) -> dict[str, Any]:
    """The document of objections once an opinion is given on them; empty where none waits for one.

    `decision` is the opinion with its reason, who gave it and when.
    """
    known = so_far(case)
    if all("answer" in one for one in known):
        return {}
    return {"objection": objection_texts.with_answer(known, decision)}


def publish_outcome(case_id: str, seq: int, _now: datetime, law: Law) -> None:
    """Put before the public what came of the objections that the opinion of event `seq` answers."""
    case = cases.load(case_id)
    given = trail.why("case", case_id, seq, case.key).get("at")
    of_end = case.doc("change").get("objections", [])
    objections_with_end = [(one, False) for one in so_far(case)] + [(one, True) for one in of_end]
    answers = [(one["answer"], is_end) for one, is_end in objections_with_end if "answer" in one]
    found = next((one for one in answers if one[0]["at"] == given), None)
    if found is None:
        return
    answer, is_end = found
    until = law.due(OUTCOME, parse_instant(answer["at"]))
    id_ = notices.notice_id(case, instant_text(until))
    item = {
        "id": id_,
        "surname": masked(case.doc("application")["members"][0]["name"]),
        "scheme": case.scheme,
        "outcome": _outcome(answer["decision"], is_end),
        "until": instant_text(until),
        "case_id": case.id,
        "expires": int(until.timestamp()),
    }
    table.put(keys.notice(notices.board(case), instant_text(until), id_), item)


def _outcome(decision: str, is_end: bool) -> str:
    """What came of objections, for the notice board."""
    if is_end:
        return "end_again" if decision == "propose_end" else "end_dropped"
    return "kept" if decision == "propose_grant" else "changed"
