"""Areas (区划): 12-digit statistics codes on five levels, and the office that each implies.

A code is 2 digits of province, 2 of prefecture, 2 of county, 3 of township, 3 of village; the
rest is zeros. An office is named by the code of its area.
"""

from __future__ import annotations

from enum import IntEnum

from chalicelib.domain.errors import Refused

CODE = 12


class AreaLevel(IntEnum):
    """The five levels; the value is how many digits of a code belong to it."""

    PROVINCE = 2
    PREFECTURE = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


def level_of(code: str) -> AreaLevel:
    """The level of a code; Refused("area.not_a_code") when it is none."""
    if len(code) != CODE or not code.isdigit() or not code.strip("0"):
        raise Refused("area.not_a_code")
    return next(level for level in AreaLevel if not code[level:].strip("0"))


def at_level(code: str, level: AreaLevel) -> str:
    """The area of `level` in which `code` lies, or `code` itself when it lies above."""
    return code[:level].ljust(CODE, "0")


def county_of(code: str) -> str:
    """The county in which `code` lies; an area above counties is its own."""
    return at_level(code, AreaLevel.COUNTY)


def township_of(code: str) -> str:
    """The township in which `code` lies."""
    return at_level(code, AreaLevel.TOWNSHIP)


def parent_of(code: str) -> str | None:
    """The area one level up; None for a province."""
    own = level_of(code)
    levels = [level for level in AreaLevel if level < own]
    return at_level(code, levels[-1]) if levels else None


def upwards(code: str) -> list[str]:
    """The area itself and every area above it, the nearest first."""
    own = level_of(code)
    return [at_level(code, level) for level in reversed(AreaLevel) if level <= own]


def is_within(code: str, area: str) -> bool:
    """Whether `code` is `area` or lies in it."""
    return code[: level_of(area)] == area[: level_of(area)]
