"""A death that a source reports: received by each case in which the person is a member.

Each way in which it is reported (a source's own call, an answer, a file) meets in the same event.
From then on that person's share of a monthly benefit is held, and nobody else's; the family is
told; what is decided within three months of the death changes what is paid (民发〔2022〕83号,
一（三）). What was paid meanwhile is not asked back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import deaths, keys, report, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.deaths import REPORTED
from chalicelib.case.states import ENDS, OPEN
from chalicelib.certification.rules import fault_of
from chalicelib.domain.actors import system
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.domain.identity import birth_date, born
from chalicelib.platform.runtime import log
from chalicelib.platform.store import identifiers, table
from chalicelib.policy import Catalogue
from chalicelib.records.act import Act
from chalicelib.records.law import Law

SYSTEM = system("certification")
FIGURE = "deceased"
MOST_REPORTED = 40
"""So many deaths are reported to a case; of one that was found wrong another source or day reports
anew. What comes of them, such as arrears, is bounded with them."""

TOO_MANY = "death.too_many"
DAYS = ("died_on", "cancelled_on", "cremated_on")
"""The items that say on which day somebody died; a later one only where an earlier is not given."""


def sources(catalogue: Catalogue) -> frozenset[str]:
    """The departments that register deaths."""
    codes = (code for code, figure in catalogue.figure_of.items() if figure.code == FIGURE)
    return frozenset(catalogue.source_of[code].code for code in codes)


def receive(source: str, number: str, died_on: date, now: datetime, law: Law) -> None:
    """Record the death in every open case in which the person is a member.

    Refused("death.ahead") or ("death.before_birth") for a day that cannot be.
    """
    if fault := fault_of(birth_date(number), died_on, day_of(now)):
        raise Refused(fault, pointer="/died_on")
    person = identifiers.identity_hash(number)
    listed = table.query("cases", keys.member(person, "").pk)
    for case in cases.existing(item["sk"] for item in listed):
        record_report(case.id, person, source, died_on, now, law)


def search_answers(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Record in the case every death that its departments' answers hold."""
    case = cases.load(case_id)
    if case.state not in OPEN or not case.doc("report"):
        return
    members = case.doc("application")["members"]
    for member, source, died_on in _in_answers(case, law):
        if fault := fault_of(born(members[member]), died_on, day_of(now)):
            log.error("a day of death that cannot be", code=fault, source=source, case_id=case.id)
        else:
            record_report(case.id, case.document.members[member], source, died_on, now, law)


def _in_answers(case: Case, law: Law) -> Iterator[tuple[int, str, date]]:
    """Who is registered as dead by which source, and the day; that of the answer where none is."""
    catalogue = law.parameters.catalogue
    verified = [one for one in report.items(case) if one["status"] == "verified"]
    values = {(one["source"], one["member"], one["item"]): one["value"] for one in verified}
    members = len(case.document.members)
    for one in verified:
        figure = catalogue.figure_of.get(one["item"])
        if figure is None or figure.code != FIGURE or not one["value"]:
            continue
        member, source = int(one["member"]), str(one["source"])
        if member < min(members, SUPPORTERS_FROM):
            days = (values.get((source, member, item)) for item in DAYS)
            day = next((date.fromisoformat(str(day)) for day in days if day), None)
            yield member, source, day or day_of(parse_instant(one["as_of"]))


def record_report(
    case_id: str, person: str, source: str, died_on: date, now: datetime, law: Law
) -> None:
    """Record a reported death in a case, once: what is known, or was found wrong, changes nothing.

    What was found wrong is reported again only by another source, or for another day; after as many
    as a case keeps operators are informed instead.
    """

    def decide(found: Case) -> tuple[str, Step] | None:
        members = found.document.members
        known = deaths.reported(found.document)
        if found.state not in OPEN or person not in members or _is_known(known, person, reported):
            return None
        if len(known) >= MOST_REPORTED:
            log.error("a death was not recorded", code=TOO_MANY, source=source, case_id=case_id)
            return None
        name = found.doc("application")["members"][members.index(person)]["name"]
        by, family = deaths.decide_by(died_on, now, law), _may_read(found, person, now, law)
        death = {
            "person": person,
            "name": name,
            **reported,
            "told_at": instant_text(now),
            "decide_by": instant_text(by),
            "stage": REPORTED,
            "finding": "",
            "family": family,
        }
        why = {"death": len(known), **reported, "family": family}
        return "death_told", Step(documents={"deaths": [*known, death]}, why=why)

    reported = {"source": source, "died_on": died_on.isoformat()}
    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def _is_known(known: list[dict[str, Any]], person: str, reported: Mapping[str, str]) -> bool:
    of_person = [one for one in known if one["person"] == person]
    return any(
        not deaths.is_refuted(one) or reported.items() <= _as_reported_first(one).items()
        for one in of_person
    )


def _as_reported_first(death: Mapping[str, Any]) -> dict[str, str]:
    return {"source": death["source"], "died_on": death.get("told_day", death["died_on"])}


def _may_read(case: Case, person: str, now: datetime, law: Law) -> bool:
    """Whether the family is informed at once: of whom it may read nothing, only once staff know
    them.

    Else whoever names a stranger in an application would learn of that stranger's death.
    """
    if "entitled" in case.document.facts or person in report.confirmed_members(case):
        return True
    return case.document.members.index(person) not in report.withheld(case, now, law)


def settle_at_end(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """End the case in which nobody is left, unless its urgent aid is still to be reviewed."""

    def decided(found: Case) -> tuple[str, Step] | None:
        if found.state in ENDS or not deaths.ends_without_members(found):
            return None
        return "die", Step()

    transitions.change(cases.load(case_id), decided, Act(SYSTEM, now, law))
