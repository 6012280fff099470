"""A list of staff as a file: its rows are read, and what is wrong is written beside them.

A workbook (.xlsx) with one sheet or several, or CSV in any encoding that Excel writes. The heading
stands within the first rows of a sheet, its columns in any order; sheets without one are not read,
and are named.
"""

from __future__ import annotations

import csv
import io
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from chalicelib.domain.actors import Post
from chalicelib.platform.partners.departments import cells, tables
from chalicelib.platform.partners.departments.cells import DAY_ZERO, Cell
from chalicelib.platform.partners.departments.tables import HEADING_WITHIN, Unreadable
from chalicelib.words import say
from local.staff.rows import (
    FAULT,
    NAME,
    NEEDED,
    OFFICE,
    POSTS,
    READ,
    SINCE,
    STAFF,
    UNTIL,
    WECOM,
    FormulaCell,
)

MOST_BYTES = 32 * 1024 * 1024
DELIMITERS = ",;\t"
FORMULAS = ("=", "+", "-", "@")
"""How a cell of a CSV file begins that Excel would compute."""


@dataclass(frozen=True, order=True)
class RowPlace:
    """Where a row stands: the number of its sheet, counted from 0, and its own, from 1."""

    sheet: int
    row: int

    def __str__(self) -> str:
        return f"{self.sheet + 1}:{self.row}" if self.sheet else str(self.row)


Rows = dict[RowPlace, Mapping[str, Cell]]


class StaffList(Protocol):
    """A list that was read: its rows by their places, and sheets that have no heading."""

    rows: Rows
    unread: list[str]
    day_zero: date

    @abstractmethod
    def write(self, faults: Mapping[RowPlace, str]) -> None:
        """Write the faults into the column for them, and nothing into it where there are none."""


def opened(path: Path) -> StaffList:
    """The list in a file; Unreadable where there is no reading it."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("file.too_large")
    read = {".xlsx": _Book, ".csv": _Csv}.get(path.suffix.lower())
    if read is None:
        raise Unreadable("roster.wrong_kind")
    found: StaffList = read(path)
    if not found.rows:
        raise Unreadable("roster.no_heading")
    return found


def _heading(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """The number of the row that names the columns, from 0, and where each of them stands."""
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        named = [cells.text(cell).strip("*") for cell in row]
        if {*NEEDED} <= {*named}:
            if any(named.count(name) > 1 for name in (*READ, FAULT)):
                raise Unreadable("file.heading_twice")
            return number, {name: named.index(name) for name in (*READ, FAULT) if name in named}
    return None


def _rows(
    sheet: int, heading: tuple[int, dict[str, int]], rows: Sequence[Sequence[Cell]]
) -> Iterator[tuple[RowPlace, Mapping[str, Cell]]]:
    """The rows below a heading in which any of its columns says something."""
    first, columns = heading
    for number, row in enumerate(rows[first + 1 :], first + 2):
        said = {name: row[at] for name, at in columns.items() if name != FAULT and at < len(row)}
        if not all(cells.is_blank(cell) for cell in said.values()):
            yield RowPlace(sheet, number), said


@dataclass
class _Book:
    path: Path
    rows: Rows = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        tables.check_parts(self.path)
        try:
            self._book = load_workbook(self.path)
        except Exception:
            raise Unreadable("file.broken") from None
        self.day_zero = self._book.epoch.date()
        self._headings: dict[int, tuple[int, dict[str, int]]] = {}
        for number, sheet in enumerate(self._book.worksheets):
            rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
            heading = _heading(rows) if sheet.sheet_state == "visible" else None
            if heading is None:
                self.unread.append(sheet.title)
            else:
                self._headings[number] = heading
                self.rows.update(_rows(number, heading, rows))

    def write(self, faults: Mapping[RowPlace, str]) -> None:
        for number, (first, columns) in self._headings.items():
            sheet = self._book.worksheets[number]
            here = {place.row: text for place, text in faults.items() if place.sheet == number}
            if FAULT not in columns and not here:
                continue
            at = columns.get(FAULT, sheet.max_column) + 1
            sheet.cell(first + 1, at, FAULT)
            _part(sheet, at, here)
            for row in range(first + 2, sheet.max_row + 1):
                cell = sheet.cell(row, at)
                if not isinstance(cell, MergedCell):
                    cell.value = here.get(row)
        beside = self.path.with_name(f".{self.path.name}")
        self._book.save(beside)
        beside.replace(self.path)


def _part(sheet: Worksheet, column: int, rows: Iterable[int]) -> None:
    """Part the merged cells over a column in some rows, where nothing could be written."""
    for merged in [*sheet.merged_cells.ranges]:
        here = range(merged.min_row, merged.max_row + 1)
        if merged.min_col <= column <= merged.max_col and any(row in here for row in rows):
            sheet.unmerge_cells(merged.coord)


def _cell(cell: Any) -> Cell:
    return FormulaCell() if cell.data_type == "f" else cell.value


@dataclass
class _Csv:
    path: Path
    rows: Rows = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    day_zero: date = DAY_ZERO

    def __post_init__(self) -> None:
        self._encoding = tables.encoding_of(self.path)
        try:
            text = self.path.read_bytes().decode(self._encoding)
        except UnicodeDecodeError:
            raise Unreadable("roster.encoding") from None
        for delimiter in DELIMITERS:
            self._cells = _split(text, delimiter)
            written = [[_computed(cell) for cell in row] for row in self._cells]
            heading = _heading(self._cells)
            if heading:
                self._heading, self._delimiter = heading, delimiter
                self.rows.update(_rows(0, heading, written))
                return

    def write(self, faults: Mapping[RowPlace, str]) -> None:
        first, columns = self._heading
        if FAULT not in columns and not faults:
            return
        at = columns.get(FAULT, max(map(len, self._cells)))
        for number, row in enumerate(self._cells[first:], first + 1):
            written = FAULT if number == first + 1 else faults.get(RowPlace(0, number), "")
            row += [""] * (at + 1 - len(row))
            row[at] = written
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._delimiter).writerows(self._cells)
        beside = self.path.with_name(f".{self.path.name}")
        beside.write_bytes(text.getvalue().encode(self._encoding))
        beside.replace(self.path)


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise Unreadable("file.row_broken") from None


def _computed(cell: str) -> Cell:
    said = cell.strip()
    return FormulaCell() if said.startswith(FORMULAS) and len(said) > 1 else cell


def write_example(path: Path) -> None:
    """Write an empty list with its headings, examples to be replaced, and what each column says.

    FileExistsError where there is a file of that name.
    """
    book = Workbook()
    sheet, explained = book.active, book.create_sheet(say("roster.explained"))
    assert sheet is not None
    sheet.title = say("roster.title")
    sheet.append([*READ, FAULT])
    examples = (
        ("张三", "lt-001", "zhangsan", "220203000000", (Post.CASE_WORKER,), date(2026, 1, 5), None),
        ("李四", "lt-002", "lisi", "220203000000", (Post.LEADER, Post.CASE_WORKER), None, None),
        ("王五", "lt-003", "", "220203000000", (Post.FINANCE,), None, date(2026, 12, 31)),
    )
    for name, staff, wecom, office, posts, since, until in examples:
        said = "、".join(say(f"post.{post}") for post in posts)
        sheet.append([name, staff, wecom, office, said, since, until])
    for row in sheet.iter_rows(min_row=2, max_row=2000, min_col=2, max_col=4):
        for cell in row:
            cell.number_format = "@"  # text, so that no digit is lost
    for name in READ:
        explained.append([name, say(EXPLAINED[name])])
    with path.open("xb") as file:
        book.save(file)


EXPLAINED = {
    NAME: "roster.about_name",
    STAFF: "roster.about_staff",
    WECOM: "roster.about_wecom",
    OFFICE: "roster.about_office",
    POSTS: "roster.about_posts",
    SINCE: "roster.about_since",
    UNTIL: "roster.about_until",
}
