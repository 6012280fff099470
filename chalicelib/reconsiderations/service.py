"""A family does not agree with a decision, and somebody who took no part looks at it again.

An officer of the county who neither acted nor decided in the case, nor has a relative in it, is
drawn by a seed that anybody can follow, and nobody else sees what the family said. Where nobody is
such an officer, and when the answer is late, a leader of the office above is drawn. The answer
lets the decision stand, or leads the case by its own table to where others decide anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, get_args

from chalicelib.case import case as cases
from chalicelib.case import helping, letter_kinds, letters, reconsideration_texts
from chalicelib.case.case import Case
from chalicelib.case.reconsideration_texts import WITHIN
from chalicelib.case.states import State
from chalicelib.case.table import CASE
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused, refuses
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import trail, writing
from chalicelib.reconsiderations import rules, store
from chalicelib.reconsiderations.handling.draws import draw_officer, is_drawn, took_part
from chalicelib.reconsiderations.states import ANSWERED, TASK, WAITING
from chalicelib.reconsiderations.store import KIND, Draw, Reconsideration, StoredAnswer
from chalicelib.records import assignment, changing, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Deadline, Law
from chalicelib.records.overdue import carry_on
from chalicelib.records.tasks import OpenTask

if TYPE_CHECKING:
    from chalicelib.reconsiderations.contract import ReconsiderationAnswer, ReconsiderationRequest


def ask(case: Case, said: ReconsiderationRequest, act: Act) -> Version[Reconsideration]:
    """Take in that a family does not agree with the decision of a letter.

    What comes late, or after a letter that decides nothing, is taken in as well and dismissed in
    writing. Refused("reconsideration.no_such_letter"); ("reconsideration.open") or (".answered")
    where it was asked before; (".other_way") for a decision of which the case's table knows no way
    back, and (".nobody") where nobody may look at it.
    """
    found = letters.numbered(case, said.letter)
    if found is None:
        raise Refused("reconsideration.no_such_letter", pointer="/letter")
    decision, letter = found
    document = Reconsideration(said.statement, letter["number"], letter["title"])

    def asked(known: Version[Reconsideration]) -> Change[Reconsideration]:
        held = cases.load(case.id)
        if known.state in {WAITING, ANSWERED}:
            code = "open" if known.state == WAITING else "answered"
            raise Refused(f"reconsideration.{code}")
        clear, draw, task = _asked(held, known, letter, act)
        return Change(
            "ask",
            clear=clear,
            document=replace(document, draws=(*known.document.draws, draw)),
            tasks={TASK.name: task},
            items=[writing.unchanged(held.record)],
        )

    return changing.change(KIND, store.asked(case, decision, document), act, asked)


def _asked(
    case: Case, known: Version[Reconsideration], letter: Mapping[str, Any], act: Act
) -> tuple[dict[str, Any], Draw, OpenTask]:
    """What is known of it from the beginning, who was drawn how, and the task of that person."""
    event = _event_of(case, int(known.clear["decision"]))
    decides = letter["name"] not in letter_kinds.INFORMS
    if decides and not rules.can_be_made_anew(event, case.state, _payment_part(case)):
        raise Refused("reconsideration.other_way")
    draw = draw_officer(case, known.id, act.law)
    if draw is None:
        raise Refused("reconsideration.nobody")
    told_at = parse_instant(letter["written_at"])
    clear = {
        "account": act.actor.id,
        "event": event,
        "decides": decides,
        "told_at": letter["written_at"],
        "asked_at": instant_text(act.now),
        "in_time": act.now < act.law.as_begun(told_at).term(WITHIN, told_at).due,
        "office": draw.office,
    }
    return clear, draw, _task(case, draw, act)


def _task(case: Case, draw: Draw, act: Act) -> OpenTask:
    """The task of whoever was drawn; over before a benefit ends of which the end is asked about."""
    task = assignment.open_task(TASK, draw.office, act.now, act.law)
    task = replace(task, persons=(draw.drawn,))
    ends = case.stage_due if case.state is State.LEAVING else None
    if ends and act.now < ends < task.due:
        return replace(task, due=ends, counted_until="")
    return task


def _event_of(case: Case, seq: int) -> str:
    return next(str(one["event"]) for one in trail.history("case", case.id) if one["seq"] == seq)


def _payment_part(case: Case) -> str:
    return str(case.doc("decision").get("part", ""))


def asked_until(case: Case, letter: Mapping[str, Any], event: str, law: Law) -> Deadline | None:
    """Until when the decision that a letter tells of may be asked to be looked at again; None for a
    letter that decides nothing, and where the case's table knows no way back from it."""
    decides = letter["name"] not in letter_kinds.INFORMS | reconsideration_texts.LETTERS
    if not decides or not rules.can_be_made_anew(event, case.state, _payment_part(case)):
        return None
    told_at = parse_instant(letter["written_at"])
    return law.as_begun(told_at).term(WITHIN, told_at)


def visible(actor: Actor, path: Mapping[str, str]) -> tuple[Version[Reconsideration], Case]:
    """One of the citizen's own case, or for which the member of staff was drawn; else not found."""
    found = kind.load(KIND, path["reconsideration_id"])
    case = cases.load(found.clear["case_id"])
    now = clock.current().now()
    own = actor.role is Role.CITIZEN and helping.reader(case, actor.id, now) is not None
    if not own and not is_drawn(found, actor):
        raise Refused("reconsideration.not_found")
    if not own and case.document.county_only:
        actor.must_be_fresh()
    return found, case


def for_officer(actor: Actor) -> list[Version[Reconsideration]]:
    """Those that wait for the member of staff, the most urgent first."""
    return kind.waiting(KIND, actor)


def answer(
    found: Version[Reconsideration], said: ReconsiderationAnswer, act: Act
) -> Version[Reconsideration]:
    """Answer a reconsideration; that follows in the case by itself (handling/following.py).

    Refused("reconsideration.four_eyes") for whoever took part since, ("reconsideration.ground") for
    a dismissal of which the ground is not there, (".dismissible") where nothing else is possible,
    and (".overtaken") where the decision cannot be made anew any more.
    """

    def answered(known: Version[Reconsideration]) -> Change[Reconsideration]:
        case = cases.load(known.clear["case_id"])
        if code := rules.mismatch_of(said.outcome, said.dismissed_for, _grounds(known, case)):
            raise Refused(f"reconsideration.{code}", **_pointer(code))
        if said.outcome == "changed":
            _can_be_made_anew(case, known, act.actor)
        given = StoredAnswer(
            **said.model_dump(),
            by=act.actor.id,
            at=instant_text(act.now),
            office=act.actor.office,
        )
        return Change(
            "answer",
            document=replace(known.document, answered=given),
            why=asdict(given),
            acted=took_part(case),
            items=[writing.unchanged(case.record)],
        )

    return changing.change(KIND, found, act, answered)


def _grounds(found: Version[Reconsideration], case: Case) -> list[rules.Ground]:
    own = bool(case.doc(helping.KIND)) or case.document.owner == found.clear["account"]
    return rules.grounds(in_time=found.clear["in_time"], decides=found.clear["decides"], own=own)


def cannot(found: Version[Reconsideration], case: Case, actor: Actor) -> frozenset[str]:
    """The outcomes, and the grounds of a dismissal, that whoever answers cannot give here."""
    grounds = _grounds(found, case)
    outcomes = {"upheld", "changed"} if grounds else {"dismissed"}
    if refuses(_can_be_made_anew, case, found, actor):
        outcomes.add("changed")
    return frozenset(outcomes | ({*get_args(rules.Ground)} - {*grounds}))


def _pointer(code: str) -> dict[str, str]:
    return {"pointer": "/dismissed_for"} if code == "ground" else {}


def _can_be_made_anew(case: Case, found: Version[Reconsideration], actor: Actor) -> None:
    event = str(found.clear["event"])
    if not rules.can_be_made_anew(event, case.state, _payment_part(case)):
        raise Refused("reconsideration.overtaken")
    CASE.find(case.document.standing(case.state), "decide_anew", actor.id)


def withdraw(found: Version[Reconsideration], act: Act) -> Version[Reconsideration]:
    """The family does not ask any more; it may ask again in time."""
    return changing.change(KIND, found, act, lambda _known: Change("withdraw"))


def _escalated(
    found: Version[Reconsideration], task: OpenTask, act: Act
) -> Change[Reconsideration] | None:
    """Nobody answered in time: somebody of the office above is drawn as well; None where nobody
    above may look at it."""
    draw = draw_officer(cases.load(found.clear["case_id"]), found.id, act.law, task.office)
    if draw is None:
        return None
    escalated = assignment.escalated(task, draw.office, act.now, act.law)
    escalated = replace(escalated, persons=(*task.persons, draw.drawn))
    return Change(
        "escalate",
        clear={"office": draw.office},
        document=replace(found.document, draws=(*found.document.draws, draw)),
        tasks={task.name: escalated},
    )


overdue = carry_on(replace(KIND, escalate=_escalated))
