"""The departments that hold data on families: all of them asked at once, each believed with care.

One POST a source, with every person of the household in its body, and nothing personal anywhere
else. Both sides sign with HMAC-SHA256: the request over method, path, timestamp, nonce and body,
the answer over path, nonce and body, so that no answer can be forged, altered or replayed.
Whatever is wrong with one answer is a reason beside that source's items and touches no other:
nobody's silence, and nothing that cannot be read, is ever a clean answer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets as randomness
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Unavailable
from chalicelib.platform import log
from chalicelib.platform.clock import Clock
from chalicelib.policy import Source, SourceItem

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

Status = Literal["verified", "nothing_held", "not_verified", "mismatch"]

APP_ID, TIMESTAMP, NONCE, SIGNATURE = "X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature"
MOST_BYTES = 256 * 1024  # of one answer
MOST_VALUE = 10**12
PATIENCE = 2  # a socket is given up after so many deadlines; the deadline itself is the clock's


@dataclass(frozen=True)
class Person:
    """Somebody who is asked about: the number within the household, and who it is."""

    member: int
    identity_number: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class Found:
    """What one source says of one item of one member.

    `value` is fen, a count, or 0 and 1 for no and yes; None is unknown, never zero. `reason` says
    why nothing was verified, `as_of` how old the department's data is (an instant as text), and
    `record` is the department's own number of it.
    """

    source: str
    item: str
    member: int
    status: Status
    value: int | None = None
    reason: str = ""
    as_of: str = ""
    record: str = ""


class _Border(BaseModel):
    """What a department says: no guessing of types, nothing of it in errors."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class _Line(_Border):
    """One item of one person; it names the person again."""

    member: int
    identity_number: str
    name: str
    item: str
    status: Literal["held", "nothing_held"]
    value: int | bool | None = None
    record: Annotated[str, Field(max_length=64)] = ""

    def is_about(self, person: Person) -> bool:
        """Whether number and name are those of the person who was asked about."""
        told = (self.identity_number.upper(), self.name)
        return told == (person.identity_number.upper(), person.name)


class _Answer(_Border):
    """A source's answer; each of its lines is judged by itself."""

    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    lines: list[Any]

    def readable(self) -> Iterator[_Line]:
        """The lines that are of the agreed shape."""
        for line in self.lines:
            try:
                yield _Line.model_validate(line)
            except ValidationError:
                continue


class Departments:
    """Asks the departments of a pack through the exchange at `base_url`.

    `key` is the shared key in base64; `deadline` bounds one round of asking.
    """

    def __init__(
        self,
        base_url: str,
        app_id: str,
        key: str,
        sources: Sequence[Source],
        deadline: timedelta,
        clock: Clock,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._app_id = app_id
        self._key = base64.b64decode(key)
        self._sources = sources
        self._deadline = deadline
        self._clock = clock

    def ask(
        self, request_id: str, sources: Sequence[str], persons: Sequence[Person]
    ) -> list[Found]:
        """Every item of the named sources for every person, each with its status.

        Takes as long as the slowest source, at most the deadline. A repeated `request_id` lets a
        department answer as before without counting another query.
        """
        from urllib3 import PoolManager

        asked = [source for source in self._sources if source.code in sources]
        with PoolManager(maxsize=max(1, len(asked))) as pool:
            calls = [partial(self._ask, pool, source, request_id, persons) for source in asked]
            answers = self._clock.gather(calls, self._deadline)
        return [
            found
            for source, answer in zip(asked, answers, strict=True)
            for found in _believed(source, persons, answer or Unavailable("answer.late"))
        ]

    def _ask(
        self, pool: PoolManager, source: Source, request_id: str, persons: Sequence[Person]
    ) -> _Answer | Unavailable:
        """The source's answer, or what is wrong with it."""
        nonce = randomness.token_hex(16)
        url = f"{self._base_url}/{source.code}"
        try:
            content, signed = self._post(pool, url, nonce, _question(source, request_id, persons))
            expected = signature(self._key, content, "ANSWER", urlsplit(url).path, nonce)
            if not hmac.compare_digest(signed.encode(), expected.encode()):
                return Unavailable("answer.unsigned")
            return _Answer.model_validate_json(content)
        except ValidationError:
            return Unavailable("answer.malformed")
        except Unavailable as reason:
            return reason

    def _post(self, pool: PoolManager, url: str, nonce: str, body: bytes) -> tuple[bytes, str]:
        """The content of an answer and its signature."""
        from urllib3.exceptions import HTTPError

        timestamp = instant_text(self._clock.now())
        said = ("POST", urlsplit(url).path, timestamp, nonce)
        headers = {
            "Content-Type": "application/json",
            APP_ID: self._app_id,
            TIMESTAMP: timestamp,
            NONCE: nonce,
            SIGNATURE: signature(self._key, body, *said),
        }
        try:
            response = pool.request(
                "POST",
                url,
                body=body,
                headers=headers,
                timeout=self._deadline.total_seconds() * PATIENCE,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return _content(response), response.headers.get(SIGNATURE, "")
        except HTTPError:
            raise Unavailable("answer.unreachable") from None


def signature(key: bytes, body: bytes, *said: str) -> str:
    """HMAC-SHA256 over what was said and the digest of the body, a line each, in hexadecimal."""
    lines = "\n".join([*said, hashlib.sha256(body).hexdigest()])
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def _question(source: Source, request_id: str, persons: Sequence[Person]) -> bytes:
    question = {
        "request_id": request_id,
        "items": [item.code for item in source.items],
        "persons": [asdict(person) for person in persons],
    }
    return json.dumps(question, ensure_ascii=False).encode()


def _content(response: BaseHTTPResponse) -> bytes:
    try:
        if response.status != 200:
            raise Unavailable("answer.failed")
        content = response.read(MOST_BYTES + 1, decode_content=False)
    finally:
        response.close()
    if len(content) > MOST_BYTES:
        raise Unavailable("answer.malformed")
    return content


def unverified(source: Source, members: Iterable[int], reason: str) -> list[Found]:
    """Every item of a source for these members as not verified, and why."""
    return [
        Found(source.code, item.code, member, "not_verified", reason=reason)
        for member in members
        for item in source.items
    ]


def _believed(
    source: Source, persons: Sequence[Person], answer: _Answer | Unavailable
) -> list[Found]:
    """What a source's answer comes to, item by item of every person."""
    if isinstance(answer, Unavailable):
        log.info("no usable answer", source=source.code, code=answer.code)
        return unverified(source, [person.member for person in persons], answer.code)
    lines: dict[tuple[int, str], list[_Line]] = {}
    for line in answer.readable():
        lines.setdefault((line.member, line.item), []).append(line)
    return [
        replace(
            _judged(source, item, person, lines.get((person.member, item.code), [])),
            as_of=answer.as_of,
        )
        for person in persons
        for item in source.items
    ]


def _judged(source: Source, item: SourceItem, person: Person, lines: Sequence[_Line]) -> Found:
    """What the lines about one item of one person come to."""
    nothing = Found(source.code, item.code, person.member, "not_verified", reason="answer.lacking")
    own = [line for line in lines if line.is_about(person)]
    if lines and not own:
        other = lines[0].record
        return replace(nothing, status="mismatch", reason="answer.other_person", record=other)
    if len(own) != 1:
        return nothing
    status, value, record = own[0].status, own[0].value, own[0].record
    if status == "held" and value is not None and _fits(value, item.type):
        return replace(nothing, status="verified", value=int(value), reason="", record=record)
    if status == "nothing_held" and value is None:
        return replace(nothing, status="nothing_held", reason="", record=record)
    return nothing


def _fits(value: int | bool, type_: str) -> bool:
    """Whether a value is what the pack says of the item: yes or no, or a number that may be one."""
    if isinstance(value, bool) or type_ == "bool":
        return isinstance(value, bool) and type_ == "bool"
    return 0 <= value <= MOST_VALUE
