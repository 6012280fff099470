"""Reports that something changed while a benefit is received, by anybody: the township examines
whether it stays as it is (reviews.py; 43号, art. 23; 57号, art. 31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.case import case_tasks, self_care, self_care_change, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State
from chalicelib.certification.contract import BORN_AS, CAME, HouseholdMove, ReportedChange
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused, refuses
from chalicelib.domain.identity import born
from chalicelib.platform.models.secret_json import revealed
from chalicelib.records.act import Act

CARE = "self_care"
MOST_REPORTED = 30
"""So much may be reported while one change is examined: it is read by a person, and kept in one
item (of 400 KB; at most some 7 KB each)."""


def report(case: Case, reported: ReportedChange, act: Act) -> Case:
    """Report to the office that something changed: it examines whether the benefit stays as it is.

    What is reported while another change is examined, or an end is posted, lies before whoever
    decides; an officer who reports it counts as having acted. Refused("change.one_off") for aid
    that is paid once, ("change.too_many") while as much lies there as anybody reads,
    ("request.invalid") for people of whom it cannot be true.
    """
    record = {**revealed(reported), "by": act.actor.id, "at": instant_text(act.now)}
    by_family = act.actor.role is Role.CITIZEN
    record["from"] = "family" if by_family else "office"
    named = [] if by_family else [act.actor.id]

    def decide(found: Case) -> tuple[str, Step]:
        _check_monthly(found)
        _check_people(reported, found.doc("application")["members"], day_of(act.now))
        before = {} if found.state in {State.RECEIVING, State.GRACE} else found.doc("change")
        earlier = before.get("told", ())
        if len(earlier) >= MOST_REPORTED:
            raise Refused("change.too_many", most=MOST_REPORTED)
        change = {**before, "told": [*earlier, record]}
        if reported.kind == CARE and found.scheme in self_care.BY_PERSON:
            # Assessed within ten working days of the report (43号, art. 23).
            levels = self_care.levels(found.doc("self_care"), act.law.parameters)
            change = self_care_change.reported(
                change, case_tasks.care_by(act.now, act.law), found.record.seq + 1, levels
            )
        return "tell_change", Step(
            {"change": change}, record, idempotency_key=act.idempotency_key, named=named
        )

    return transitions.change(case, decide, act)


def _check_monthly(case: Case) -> None:
    """Refused("change.one_off") for aid that is paid once."""
    if str(case.doc("decision").get("part", "")).startswith("instalment"):
        raise Refused("change.one_off")


def cannot_be_told(case: Case, _act: Act) -> frozenset[str]:
    """Of what is paid once no change is reported."""
    return frozenset({"tell_change"} if refuses(_check_monthly, case) else ())


def _check_people(
    reported: ReportedChange, members: Sequence[Mapping[str, Any]], today: date
) -> None:
    errors = [
        {"pointer": f"/people/{at}/{field}", "code": code}
        for at, one in enumerate(reported.people)
        for field, code in _cannot_be(one, reported.people[:at], members, today)
    ]
    if errors:
        raise Refused("request.invalid", errors=errors)


def _cannot_be(
    one: HouseholdMove,
    before: Sequence[HouseholdMove],
    members: Sequence[Mapping[str, Any]],
    today: date,
) -> Iterator[tuple[str, str]]:
    """What cannot be true of somebody who came or left, reported after those `before`."""
    came = one.how in CAME
    listed = came or (one.member or 0) < len(members)
    if not listed:
        yield "member", "form.member_not_listed"
    if one.on > today:
        yield "on", "change.day_ahead"
    elif listed and one.on < born(members[one.member or 0]):
        yield "on", "change.before_applicant" if came else "form.before_birth"
    if one.how == "born" and one.relation not in BORN_AS:
        yield "relation", "change.born_as"
    if _who(one) in {_who(other) for other in before}:
        yield "name" if came else "member", "form.same_person_twice"


def _who(one: HouseholdMove) -> tuple[Any, ...]:
    """Who came or left, and how: who is divorced may move out as well."""
    return one.how, one.member, one.relation, one.name and one.name.get_secret_value()
