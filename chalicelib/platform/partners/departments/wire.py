"""What goes over the wire between us and a department: shapes, signatures, questions.

Both sides sign with HMAC-SHA256: a request over method, path, timestamp, nonce and body, an answer
over path, nonce and body, so that no answer can be forged, altered or replayed. That nonce is new
for every try. A question has one of its own in its body, which the answer names, and every line
names the person it is about, its unit and its period.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from chalicelib.domain import digits, names
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.models import incoming
from chalicelib.platform.partners.departments.findings import Subject
from chalicelib.policy import Source

APP_ID, TIMESTAMP, NONCE, SIGNATURE = "X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature"
MOST_BYTES = incoming.MOST_BYTES
MOST_LETTERS = 64
MOST_NAME = 256  # letters, with whatever padding a register keeps
MOST_LINES = 4096


def _instant(text: str) -> str:
    """`text` if it names an instant of the calendar."""
    try:
        parse_instant(text)
    except Refused:
        raise ValueError("no instant") from None
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("not printable")
    return text


_Text = Annotated[str, Field(max_length=MOST_LETTERS), AfterValidator(_printable)]


class _Border(BaseModel):
    """A part of a department's answer: strict types, no values in errors."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class AnswerItem(_Border):
    """One item of one person; it names the person again, and the unit and period of the value."""

    member: int
    identity_number: Annotated[str, Field(max_length=MOST_LETTERS)]
    name: Annotated[str, Field(max_length=MOST_NAME)]
    item: Annotated[str, Field(max_length=MOST_LETTERS)]
    status: Literal["held", "nothing_held"]
    value: int | bool | str | None = None
    unit: _Text = ""
    period: Literal["moment", "month", "year"] = "moment"
    record: _Text = ""

    def is_about(self, person: Subject) -> bool:
        """Whether number and name are those of the person who was asked about.

        Spellings do not matter: padding, widths, dots, a small x.
        """
        number = digits.compact(self.identity_number).upper()
        return number == person.identity_number and names.same(self.name, person.name)


class Answer(_Border):
    """A source's answer, for the instant `as_of`; each of its lines is validated by itself."""

    nonce: str
    as_of: Annotated[
        str,
        Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
        AfterValidator(_instant),
    ]
    lines: Annotated[list[Any], Field(max_length=MOST_LINES)]

    @classmethod
    def read(cls, content: bytes) -> Answer:
        """The answer in a body; ValueError where it is none, or larger or deeper than agreed."""
        return cls.model_validate(incoming.parsed(content))

    def readable(self) -> Iterator[AnswerItem]:
        """The lines that are of the agreed shape."""
        for line in self.lines:
            try:
                yield AnswerItem.model_validate(line)
            except ValidationError:
                continue


class Promise(_Border):
    """A source's promise to answer later."""

    ticket: Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]

    @classmethod
    def read(cls, content: bytes) -> Promise:
        """The promise in a body; ValueError where it is none."""
        return cls.model_validate(incoming.parsed(content))


def signature(key: bytes, body: bytes, *parts: str) -> str:
    """HMAC-SHA256 over these parts and the digest of the body, a line each, in hexadecimal."""
    lines = "\n".join([*parts, hashlib.sha256(body).hexdigest()])
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def is_signed(signed: str, key: bytes, body: bytes, *parts: str) -> bool:
    """Whether `signed` is the signature of these parts and body, compared in constant time."""
    return hmac.compare_digest(signed.encode(), signature(key, body, *parts).encode())


def question(
    source: Source,
    request_id: str,
    nonce: str,
    persons: Sequence[Subject],
    disputed: Sequence[str] = (),
    place: str = "",
) -> bytes:
    """The body that asks a source for all its items about persons.

    It names those of its items that the family disputes, so that the source looks again, and the
    city or province (the first digits of its area code) whose department is to answer.
    """
    own = [item.code for item in source.items]
    return _json(
        request_id=request_id,
        nonce=nonce,
        items=own,
        disputed=[code for code in own if code in disputed],
        place=place,
        persons=[
            {name: value for name, value in asdict(person).items() if name != "place"}
            | {"name": names.standard(person.name)}
            for person in persons
        ],
    )


def reminder(request_id: str, nonce: str, ticket: str) -> bytes:
    """The body that asks a source for what it promised."""
    return _json(request_id=request_id, nonce=nonce, ticket=ticket)


def _json(**fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()
