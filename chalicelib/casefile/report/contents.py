"""What the report shows, table by table: page and PDF draw these and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from chalicelib.casefile.report.sheet import Sheet, Table
from chalicelib.casefile.report.view import ReportSection, ReportView
from chalicelib.words import say

COUNTS = ("asked", "verified", "nothing_held", "not_verified", "mismatch")
DIFFERENCE = ("what", "whom", "declared", "found", "size", "means")
OPEN = ("source", "items", "why", "who_can_supply")
STALE = ("source", "as_of", "fresh_for")
LINE = ("item", "whom", "status", "value", "as_of", "record")


def sheet(view: ReportView, reader: str, at: str) -> Sheet:
    """The report on paper for one reader at one time."""
    return Sheet(view.number, reader, at, tuple(contents(view, reader, at)))


def contents(view: ReportView, reader: str, at: str) -> list[Table]:
    """All tables in the order in which they are read: what matters first, every line last."""
    return [
        _about(view, reader, at),
        _table("members", ("member", "name", "relation"), (1, 3, 3), map(astuple, view.members)),
        _table("coverage", COUNTS, (1, 1, 1, 1, 1), [tuple(map(str, astuple(view.coverage)))]),
        *compared(view),
        _table("open", OPEN, (3, 5, 4, 5), map(astuple, view.open_items)),
        _table("stale", STALE, (3, 2, 2), map(astuple, view.stale_sources)),
        *(_section(section) for section in view.sections),
    ]


def compared(view: ReportView) -> list[Table]:
    """What was declared beside what was found: the results of both, and each difference."""
    differences = map(astuple, view.differences)
    return [_results(view), _table("differences", DIFFERENCE, (3, 2, 3, 3, 3, 5), differences)]


def _about(view: ReportView, reader: str, at: str) -> Table:
    names = ("receipt", "number", "as_of", "digest", "reader", "at")
    texts = (view.receipt, view.number, view.as_of, view.digest, reader, at)
    labels = (say(f"report.{name}") for name in names)
    return Table(say("report.about"), (), (1, 5), tuple(zip(labels, texts, strict=True)))


def _results(view: ReportView) -> Table:
    rows = (
        (say("report.by_declared"), view.declared_result),
        (say("report.by_found"), view.found_result),
    )
    return Table(say("report.results"), (), (1, 5), rows)


def _section(section: ReportSection) -> Table:
    level = f"（{section.level}）" if section.level else ""
    title = say("report.section", source=section.source + level)
    rows = tuple(astuple(line) for line in section.lines)
    return _drawn(title, LINE, (4, 3, 3.5, 4, 2.5, 5), rows)


def _table(
    name: str, heads: Iterable[str], shares: tuple[float, ...], rows: Iterable[tuple[str, ...]]
) -> Table:
    return _drawn(say(f"report.{name}"), heads, shares, tuple(rows))


def _drawn(
    title: str, heads: Iterable[str], shares: tuple[float, ...], rows: tuple[tuple[str, ...], ...]
) -> Table:
    """A table in which emptiness is said and not shown as a gap."""
    nothing = (say("report.none"), *[""] * (len(shares) - 1))
    return Table(title, tuple(say(f"report.{head}") for head in heads), shares, rows or (nothing,))
