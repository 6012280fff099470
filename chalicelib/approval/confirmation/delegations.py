"""A county delegates the power to confirm to one of its townships, and takes it back.

The county's leader enters it, dated; taking it back is entering its last day. Open cases that a
township was to confirm and may not any more go to the county.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.case import case as cases
from chalicelib.case import confirming, overdue
from chalicelib.directory.offices import delegations, routing
from chalicelib.directory.offices.delegations import ConfirmationDelegation
from chalicelib.domain.actors import HANDLING, Actor, Post, Role, system
from chalicelib.domain.areas import AreaLevel, county_of, is_within, level_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.records import worklist
from chalicelib.records.act import Act
from chalicelib.records.law import Law

if TYPE_CHECKING:
    from chalicelib.approval.confirmation import power_contract

SYSTEM = system("delegations")


def own_township(actor: Actor, path: Mapping[str, str]) -> str:
    """The township of a path, for a leader of its county; Refused("delegation.not_found")."""
    office = _township(path)
    if actor.office != county_of(office) or Post.LEADER not in actor.posts:
        raise Refused("delegation.not_found")
    return office


def seen_township(actor: Actor, path: Mapping[str, str]) -> str:
    """The township of a path, for who handles cases there or above; as `own_township` refuses."""
    office = _township(path)
    within = actor.role is Role.STAFF and is_within(office, actor.office)
    if not within or not actor.posts & HANDLING:
        raise Refused("delegation.not_found")
    return office


def _township(path: Mapping[str, str]) -> str:
    office = path["office"]
    if office not in routing.area_names() or level_of(office) is not AreaLevel.TOWNSHIP:
        raise Refused("delegation.not_found")
    return office


def enter(office: str, entry: power_contract.Delegation, act: Act) -> power_contract.Delegations:
    """Enter a delegation, and take to the county what the township may not confirm any more.

    Refused("delegation.no_basis") for a scheme that no text of the day lets be delegated.
    """
    for number, scheme in enumerate(entry.schemes):
        if confirming.basis(scheme, act.law) is None:
            raise Refused("delegation.no_basis", pointer=f"/schemes/{number}")
    delegations.save(
        ConfirmationDelegation(office, scheme, entry.since, entry.until, act.actor.id, act.now)
        for scheme in sorted(set(entry.schemes))
    )
    for case_id in list(_to_confirm(office)):
        overdue.to_county(cases.load(case_id), Act(SYSTEM, act.now, act.law))
    return listed(office, act.now)


def listed(office: str, now: datetime) -> power_contract.Delegations:
    """What a township was delegated, past and to come."""
    from chalicelib.approval.confirmation import power_contract

    lines = [
        power_contract.DelegationLine(
            scheme=one.scheme,
            since=one.since,
            until=one.until,
            in_force=one.holds_on(day_of(now)),
        )
        for one in delegations.of_office(office)
    ]
    return power_contract.Delegations(
        office=office, office_name=routing.office_name(office), delegations=lines
    )


def follow(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Take a case to the county that the township was to confirm and may not any more."""
    overdue.to_county(cases.load(case_id), Act(SYSTEM, now, law))


def _to_confirm(office: str) -> Iterator[str]:
    """The cases that wait for confirmation on the list of an office."""
    lines = worklist.every([office])
    return (line.id for line in lines if (line.kind, line.task) == ("case", confirming.TASK))
