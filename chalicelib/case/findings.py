"""What departments found of a family, and what it comes to. Pure.

An item is *verified* (with a value), *nothing_held*, *not_verified* (nobody answered, or not in
time, or nobody was asked) or *mismatch* (the answer was about somebody else). Neither of the last
two is a clean answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.household import MONTHS
from chalicelib.policy import Catalogue

OPEN = frozenset({"not_verified", "mismatch"})
"""What leaves an item open."""

ItemResult = Mapping[str, Any]


def merged(known: Iterable[ItemResult], fresh: Iterable[ItemResult]) -> list[dict[str, Any]]:
    """The items after another round: a fresh answer replaces silence, silence replaces nothing."""
    found = {_place(item): dict(item) for item in known}
    for item in fresh:
        silent = item["status"] == "not_verified"
        if not silent or _place(item) not in found:
            found[_place(item)] = dict(item)
    return [found[place] for place in sorted(found)]


def totals(items: Iterable[ItemResult], catalogue: Catalogue) -> dict[tuple[str, int], int]:
    """What was verified, by figure and member: income and spending by the year (fen).

    What one source tells of a figure is added; several sources are put together as the catalogue
    says of the figure.
    """
    by_source: dict[tuple[str, int], dict[str, int]] = {}
    for item in items:
        figure = catalogue.figure_of.get(item["item"])
        if figure is None or item["status"] != "verified":
            continue
        sums = by_source.setdefault((figure.code, int(item["member"])), {})
        source = catalogue.source_of[item["item"]].code
        sums[source] = sums.get(source, 0) + _by_the_year(item, catalogue)
    across = {figure.code: figure.across for figure in catalogue.figures}
    return {
        (code, member): combined(across[code], sums.values())
        for (code, member), sums in by_source.items()
    }


def combined(way: str, parts: Iterable[int]) -> int:
    """Parts of a whole added, or of several views of one thing the largest; 0 of nothing."""
    return sum(parts) if way == "sum" else max(parts, default=0)


def of_family(figures: Mapping[tuple[str, int], int], catalogue: Catalogue) -> dict[str, int]:
    """What `totals` found on all members together, by figure."""
    found: dict[str, list[int]] = {}
    for (code, _), value in figures.items():
        found.setdefault(code, []).append(value)
    ways = {figure.code: figure.members for figure in catalogue.figures}
    return {code: combined(ways[code], parts) for code, parts in found.items()}


def _by_the_year(item: ItemResult, catalogue: Catalogue) -> int:
    monthly = catalogue.items[item["item"]].period == "month"
    return int(item["value"]) * (MONTHS if monthly else 1)


def _place(item: ItemResult) -> tuple[str, str, int]:
    return item["source"], item["item"], int(item["member"])
