"""A route as data, and what its function is called with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Broken
from chalicelib.platform.http.rate_limits import RateLimit
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.keys import Key
from chalicelib.words import LANGUAGES

if TYPE_CHECKING:
    from pydantic import BaseModel

Check = Callable[[Actor, Mapping[str, str]], Any]
"""Whether the actor may see what the path names: answers it, or Refused(`….not_found`)."""


class Audience(StrEnum):
    """Who may call a route."""

    CITIZEN = "citizen"
    STAFF = "staff"
    ANYBODY_SIGNED_IN = "anybody_signed_in"
    PUBLIC = "public"

    def admits(self, role: Role) -> bool:
        """Whether somebody signed in with `role` belongs to it."""
        return self in {Audience.ANYBODY_SIGNED_IN, Audience.PUBLIC} or self.value == role.value


NOBODY = Actor("", Role.CITIZEN)
"""The actor of a public route, where no session is asked for."""


def _no_subject(_actor: Actor, _path: Mapping[str, str]) -> None:
    """The path names nothing that belongs to anybody."""


NO_SUBJECT: Check = _no_subject


def fresh(check: Check) -> Check:
    """The same check, for what is done only a short while after signing in.

    Refused("session.not_fresh"), only to somebody who passes the check.
    """

    def checking(actor: Actor, path: Mapping[str, str]) -> Any:
        found = check(actor, path)
        actor.must_be_fresh()
        return found

    return checking


@dataclass(frozen=True)
class Call:
    """One request, as the function of its route gets it.

    `body` is the validated model of the route, `subject` what its check found, `path` and `query`
    the parameters, `now` the instant at which the request arrived, `address` the network address
    from which it came, as API Gateway saw it, `session` that of whoever is signed in, `lang` the
    language in which the answer is read.
    """

    actor: Actor
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = field(default=None, repr=False)
    subject: Any = field(default=None, repr=False)
    key: IdempotencyKey | None = None
    address: str = field(default="", repr=False)
    session: Session | None = field(default=None, repr=False)
    lang: str = LANGUAGES[0]

    @property
    def idempotency_key(self) -> IdempotencyKey:
        """The request's idempotency key; Broken("request.no_key") on a route that takes none."""
        if self.key is None:
            raise Broken("request.no_key")
        return self.key

    @property
    def own_session(self) -> Session:
        """The session of who asks; Broken("request.no_session") on a public route."""
        if self.session is None:
            raise Broken("request.no_session")
        return self.session


Ahead = Callable[[Session, Mapping[str, str]], Collection[Key]]
"""Where that lies which the session's lookup and the check read, by the session and the path."""
Act = Callable[[Call], "BaseModel"]
Repeated = Callable[[Call, str, str, int], "BaseModel"]
"""The answer to a request that was made before: (call, record kind, record id, seq then).

The call has the body, which is that of then, and no subject: the check is not asked again.
"""


ACCEPTED = 202
CHANGING = frozenset({"POST", "PUT"})
"""The methods by which something is changed."""


@dataclass(frozen=True)
class Route:
    """A route: who may call it, what it takes and gives, and what it does.

    Every POST and PUT takes an `Idempotency-Key`, and `repeated` answers a request that was made
    before; `no_key_reason` says why a route takes none. `creates` is the kind of record that a
    request creates under the id of its key. `query` are the parameters it knows; any other is
    refused. `rate_limits` are how often it may be used; a request beyond them is answered with when
    to try again. What is `ahead` of the check is read by one call with the session. `pending` is
    the field of an answer that says where to ask again for what is not done yet: while it is set,
    the status is 202. What a partner calls by its own format takes `xml`, and answers with a text.
    One `before_code` is also for who still owes their second factor.
    """

    method: str
    path: str
    audience: Audience
    check: Check
    act: Act
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    repeated: Repeated | None = None
    no_key_reason: str = ""
    creates: str = ""
    query: tuple[str, ...] = ()
    status: int = 200
    rate_limits: tuple[RateLimit, ...] = ()
    ahead: Ahead | None = None
    pending: str = ""
    xml: bool = False
    before_code: bool = False

    @property
    def name(self) -> str:
        """Method and path, by which there is no other."""
        return f"{self.method} {self.path}"

    def status_of(self, answered: BaseModel) -> int:
        """The status of an answer."""
        return ACCEPTED if self.pending and getattr(answered, self.pending) else self.status

    def __post_init__(self) -> None:
        if not isinstance(self.audience, Audience) or not callable(self.check):
            raise TypeError(f"{self.method} {self.path} needs an audience and a check")
        if self.method in CHANGING and bool(self.repeated) == bool(self.no_key_reason):
            raise TypeError(f"{self.method} {self.path} needs `repeated`, or the reason why not")
        if self.audience is Audience.PUBLIC and self.repeated:
            raise TypeError(f"{self.method} {self.path} has nobody to whom a key could belong")
        by_account = [limit for limit in self.rate_limits if limit.of == "account"]
        if self.audience is Audience.PUBLIC and by_account:
            raise TypeError(f"{self.method} {self.path} has no account that could be counted")


NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
AREA = re.compile(r"[0-9]{12}")
PATH = {
    "case_id": re.compile(r"c[a-z2-7]{32}"),
    "area": AREA,
    "code": AREA,
    "task": re.compile(r"[a-z_]{1,40}"),
}


def knows(path: Mapping[str, str]) -> bool:
    """Whether the parameters of a path can name anything at all."""
    return all(PATH.get(name, NAME).fullmatch(value) for name, value in path.items())
