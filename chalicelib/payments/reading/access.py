"""Whose money is whose to release: the checks that routes and pages name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.areas import AreaLevel, is_within, level_of
from chalicelib.domain.dates import Month
from chalicelib.domain.errors import Refused
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND, RELEASE_KIND
from chalicelib.payments.formats.documents import Discrepancy, StoredRelease
from chalicelib.records import kind
from chalicelib.records.change import Version
from chalicelib.records.kind import Kind

W = TypeVar("W", StoredRelease, Discrepancy)


def _check(kind_: Kind[W]) -> Callable[[Actor, Mapping[str, str]], Version[W]]:
    """The record of a route, for a finance clerk of its county or whoever it went up to; else not
    found."""

    def check(actor: Actor, path: Mapping[str, str]) -> Version[W]:
        found = kind.load(kind_, path[f"{kind_.name}_id"])
        if not _may(kind_, found, actor):
            raise Refused("payments.not_found")
        return found

    return check


def _may(kind_: Kind[W], found: Version[W], actor: Actor) -> bool:
    """Whoever may do its task; once it was done the finance clerks and leaders of its county, and
    of an office above whoever did it."""
    if kind.tasks_of(kind_, found.record):
        return kind.has_task_for(kind_, found.record, actor)
    if actor.role is not Role.STAFF or not actor.posts & {Post.FINANCE, Post.LEADER}:
        return False
    county, did = str(found.clear["county"]), found.document.decided_by == actor.id
    return actor.office == county or (did and is_within(county, actor.office))


RELEASE = _check(RELEASE_KIND)
DISCREPANCY = _check(DISCREPANCY_KIND)


def keeps_books(actor: Actor) -> bool:
    """Whether somebody reads the books of their office, which is a county."""
    posts = actor.posts & {Post.FINANCE, Post.LEADER}
    return level_of(actor.office) is AreaLevel.COUNTY and bool(posts)


def own_books(actor: Actor, _path: Mapping[str, str]) -> str:
    """The county whose books somebody reads; Refused("payments.not_found") for who reads none."""
    if not keeps_books(actor):
        raise Refused("payments.not_found")
    return actor.office


def books_of(actor: Actor, path: Mapping[str, str]) -> tuple[str, str]:
    """County and period of the books of the clerk's own county; not found for any other."""
    if own_books(actor, path) != path["county"]:
        raise Refused("payments.not_found")
    try:
        return actor.office, str(Month.parse(path["period"]))
    except Refused:
        raise Refused("payments.not_found") from None
