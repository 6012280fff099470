"""A settled death that was a mistake: the person lives, and is in the benefit again.

Somebody of the county who neither found nor decided the death restores the person. What the family
did not get because of it is owed: the shares that were held, the months of a benefit that had ended
with the last person, and what others were paid less. From the next month on the benefit is as it
was before; where it changed otherwise since, or somebody else of it is still counted dead, the
township calculates it anew (民发〔2022〕83号, 一（三）; 民发〔2021〕57号 第31条). The law names no
way back; this is the correction of a wrong decision by whoever made it (全面推进依法行政实施纲要,
有错必纠).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.case import benefit, deaths, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.deaths import ALIVE, DEAD, SETTLED
from chalicelib.case.states import ENDS, State
from chalicelib.certification.contract import Restoration
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import Month, instant_text, month_of, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import equal_shares
from chalicelib.records.act import Act

_RECEIVED = frozenset({State.RECEIVING, State.GRACE})


EVENTS = ("restore_person", "restore_and_review", "reopen_benefit", "reopen_and_review")


def cannot(case: Case, act: Act) -> frozenset[str]:
    """The events by which nobody can be restored now by whoever asks."""
    known = deaths.reported(case.document)
    possible = {_event(case, known, number) for number in mistakable(case, act.actor)}
    return frozenset(EVENTS) - possible


def mistakable(case: Case, actor: Actor) -> list[int]:
    """The numbers of the deaths of which somebody may say now that they were a mistake."""
    if case.state in ENDS and not _ended_with_the_last(case):
        return []
    return [
        number
        for number, one in enumerate(deaths.reported(case.document))
        if _is_settled(one) and actor.id not in _who_said(one)
    ]


def restore(case: Case, form: Restoration, act: Act) -> Case:
    """The county corrects a death that was settled by mistake: the person lives.

    Refused("death.not_settled") for another death, ("case.four_eyes") for who found or decided it,
    ("death.apply_anew") where the case ended otherwise, or nothing was received monthly.
    """

    def decide(found: Case) -> tuple[str, Step]:
        known = deaths.reported(found.document)
        death = _mistaken(known, form.death)
        if act.actor.id in _who_said(death):
            raise Refused("case.four_eyes")
        signed = {"restored_by": act.actor.id, "restored_at": instant_text(act.now)}
        lives: dict[str, Any] = {**death, "finding": ALIVE, "reason": form.reason, **signed}
        documents: dict[str, Any] = {}
        event = _event(found, known, form.death)
        if found.state in ENDS:
            lives["lost"] = _lost(found, act.now)
        if before := death.get("before"):
            lives["less"] = dict(_less(found, known, form.death, act.now))
            if _is_as_then(found, known, form.death):
                documents = {"benefit": benefit.changed(found, act.now, before["amount_fen"],
                                                        before["people"])}  # fmt: skip
        known[form.death] = lives
        why = {"deaths": [form.death], "reason": form.reason}
        documents["deaths"] = known
        return event, Step(
            documents=documents, why=why, idempotency_key=act.idempotency_key, version=form.version
        )

    return transitions.change(case, decide, act)


def _mistaken(known: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The settled death of that number; Refused("death.not_settled") where there is none."""
    for death in known[number : number + 1]:
        if _is_settled(death):
            return death
    raise Refused("death.not_settled", pointer="/death")


def _is_settled(death: Mapping[str, Any]) -> bool:
    return (death["stage"], death.get("finding")) == (SETTLED, DEAD)


def _who_said(death: Mapping[str, Any]) -> frozenset[str | None]:
    """Who found that somebody died, and who decided it."""
    return frozenset({death.get("found_by"), death.get("settled_by")})


def _event(case: Case, known: list[dict[str, Any]], number: int) -> str:
    """What it does to the case that a death was a mistake."""
    death = known[number]
    if case.state in ENDS:
        return "reopen_benefit" if _was_the_last(case, death) else "reopen_and_review"
    as_then = not death.get("before") or _is_as_then(case, known, number)
    return "restore_and_review" if case.state in _RECEIVED and not as_then else "restore_person"


def _lost(case: Case, now: datetime) -> list[str]:
    """The months up to now of a benefit that ended with the last person.

    Refused("death.apply_anew") where it ended otherwise, or nothing is paid monthly.
    """
    if not _ended_with_the_last(case):
        raise Refused("death.apply_anew")
    ended = month_of(parse_instant(case.record.clear["ended_at"]))
    return list(_months(str(ended.next), str(month_of(now).next)))


def _ended_with_the_last(case: Case) -> bool:
    """Whether a monthly benefit ended because nobody was left."""
    died = case.state is State.ENDED and not deaths.living(case.document)
    return died and deaths.is_monthly(case.document) and not deaths.is_ended(case)


def _less(
    case: Case, known: Sequence[Mapping[str, Any]], number: int, now: datetime
) -> Iterator[tuple[str, int]]:
    """By how much each month up to now was less than before, as long as nothing else changed it.

    Of several that one decision settled each is owed the own share of what it was before, and
    whoever is restored last whatever is left of the difference.
    """
    death, before = known[number], known[number]["before"]
    mine, *after = case.doc("benefit")["changes"][before["change"] :]
    later = [one for one in after if one["from_month"] > before["from_month"]]
    until = min([str(month_of(now).next), *(one["from_month"] for one in later)])
    others = [
        one
        for at, one in enumerate(known)
        if at != number and one.get("before", {}).get("change") == before["change"]
    ]
    fen = int(before["amount_fen"]) - int(mine["amount_fen"])
    if any(one["finding"] == DEAD for one in others):
        fen = min(fen, equal_shares(before["amount_fen"], before["people"])[death["person"]])
    for month in _months(before["from_month"], until):
        owed = fen - sum(one.get("less", {}).get(month, 0) for one in others)
        if owed > 0:
            yield month, owed


def _months(first: str, until: str) -> Iterator[str]:
    month = Month.parse(first)
    while str(month) < until:
        yield str(month)
        month = month.next


def _is_as_then(case: Case, known: list[dict[str, Any]], number: int) -> bool:
    """Whether the benefit is still as that death left it, and nobody else of it died; where it had
    ended with the others, whose shares are held, until the township has calculated it anew."""
    before, changes = known[number]["before"], case.doc("benefit")["changes"]
    if before["change"] != len(changes) - 1:
        return False
    gone = deaths.days_of_death(case.document).keys() - {known[number]["person"]}
    return case.state in ENDS or gone.isdisjoint(before["people"])


def _was_the_last(case: Case, death: Mapping[str, Any]) -> bool:
    """Whether the benefit that ended was for nobody else of the dead."""
    return deaths.days_of_death(case.document).keys() & benefit.granted_to(case) == {
        death["person"]
    }
