"""What is drawn of a report: tables of plain texts, for the screen and for paper.

A sheet is the whole of what the function *print* is given: it reads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """A table, which may have no column heads; `shares` are its columns' widths to each other."""

    title: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """A report on paper; `number` stands on every page, `reader` and `at` are its watermark."""

    number: str
    reader: str
    at: str
    tables: tuple[Table, ...]


def sheet_from(stored: Mapping[str, Any]) -> Sheet:
    """The sheet as its fields came through JSON."""
    tables = (
        Table(
            one["title"],
            tuple(one["heads"]),
            tuple(one["shares"]),
            tuple(map(tuple, one["rows"])),
        )
        for one in stored["tables"]
    )
    return Sheet(stored["number"], stored["reader"], stored["at"], tuple(tables))
