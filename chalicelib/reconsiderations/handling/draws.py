"""Who looks at a decision again: somebody of the county or above who took no part, by a seed."""

from __future__ import annotations

from collections.abc import Iterator, Set

from chalicelib.case import case_tasks, confirming
from chalicelib.case.case import Case
from chalicelib.directory import store as directory
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import HANDLING, Actor, Post, Role
from chalicelib.domain.areas import level_of
from chalicelib.platform.store import trail
from chalicelib.reconsiderations import rules, store
from chalicelib.reconsiderations.states import WAITING
from chalicelib.reconsiderations.store import Draw, Reconsideration
from chalicelib.records import assignment
from chalicelib.records.change import Version
from chalicelib.records.law import Law

SEED = "reconsideration.seed"


def draw_officer(case: Case, id_: str, law: Law, above: str = "") -> Draw | None:
    """Who of the county, or of an office above that one, looks at it, with the seed and among whom;
    None where nobody may. Who is away is drawn where everybody is: no deputy answers for them."""
    involved = took_part(case)
    for office, posts in _offices(case):
        if above and level_of(office) >= level_of(above):
            continue
        here = directory.of_office(office, law.day)
        apart = [one for one in here if one.posts & posts and one.id not in involved]
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


def took_part(case: Case) -> set[str]:
    """Who of the staff did anything in a case, was named in it, or has a relative in it."""
    actors = {str(event["actor"]) for event in trail.history("case", case.id)}
    named = {*case.document.acted, *case.document.decided, *confirming.worked_on(case.document)}
    return actors | named | store.relatives_of(case)


def is_drawn(found: Version[Reconsideration], actor: Actor) -> bool:
    """Whether the actor was drawn, and still handles cases at the office where that was."""
    if found.state == WAITING:
        return assignment.holds(store.task(found), actor)
    drawn = {(one.drawn, one.office) for one in found.document.draws}
    return actor.role is Role.STAFF and bool(actor.posts & HANDLING) and (
        (actor.id, actor.office) in drawn
    )  # fmt: skip
