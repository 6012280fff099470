"""Who acts: a citizen, a member of staff, or the system itself.

Identity is an argument everywhere below the API. A staff actor's office and posts are read from
the directory for every request, so a transfer takes effect at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.errors import Refused


class Role(StrEnum):
    """What kind of actor somebody is."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Post(StrEnum):
    """A post (岗位) within an office; a member of staff may hold several."""

    CASE_WORKER = "case_worker"  # 经办
    LEADER = "leader"  # 分管领导: sees and decides what was escalated
    FINANCE = "finance"  # 资金发放


HANDLING = frozenset({Post.CASE_WORKER, Post.LEADER})
"""The posts whose holders read and handle cases; who only pays sees no file."""


@dataclass(frozen=True)
class Actor:
    """One who acts. `id` is the account id, the staff id, or the name of the system's part.

    `fresh` says that they signed in a short while ago, `owes_code` that they may do nothing before
    the code of their authenticator, their second factor. `acts_for` are the colleagues whose deputy
    they are today.
    """

    id: str
    role: Role
    office: str = ""
    posts: frozenset[Post] = frozenset()
    fresh: bool = False
    owes_code: bool = False
    acts_for: tuple[str, ...] = ()

    def must_be_fresh(self) -> None:
        """Refused("session.not_fresh") unless they signed in a short while ago."""
        if not self.fresh:
            raise Refused("session.not_fresh")


def system(part: str) -> Actor:
    """The system acting by itself, named by its part (`verify`, `reconcile`, …)."""
    return Actor(f"system:{part}", Role.SYSTEM)
