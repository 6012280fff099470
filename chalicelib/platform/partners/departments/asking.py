"""The departments that hold data on families: all of them asked at once, each answer validated.

One POST a source, with every person of the household in its body, and nothing personal anywhere
else. A source answers at once, or promises an answer and is asked for it later with its ticket. A
fault of one answer is a reason at that source's items and affects no other source: no answer, or
one that cannot be read, never counts as "nothing held".
"""

from __future__ import annotations

import base64
import hmac
import secrets as randomness
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from chalicelib.domain.errors import Failure, Refused, Unavailable
from chalicelib.platform.partners.departments.exchange import Exchange, Reply
from chalicelib.platform.partners.departments.files import Files, findings_of_file
from chalicelib.platform.partners.departments.findings import (
    Finding,
    Subject,
    Ticket,
    unverified,
)
from chalicelib.platform.partners.departments.validation import validated
from chalicelib.platform.partners.departments.wire import (
    is_signed,
    question,
    reminder,
)
from chalicelib.platform.runtime import failures, log
from chalicelib.platform.runtime.clock import Clock
from chalicelib.policy import Source

if TYPE_CHECKING:
    from urllib3 import PoolManager

    from chalicelib.platform.partners.departments.answers import SourceAnswer


PLACE_DIGITS = {"city": 4, "province": 2, "nation": 0}
"""How many digits of an area code say whose register it is."""

_Outcome = list[Finding] | Ticket | Unavailable

UNREADABLE = "source.unreadable"
"""The sign for operators that nobody can read what a source answers or leaves."""


@dataclass(frozen=True)
class RoundResult:
    """What a round of asking came to: every item with its status, who promised to answer, and when
    those have their turn who get as many questions now as they take.
    """

    found: list[Finding]
    tickets: Mapping[str, Ticket]
    booked: Mapping[str, datetime] = field(default_factory=dict)


class RequestLimiter(Protocol):
    """What decides which sources may not be asked now."""

    def refused(self, sources: Sequence[Source], booked: Collection[str] = ()) -> Mapping[str, str]:
        """The sources that may not be asked now, each with its reason."""
        ...

    def book(self, sources: Sequence[Source], about: str) -> Mapping[str, datetime]:
        """When a question has its turn at sources that have had enough of them now."""
        ...

    def record(self, codes: Mapping[str, str]) -> None:
        """How sources answered: the reason of each that failed, empty for one that did not."""
        ...


class Departments:
    """Asks the departments of a pack through the exchange, within a deadline for each round."""

    def __init__(
        self,
        exchange: Exchange,
        sources: Sequence[Source],
        deadline: timedelta,
        clock: Clock,
        limiter: RequestLimiter,
        files: Files,
    ) -> None:
        self._exchange = exchange
        self._sources = sources
        self._deadline = deadline
        self._clock = clock
        self._limiter = limiter
        self._files = files

    def ask(
        self,
        request_id: str,
        sources: Sequence[str],
        persons: Sequence[Subject],
        tickets: Mapping[str, Ticket] | None = None,
        disputed: Sequence[str] = (),
        booked: Collection[str] = (),
    ) -> RoundResult:
        """Every item of the named sources for every person, each with its status.

        Takes as long as the slowest source, at most the deadline. A repeated `request_id` lets a
        department answer as before without counting another query; a source of which `tickets`
        holds one is reminded of it instead. The question names which of its items are `disputed`.
        At those that are `booked` this question has its turn now.
        """
        named = [source for source in self._sources if source.code in sources]
        refused = self._limiter.refused(named, booked)
        questions = [
            one
            for source in named
            if source.code not in refused
            for one in _questions(source, request_id, persons, disputed, tickets or {})
        ]
        with self._exchange.pool(len(questions)) as pool:
            calls = [partial(self._ask, pool, one) for one in questions]
            gathered = self._clock.gather(calls, self._deadline)
        answers = [answer or Unavailable("answer.late") for answer in gathered]
        pairs = list(zip(questions, answers, strict=True))
        self._limiter.record({one.source.code: _failure(answer) for one, answer in reversed(pairs)})
        unasked = [
            found
            for source in named
            if source.code in refused
            for found in _findings(source, persons, Unavailable(refused[source.code]))
        ]
        found = [
            each for one, answer in pairs for each in _findings(one.source, one.persons, answer)
        ]
        promised = {
            one.source.code: answer
            for one, answer in pairs
            if isinstance(answer, Ticket) and one.here
        }
        full = [one for one in named if refused.get(one.code) == "answer.limited"]
        return RoundResult([*found, *unasked], promised, self._limiter.book(full, request_id))

    def _ask(self, pool: PoolManager, asked: _Question) -> _Outcome:
        """The source's findings, its promise, or the reason why there is neither."""
        source = asked.source
        try:
            if source.answers == "file":
                return self._from_file(asked)
            answer = self._over_http(pool, asked)
            if isinstance(answer, Ticket):
                return answer
            return validated(source, asked.persons, answer, self._clock.now())
        except Unavailable as reason:
            return reason
        except Exception as failure:
            failures.record_failure(
                "nobody can read an answer", UNREADABLE, failure, source=source.code
            )
            return Unavailable("answer.malformed")

    def _over_http(self, pool: PoolManager, asked: _Question) -> SourceAnswer | Ticket:
        """What the source answers over HTTP."""
        source = asked.source
        nonce, ticket = randomness.token_hex(16), asked.ticket
        path = f"/{source.code}"
        if ticket is None:
            fields = (asked.request_id, nonce, asked.persons, asked.disputed, asked.place)
            body = question(source, *fields)
        else:
            path, body = f"{path}/answers", reminder(asked.request_id, nonce, ticket.ticket)
        return _read(self._exchange.post(pool, source, path, body), nonce, ticket)

    def _from_file(self, asked: _Question) -> list[Finding]:
        """The findings in the source's newest file; only departments of our place leave files."""
        if not asked.here:
            raise Unavailable("answer.no_file")
        return findings_of_file(asked.source, asked.persons, self._files, self._clock.now())


@dataclass(frozen=True)
class _Question:
    """What a source is asked: about whom, as the department of which place.

    `ticket` is its promise, for which it is asked instead; `here` that the place is ours, from
    which files and callbacks come.
    """

    source: Source
    request_id: str
    persons: Sequence[Subject]
    disputed: Sequence[str]
    place: str
    here: bool
    ticket: Ticket | None


def _questions(
    source: Source,
    request_id: str,
    persons: Sequence[Subject],
    disputed: Sequence[str],
    tickets: Mapping[str, Ticket],
) -> Iterator[_Question]:
    """One question for each place at which the source keeps these persons' records.

    The first is that of the applicant's place, which is ours.
    """
    digits = PLACE_DIGITS[source.level]
    places = dict.fromkeys(person.place[:digits] for person in persons)
    for number, place in enumerate(places):
        there = [person for person in persons if person.place[:digits] == place]
        here = number == 0
        ticket = tickets.get(source.code) if here else None
        id_ = request_id if here else f"{request_id}-{place}"
        yield _Question(source, id_, there, disputed, place, here, ticket)


def _read(reply: Reply, nonce: str, ticket: Ticket | None) -> SourceAnswer | Ticket:
    """The answer in a reply, which must name the question's nonce; or the promise of one."""
    from chalicelib.platform.partners.departments.answers import Promise, SourceAnswer

    if reply.status == 202:
        promise = Promise.read(reply.content)
        return ticket or Ticket(promise.ticket, nonce)
    answer = SourceAnswer.read(reply.content)
    if not hmac.compare_digest(answer.nonce.encode(), nonce.encode()):
        raise Unavailable("answer.unsigned")
    return answer


def _failure(answer: _Outcome) -> str:
    return answer.code if isinstance(answer, Unavailable) else ""


def _findings(source: Source, persons: Sequence[Subject], answer: _Outcome) -> list[Finding]:
    if isinstance(answer, list):
        return answer
    code = "answer.pending" if isinstance(answer, Ticket) else answer.code
    log.info("no usable answer", source=source.code, code=code)
    return unverified(source, [person.member for person in persons], code)


@dataclass(frozen=True)
class Callback:
    """An answer that a source sends later by itself: its ticket, the signed text, the signature."""

    source: str
    ticket: str
    content: str = field(repr=False)
    signature: str = field(repr=False)


def findings_of_callback(
    source: Source,
    callback: Callback,
    key: str,
    ticket: Ticket,
    persons: Sequence[Subject],
    now: datetime,
) -> list[Finding]:
    """The findings about `persons` in an answer that a source sent later, validated like any other.

    Refused("answer.unsigned") where signature or nonce are not those of the question whose
    ticket this is, Refused("answer.malformed") where nobody can read it.
    """
    from chalicelib.platform.partners.departments.answers import SourceAnswer

    content = callback.content.encode()
    signed_parts = ("ANSWER", f"/{source.code}", ticket.nonce)
    if not is_signed(callback.signature, base64.b64decode(key), content, *signed_parts):
        raise Refused("answer.unsigned")
    try:
        answer = SourceAnswer.read(content)
        if not hmac.compare_digest(answer.nonce.encode(), ticket.nonce.encode()):
            raise Refused("answer.unsigned")
        return validated(source, persons, answer, now)
    except Failure as fact:
        raise Refused(fact.code) from None
    except Exception as failure:
        failures.record_failure(
            "nobody can read an answer", UNREADABLE, failure, source=source.code
        )
        raise Refused("answer.malformed") from None
