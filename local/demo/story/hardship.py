"""The hardship coefficient as bars: a bar for each category, and the classes on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.policy import load_pack
from chalicelib.policy.rules.specification import Category, Class, Indicator
from chalicelib.words import say

WHOLE = 100
MOST_NAMED = 4
"""How many indicators of a category are named, those with most points first."""


@dataclass(frozen=True)
class Bar:
    """A category: its points, the most that it counts, and what gave the points."""

    name: str
    points: int
    cap: int
    because: str


@dataclass(frozen=True)
class Band:
    """A class of hardship on the scale: from a coefficient on, up to below another."""

    name: str
    start: int
    end: int


def bars(assessment: Mapping[str, Any], day: date) -> list[Bar]:
    """A bar for each category of the rules of that day; together they are the coefficient."""
    rules = load_pack("jilin-city").parameters_on(day).rules
    names = {one.name: one for one in rules.of(Indicator)}
    given = {name: points for name, points in assessment["contributions"].items() if points}
    made = []
    for category in rules.of(Category):
        own = [one.name for one in rules.of(Indicator) if one.category == category.name]
        counted = sorted((n for n in own if n in given), key=lambda name: -given[name])
        made.append(
            Bar(
                name=say(f"category.{category.name}"),
                points=min(sum(given[name] for name in counted), category.cap),
                cap=category.cap,
                because="、".join(
                    f"{_measured(names[name])} {given[name]} 分" for name in counted[:MOST_NAMED]
                )
                + (f"，等 {len(counted)} 项" if len(counted) > MOST_NAMED else ""),
            )
        )
    return made


def _measured(indicator: Indicator) -> str:
    """What an indicator measures; where little or none of it is hardship, that it is so."""
    words = say(f"indicator.{indicator.name}")
    if indicator.direction != "falls" or words.startswith("没有"):
        return words
    if (1, 0) in indicator.bands:
        return f"{words}（无）"
    return f"{words}（{'低' if words.endswith(('比例', '占比')) else '少'}）"


def bands(day: date) -> list[Band]:
    """The classes of that day, the least hardship first."""
    rules = load_pack("jilin-city").parameters_on(day).rules
    classes = sorted(rules.of(Class), key=lambda one: one.at_least)
    ends = [*(one.at_least for one in classes[1:]), WHOLE]
    return [Band(c.name, c.at_least, end) for c, end in zip(classes, ends, strict=True)]
