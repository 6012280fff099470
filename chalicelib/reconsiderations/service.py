"""A family does not agree with a decision, and somebody who took no part looks at it again.

An officer of the county who neither acted nor decided in the case, nor has a relative in it, is
drawn by a seed that anybody can follow, and nobody else sees what the family said. Where nobody is
such an officer, and when the answer is late, a leader of the office above is drawn. The answer
lets the decision stand, or leads the case by its own table to where others decide anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.case import (
    benefit,
    case_tasks,
    confirming,
    helping,
    letter_kinds,
    letters,
    reconsideration_texts,
    transitions,
)
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.reconsideration_texts import WITHIN
from chalicelib.case.states import ENDS, RECEIVED, State, Track
from chalicelib.case.table import CASE
from chalicelib.directory import store as directory
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import HANDLING, Actor, Post, Role, system
from chalicelib.domain.areas import level_of
from chalicelib.domain.dates import instant_text, last_day, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import trail, writing
from chalicelib.reconsiderations import rules, store
from chalicelib.reconsiderations.states import ANSWERED, TASK, WAITING, WITHDRAWN
from chalicelib.reconsiderations.store import KIND, Draw, Reconsideration, StoredAnswer
from chalicelib.records import assignment, changing, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Deadline, Law
from chalicelib.records.overdue import carry_on
from chalicelib.records.tasks import OpenTask

if TYPE_CHECKING:
    from chalicelib.reconsiderations.contract import ReconsiderationAnswer, ReconsiderationRequest

SEED = "reconsideration.seed"
SYSTEM = system(KIND.part)


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
    draw = _draw(case, known.id, act.law)
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


def _draw(case: Case, id_: str, law: Law, above: str = "") -> Draw | None:
    """Who of the county, or of an office above that one, looks at it, with the seed and among whom;
    None where nobody may. Who is away is drawn where everybody is: no deputy answers for them."""
    took_part = _took_part(case)
    for office, posts in _offices(case):
        if above and level_of(office) >= level_of(above):
            continue
        here = directory.of_office(office, law.day)
        apart = [one for one in here if one.posts & posts and one.id not in took_part]
        there = [one for one in apart if not one.deputy_on(law.day)]
        if among := sorted(one.id for one in there or apart):
            seed = str(law.parameters.value(SEED).amount)
            return Draw(seed, office, tuple(among), rules.draw_officer(seed, id_, among))
    return None


def _offices(case: Case) -> Iterator[tuple[str, Set[Post]]]:
    """The county, and the offices above that have a leader; above a case of the county alone none
    may know of it."""
    office = case_tasks.county_office(case.office)
    yield office, HANDLING
    while not case.document.county_only and (above := routing.superior(office)) != office:
        office = above
        yield office, {Post.LEADER}


def _took_part(case: Case) -> set[str]:
    """Who of the staff did anything in a case, was named in it, or has a relative in it."""
    actors = {str(event["actor"]) for event in trail.history("case", case.id)}
    named = {*case.document.acted, *case.document.decided, *confirming.worked_on(case.document)}
    return actors | named | store.relatives_of(case)


def visible(actor: Actor, path: Mapping[str, str]) -> tuple[Version[Reconsideration], Case]:
    """One of the citizen's own case, or for which the member of staff was drawn; else not found."""
    found = kind.load(KIND, path["reconsideration_id"])
    case = cases.load(found.clear["case_id"])
    now = clock.current().now()
    own = actor.role is Role.CITIZEN and helping.reader(case, actor.id, now) is not None
    if not own and not _is_drawn(found, actor):
        raise Refused("reconsideration.not_found")
    if not own and case.document.county_only:
        actor.must_be_fresh()
    return found, case


def _is_drawn(found: Version[Reconsideration], actor: Actor) -> bool:
    """Whether the actor was drawn, and still handles cases at the office where that was."""
    if found.state == WAITING:
        return assignment.holds(store.task(found), actor)
    drawn = {(one.drawn, one.office) for one in found.document.draws}
    return actor.role is Role.STAFF and bool(actor.posts & HANDLING) and (
        (actor.id, actor.office) in drawn
    )  # fmt: skip


def for_officer(actor: Actor) -> list[Version[Reconsideration]]:
    """Those that wait for the member of staff, the most urgent first."""
    return kind.waiting(KIND, actor)


def answer(
    found: Version[Reconsideration], said: ReconsiderationAnswer, act: Act
) -> Version[Reconsideration]:
    """Answer a reconsideration; that follows in the case by itself (`follow`).

    Refused("reconsideration.four_eyes") for whoever took part since, ("reconsideration.ground") for
    a dismissal of which the ground is not there, (".dismissible") where nothing else is possible,
    and (".overtaken") where the decision cannot be made anew any more.
    """

    def answered(known: Version[Reconsideration]) -> Change[Reconsideration]:
        case = cases.load(known.clear["case_id"])
        own = bool(case.doc(helping.KIND)) or case.document.owner == known.clear["account"]
        grounds = rules.grounds(
            in_time=known.clear["in_time"], decides=known.clear["decides"], own=own
        )
        if code := rules.mismatch_of(said.outcome, said.dismissed_for, grounds):
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
            acted=_took_part(case),
            items=[writing.unchanged(case.record)],
        )

    return changing.change(KIND, found, act, answered)


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


def follow(id_: str, _seq: int, now: datetime, law: Law) -> None:
    """Let the case know that it is asked about a decision, and what came of it, each once."""
    found = kind.load(KIND, id_)

    def decide(case: Case) -> tuple[str, Step] | None:
        held = case.document.documents.get("reconsiderations", [])
        known = {one["id"]: one["state"] for one in held}
        if known.get(id_) == found.state:
            return None
        outcome = _outcome(found)
        event = "reconsider" if found.state == WAITING else "let_stand"
        documents: dict[str, Any] = {}
        if outcome == "changed":
            event, documents = "decide_anew", _cleared_documents(case, now)
        others = [one for one in held if one["id"] != id_]
        documents["reconsiderations"] = [*others, {"id": id_, "state": found.state}]
        answered = found.document.answered
        named = [answered.by] if answered else []
        return event, Step(documents=documents, why=_why(found, case), named=named)

    transitions.change(cases.load(found.clear["case_id"]), decide, Act(SYSTEM, now, law))


def _outcome(found: Version[Reconsideration]) -> str:
    """What it came to: of the answer, or "withdrawn"; "" as long as it waits."""
    if answered := found.document.answered:
        return answered.outcome
    return "withdrawn" if found.state == WITHDRAWN else ""


def _cleared_documents(case: Case, now: datetime) -> dict[str, Any]:
    """The documents that say of a case nothing more once it is decided anew."""
    if case.state is State.LEAVING:
        return {"benefit": benefit.restored(case, now), "change": {}}
    names = {"change"} if case.state in RECEIVED else set()
    names |= {"decision", "ending", "extension"} if case.state in ENDS else set()
    return {name: {} for name in names & case.document.documents.keys()}


def _why(found: Version[Reconsideration], case: Case) -> dict[str, Any]:
    """What the letter says (case/reconsideration_texts.py)."""
    clear, answered = found.clear, found.document.answered
    outcome, task = _outcome(found), store.task(found)
    return {
        "reconsideration": found.id,
        "number": found.document.letter,
        "title": found.document.title,
        "told_at": clear["told_at"],
        "until": last_day(task.check).isoformat() if task else "",
        "counted_until": task.counted_until if task else "",
        "outcome": outcome,
        "office": answered.office if answered else clear["office"],
        "reason": answered.reason if answered else "",
        "ground": answered.dismissed_for if answered else None,
        "next": _next(case) if outcome == "changed" else [],
    }


def _next(case: Case) -> list[str]:
    if case.state not in ENDS:
        return ["benefit", "kept"] if case.state is State.LEAVING else ["benefit"]
    return ["urgent" if case.document.track is Track.SAME_DAY else "case"]


def _escalated(
    found: Version[Reconsideration], task: OpenTask, act: Act
) -> Change[Reconsideration] | None:
    """Nobody answered in time: somebody of the office above is drawn as well; None where nobody
    above may look at it."""
    draw = _draw(cases.load(found.clear["case_id"]), found.id, act.law, task.office)
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
