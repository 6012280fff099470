"""Fields of people that the API takes: each in its one spelling, each fault with its code.

What is wrong with a field is the code of a fact, whose words name the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from chalicelib.domain import digits, identity, names, texts
from chalicelib.domain.dates import LAST_YEAR
from chalicelib.domain.errors import Refused

MOST_FAULTS = 50
"""The most faults that one answer lists."""

LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt")
"""What an answer may say of a field's rules: nothing of what was filled in."""

_FIELD_NAME = re.compile(r"[a-z_]{1,40}")


def fault(code: str, at: str = "") -> PydanticCustomError:
    """A fault of a field or of fields together, named by the code of its fact.

    `at` is the pointer to the field that is to be put right, from the model that is refused.
    """
    return PydanticCustomError(code, "{code}", {"code": code, "at": at})


def faults(invalid: ValidationError) -> list[dict[str, Any]]:
    """What is wrong and where, without any value: errors with pointer, code and the rule's limit.

    An unknown field is named only if it looks like a field's name.
    """
    found = invalid.errors(include_url=False, include_input=False)[:MOST_FAULTS]
    return [
        {"pointer": _pointer(one), "code": one["type"], **_limits(one.get("ctx", {}))}
        for one in found
    ]


def _pointer(error: ErrorDetails) -> str:
    """The RFC 6901 pointer to a fault."""
    place = error["loc"]
    if error["type"] == "extra_forbidden" and not _FIELD_NAME.fullmatch(str(place[-1])):
        place = place[:-1]
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "".join(f"/{part}" for part in parts) + str(error.get("ctx", {}).get("at", ""))


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: context[name] for name in LIMITS if name in context}


def _telephone(text: str) -> str:
    try:
        return digits.telephone(text)
    except Refused as refusal:
        raise fault(refusal.code) from None


def _normalized(spelling: Callable[[str], str]) -> AfterValidator:
    def normalize(value: SecretStr) -> SecretStr:
        try:
            return SecretStr(spelling(value.get_secret_value()))
        except Refused as refusal:
            raise fault(refusal.code) from None

    return AfterValidator(normalize)


_Text = Annotated[SecretStr, Field(max_length=200)]

Name = Annotated[_Text, _normalized(names.checked)]
IdentityNumber = Annotated[_Text, _normalized(identity.checked)]
Phone = Annotated[_Text, _normalized(digits.phone)]
Telephone = Annotated[str, Field(max_length=40), AfterValidator(_telephone)]
AccountNumber = Annotated[_Text, _normalized(digits.account_number)]


def _readable(least: int, *, lines: bool) -> AfterValidator:
    """A text of so many characters that are seen."""

    def normalize(text: str) -> str:
        try:
            readable = texts.readable(text, lines=lines)
        except Refused as refusal:
            raise fault(refusal.code) from None
        if texts.visible_length(readable) < least:
            raise PydanticCustomError("string_too_short", "too short", {"min_length": least})
        return readable

    return AfterValidator(normalize)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    _readable(1, lines=True),
]
StaffId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=4, max_length=2000),
    _readable(4, lines=True),
]


def _written(spelling: re.Pattern[str], kind: type[date], code: str) -> BeforeValidator:
    """A text in this one spelling: pydantic also takes seconds since 1970 for a day ("0"), also
    where it is strict (pydantic issue 7039)."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            if not spelling.fullmatch(value):
                raise ValueError
            return kind.fromisoformat(value)
        except ValueError:
            raise fault(code) from None

    return BeforeValidator(read)


_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RFC_3339 = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = _written(_ISO_DAY, date, "date_parsing")


def _since(first_year: int) -> AfterValidator:
    """Fault of a day or an instant before a year, or after the last year of all."""

    def held(day: date) -> date:
        if not first_year <= day.year <= LAST_YEAR:
            raise fault("form.day_too_early" if day.year < first_year else "form.day_too_late")
        return day

    return AfterValidator(held)


Date = Annotated[date, _since(identity.FIRST_YEAR), _DAY]
"""A day as it is written, 2022-12-19, in the life of somebody who lives, or ahead."""
Day = Annotated[date, _since(2000), _DAY]
"""A day on which staff did something or will, of a year that calendars go on from."""
Instant = Annotated[
    AwareDatetime,
    _since(1970),
    _written(_RFC_3339, datetime, "datetime_parsing"),
]
"""An instant as RFC 3339 writes it, with its time zone. A phone whose clock was never set begins
with 1970."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal. Where it names a file, `case/uploads.py` looks at the file."""
TO_FAMILY = Field(description="as the family reads it")
"""Of what staff write: the family reads it word for word. Whatever is not so marked it reads in no
letter and on no page (casefile/reading/for_family.py)."""
OfficeName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=4, max_length=100),
    _readable(4, lines=False),
]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    _readable(1, lines=False),
]
BankName = ShortText
