"""What comes in from outside as JSON: bounded in size, depth and numbers before it is parsed."""

from __future__ import annotations

import json
import math
import re
from datetime import timedelta
from typing import Any, NoReturn

MOST_BYTES = 256 * 1024
DEEPEST = 32
LONGEST_LIFE = timedelta(days=366)
"""The longest lifetime of a token; one with a longer lifetime is refused."""


class TooLarge(ValueError):
    """More bytes than are accepted."""


class TooDeep(ValueError):
    """Nested deeper than is accepted."""


_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_TOKEN = re.compile(r"[!-~]{1,4096}")
"""What fits into a header: printable ASCII without blanks."""


def parsed(raw: bytes) -> Any:
    """The JSON value of `raw`.

    TooLarge over 256 KB, TooDeep over 32 levels, another ValueError where it is no UTF-8, no JSON,
    has a number that is none (NaN, Infinity, 1e999), or names something twice (RFC 8259, 4: what
    is meant then is anybody's guess).
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge
    if _too_deep(raw):
        raise TooDeep
    return json.loads(
        raw.decode(), parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_once
    )


def token(text: object, seconds: object) -> tuple[str, timedelta]:
    """An access token and how long it lives, as partners answer them.

    ValueError where the text does not fit into a header, or the seconds (a number, or digits as
    text) are none from 0 to a year.
    """
    if not isinstance(text, str) or not _TOKEN.fullmatch(text):
        raise ValueError("no token")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdecimal():
        seconds = int(seconds[:12])
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("no number of seconds")
    if not 0 <= seconds <= LONGEST_LIFE.total_seconds():
        raise ValueError("no lifetime")
    return text, timedelta(seconds=int(seconds))


def _too_deep(raw: bytes) -> bool:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(raw):
        opens = raw[found.start()] in b"[{"
        depth += 1 if opens else -(raw[found.start()] in b"]}")
        if depth > DEEPEST:
            return True
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("named twice")
    return found


def _no_number(_text: str) -> NoReturn:
    raise ValueError("no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value
