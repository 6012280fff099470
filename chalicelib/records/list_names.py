"""Which lists of work there are, by their names: of offices, and of members of staff."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from chalicelib.domain.actors import HANDLING, Actor, Post

GROUPS = (HANDLING, frozenset({Post.LEADER}), frozenset({Post.FINANCE}))
"""The groups of posts that have a list of their own at each office. What is for a group that is
none of these is on the list of each of its posts, so that whoever has one post reads two lists at
most."""


def of_office(actor: Actor) -> list[str]:
    """The lists of the actor's office of which they may open every line."""
    return [list_of(actor.office, posts) for posts in GROUPS if posts & actor.posts]


def late(lists: Iterable[str]) -> list[str]:
    """Of each list of an office that of what is late among it."""
    return [f"{one}#late" for one in lists]


def own(staff_id: str) -> str:
    """The list of what a member of staff claimed or is asked for by name, which a deputy reads as
    well, and of what was drawn for them alone."""
    return f"STAFF#{staff_id}"


def done(staff_id: str) -> str:
    """The list of what a member of staff did."""
    return f"DONE#{staff_id}"


def list_of(office: str, posts: AbstractSet[Post]) -> str:
    """The list of an office for a group of posts."""
    return office if posts == HANDLING else f"{office}#{'+'.join(sorted(posts))}"


def groups_of(posts: AbstractSet[Post]) -> list[frozenset[Post]]:
    """The groups with a list of their own to which these posts belong."""
    return [frozenset(posts)] if posts in GROUPS else [frozenset({one}) for one in sorted(posts)]
