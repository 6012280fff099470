"""What is shown to whoever names no purpose: every person masked, wherever a document names one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from chalicelib.domain import identity
from chalicelib.domain.digits import DASHES
from chalicelib.domain.invisible import is_invisible
from chalicelib.domain.names import DOTS

_DOTS = {dot for dot in DOTS if unicodedata.normalize("NFKC", dot) != "."}
_BETWEEN = DASHES | frozenset("/()") | _DOTS
_GAP = "-{0,3}"
"""What may stand between two digits, where blanks, dashes, strokes, brackets, dots and unseen marks
are each a dash."""
_FULL_STOP = re.compile(r"(?<=[0-9])\.(?=[0-9])(?![0-9]{2}(?![0-9]))")
"""A full stop between digits that is not before the fen of a sum."""


def _spaced(*characters: str) -> str:
    return _GAP.join(characters)


_DIGIT = "[0-9]"
_DAY = ("[12]", "[089]", _DIGIT, _DIGIT, "[01]", _DIGIT, "[0-3]", _DIGIT)
_CARD = _spaced("[1-9]", *[_DIGIT] * 5, *_DAY, *[_DIGIT] * 3, "[0-9Xx]")
_OLD_CARD = _spaced("[A-Za-z]{3}", *[_DIGIT] * 12)
_LONG = "[0-9]{15,}[Xx]?"  # a card or an account in one piece
_GROUPS = "[0-9]{4}(?:-{1,3}[0-9]{4}){3}(?:-{0,3}[0-9]{1,3})?"  # a bank card, as it is printed
_MOBILE = f"(?:(?:00)?86{_GAP})?" + _spaced("1", "[3-9]", *[_DIGIT] * 9)
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = f"(?:0|(?:(?<=[+])|00)86{_GAP}(?:0{_GAP})?){_AREA}{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}"
_PERMIT = "(?<![A-Za-z])[A-Za-z]{1,2}[0-9]{7,10}"  # passports, permits of Hong Kong and Macao
_NUMBER = re.compile(
    f"(?<![0-9])(?:{_CARD}|{_OLD_CARD}|{_GROUPS}|{_LONG}|{_MOBILE}|{_LANDLINE}|{_PERMIT})(?![0-9])"
)
"""A number of a person, a phone or an account in a text, however it is spaced."""
_FEWEST_DIGITS = 7
"""No number of a person has fewer digits."""
_CODE = re.compile("(?=[0-9]*[A-Za-z])[0-9A-Za-z]{32,}")
"""A digest, an id or a record's number of ours or of a department: nothing that people wrote."""

OF_AN_OFFICE = "telephone"


def masked(part: Any) -> Any:
    """A part of a case with people and accounts masked, at whatever depth they stand.

    A person is whatever has a name, an identity number, a day of birth or a phone; an account
    whatever has a bank and a number. In what people wrote freely, numbers are masked as well. A
    `telephone` is that of an office, for everybody to call.
    """
    if isinstance(part, Mapping):
        shown = {name: one if name == OF_AN_OFFICE else masked(one) for name, one in part.items()}
        return _account(identity.masked_person(shown))
    if isinstance(part, list | tuple):
        return [masked(one) for one in part]
    if isinstance(part, str) and not _CODE.fullmatch(part):
        return _without_numbers(part)
    return part


def without(part: Any, is_left_out: Callable[[str], bool]) -> Any:
    """A part of a case without the texts that are left out, whatever they stand under."""
    if isinstance(part, Mapping):
        remaining = {name: one for name, one in part.items() if not _is(one, is_left_out)}
        return {name: without(one, is_left_out) for name, one in remaining.items()}
    if isinstance(part, list | tuple):
        return [without(one, is_left_out) for one in part if not _is(one, is_left_out)]
    return part


def _is(part: Any, is_left_out: Callable[[str], bool]) -> bool:
    return isinstance(part, str) and is_left_out(part)


def _without_numbers(text: str) -> str:
    """The text with the numbers of people masked, every other character in its place."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return text
    plain = "".join(map(_plain, text))
    shown, end = "", 0
    for found in _NUMBER.finditer(_FULL_STOP.sub("-", plain)):
        shown += text[end : found.start()] + identity.masked(text[found.start() : found.end()])
        end = found.end()
    return shown + text[end:]


@lru_cache(maxsize=8192)  # as many as people write with
def _plain(char: str) -> str:
    """A character as numbers are read: digits and letters of one width, gaps all alike."""
    plain = unicodedata.normalize("NFKC", char)
    if (
        not _BETWEEN.isdisjoint({char, plain})
        or is_invisible(char)
        or (char.isspace() and char != "\n")
    ):
        return "-"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return plain if len(plain) == 1 else char


def _account(shown: dict[str, Any]) -> dict[str, Any]:
    if {"bank", "number"} <= shown.keys():
        shown["number"] = "*" * 4 + shown["number"][-4:]
    return shown
