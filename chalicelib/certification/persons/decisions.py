"""What people find and decide of a death that was reported: the township looks, the county decides.

What is decided within three months of the death changes what is paid; what was paid meanwhile is
not asked back (民发〔2022〕83号, 一（三）).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.case import benefit, deaths, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.deaths import ALIVE, DEAD, FOUND, REPORTED, SETTLED
from chalicelib.case.states import State
from chalicelib.certification.contract import DeathCheck, DeathDecision, DeathFinding
from chalicelib.certification.rules import fault_of, questions_about
from chalicelib.domain import identity
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import (
    day_of,
    instant_text,
    month_of,
    parse_instant,
    start_of_day,
)
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act
from chalicelib.records.law import Law

_REVIEWED = frozenset({State.RECEIVING, State.GRACE})


def check(case: Case, findings: DeathCheck, act: Act) -> Case:
    """The township says of every death that waits whether the person died, and on which day.

    Refused("death.not_reported"), ("death.day_missing"), ("death.ahead") or ("death.before_birth"),
    ("death.day_of_living") with the field, ("death.all_at_once") where one is left out.
    """

    def decide(found: Case) -> tuple[str, Step]:
        waiting = deaths.at_stage(found.document, REPORTED)
        for at, one in enumerate(findings.deaths):
            _checked(found, at, one, waiting, act.now)
        if sorted(one.death for one in findings.deaths) != sorted(waiting):
            raise Refused("death.all_at_once")
        after = deaths.reported(found.document)
        for one in findings.deaths:
            after[one.death] |= _with_finding(one, after[one.death]) | _signed(
                "found", act.actor, act.now
            )
            after[one.death]["asked"] = _questions_about(found, after[one.death], act.law)
        why = {"findings": [one.model_dump(mode="json") for one in findings.deaths]}
        documents = {"deaths": after, "rest": {}}
        step = Step(
            documents=documents,
            why=why,
            idempotency_key=act.idempotency_key,
            version=findings.version,
        )
        return "check_deaths", step

    return transitions.change(case, decide, act)


def _checked(
    case: Case, at: int, one: DeathFinding, waiting: Mapping[int, Any], now: datetime
) -> None:
    """Refuse a finding on what does not wait, or with a day that cannot be."""
    if one.death not in waiting:
        raise Refused("death.not_reported", pointer=f"/deaths/{at}/death")
    pointer = f"/deaths/{at}/died_on"
    if one.finding == ALIVE and one.died_on is not None:
        raise Refused("death.day_of_living", pointer=pointer)
    if one.finding == ALIVE:
        return
    if one.died_on is None:
        raise Refused("death.day_missing", pointer=pointer)
    if fault := fault_of(_born(case, waiting[one.death]), one.died_on, day_of(now)):
        raise Refused(fault, pointer=pointer)


def _born(case: Case, death: Mapping[str, Any]) -> date:
    """When who was reported dead was born; where the family names them no more, before any day."""
    members = zip(case.doc("application")["members"], case.document.members, strict=True)
    births = (identity.born(one) for one, hash_ in members if hash_ == death["person"])
    return next(births, date.min)


def _questions_about(case: Case, death: Mapping[str, Any], law: Law) -> list[str]:
    """What whoever decides is asked about the day of a death that was found."""
    if death["finding"] != DEAD:
        return []
    died_on = date.fromisoformat(death["died_on"])
    review = law.due("deadline.death_review", start_of_day(died_on))
    told_at = parse_instant(death["told_at"])
    return questions_about(died_on, day_of(case.submitted_at), told_at, review)


def _with_finding(one: DeathFinding, death: Mapping[str, Any]) -> dict[str, Any]:
    found = {"stage": FOUND, "finding": one.finding, "grounds": one.grounds}
    found["told_day"] = death.get("told_day", death["died_on"])
    return found | ({"died_on": one.died_on.isoformat()} if one.died_on else {})


def _signed(what: str, actor: Actor, now: datetime) -> dict[str, str]:
    return {f"{what}_by": actor.id, f"{what}_at": instant_text(now)}


def decide(case: Case, decision: DeathDecision, act: Act) -> Case:
    """The county lets the findings stand, with what follows from them, or has them made anew.

    Where something is asked about a day (it lies before the application, or was reported after the
    months in which a death is reviewed), the findings stand only with an answer to that:
    Refused("request.invalid"). Refused("death.not_assessed") before the rest of the household was
    calculated, and ("death.calculation_outdated") where that is overtaken.
    """

    def decided(found: Case) -> tuple[str, Step]:
        pending = deaths.at_stage(found.document, FOUND)
        if deaths.awaits_calculation(found):
            raise Refused("death.not_assessed")
        stage = REPORTED if decision.decision == "check_again" else SETTLED
        if stage == SETTLED:
            _check_answers(pending, decision)
        if stage == SETTLED and _is_overtaken(found, act.law):
            raise Refused("death.calculation_outdated")
        after = deaths.reported(found.document)
        signed = {} if stage == REPORTED else _signed("settled", act.actor, act.now)
        for number in pending:
            record = {
                "stage": stage,
                "reason": decision.reason,
                "answers": _answers_to(number, decision),
            }
            after[number] |= record | signed
        documents: dict[str, Any] = {"deaths": after}
        dead = any(one["finding"] == DEAD for one in pending.values())
        rest = found.doc("rest")
        goes_on = found.state is not State.LEAVING  # what ends anyway is not calculated again
        if stage == SETTLED and dead and goes_on and rest.get("outcome") == "eligible":
            documents["benefit"] = benefit.changed(
                found, act.now, rest["amount_fen"], rest["people"]
            )
            _store_before(found, [after[number] for number in pending], act.now)
        event = "check_again" if stage == REPORTED else _event(found, dead)
        if event == "review_rest":
            documents["change"] = {}  # what was examined before is not examined now
        why = {"deaths": sorted(pending), "reason": decision.reason}
        return event, Step(
            documents=documents,
            why=why,
            idempotency_key=act.idempotency_key,
            version=decision.version,
        )

    return transitions.change(case, decided, act)


def _store_before(case: Case, settled: Sequence[dict[str, Any]], now: datetime) -> None:
    """Note with each death what the benefit was before, and the number of the change that it makes,
    should it turn out to be a mistake."""
    before = {
        "amount_fen": benefit.amount_fen(case),
        "people": benefit.people(case),
        "change": len(case.doc("benefit").get("changes", ())),
    }
    for death in settled:
        death["before"] = {**before, "from_month": str(month_of(now).next)}


def _check_answers(pending: Mapping[int, Mapping[str, Any]], decision: DeathDecision) -> None:
    """Refused("request.invalid") unless each question about a day has its answer, and no other."""
    asked = {(number, what) for number, one in pending.items() for what in one.get("asked", ())}
    given = [(one.death, one.question) for one in decision.answers]
    errors: list[dict[str, Any]] = [
        {"pointer": "/answers", "code": f"death.asked_{what}", "number": number + 1}
        for number, what in sorted(asked - {*given})
    ]
    errors += [
        {"pointer": f"/answers/{at}/question", "code": "death.not_asked"}
        for at, one in enumerate(given)
        if one not in asked or one in given[:at]
    ]
    if errors:
        raise Refused("request.invalid", errors=errors)


def _answers_to(number: int, decision: DeathDecision) -> list[dict[str, str]]:
    """Why the day of a death stands, by question."""
    return [
        {"question": one.question, "reason": one.reason}
        for one in decision.answers
        if one.death == number
    ]


def _is_overtaken(case: Case, law: Law) -> bool:
    """Whether the rest would be calculated from something else today than it was."""
    rest = case.doc("rest")
    return "rests_on" in rest and rest["rests_on"] != benefit.calculated_from(case, law)


def _event(case: Case, dead: bool) -> str:
    """What a settled finding does; where the rest is not found eligible a person reviews it."""
    if not dead:
        return "refute_death"
    gone = deaths.days_of_death(case.document, found=True)
    left = [one for one in case.document.members if one not in gone]
    reviewed = left and deaths.is_monthly(case.document)
    if reviewed and case.doc("rest")["outcome"] != "eligible" and case.state in _REVIEWED:
        return "review_rest"
    return "confirm_death"
