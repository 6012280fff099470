"""The shapes of what departments answer, checked part by part; loaded for the first answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from chalicelib.domain import digits, names
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments.findings import Subject
from chalicelib.platform.partners.departments.wire import MOST_LETTERS, MOST_LINES, MOST_NAME
from chalicelib.platform.runtime import incoming


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


class SourceAnswer(_Border):
    """A source's answer, for the instant `as_of`; each of its lines is validated by itself."""

    nonce: str
    as_of: Annotated[
        str,
        Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
        AfterValidator(_instant),
    ]
    lines: Annotated[list[Any], Field(max_length=MOST_LINES)]

    @classmethod
    def read(cls, content: bytes) -> SourceAnswer:
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
