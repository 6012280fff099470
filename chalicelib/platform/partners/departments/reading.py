"""Reading a department's file: who is in it with what, and whether it is whole.

Who has a good row is reported with its values. That a person has no row counts only where every row
was read: a row that could not be read may be that of anybody who seems to be missing.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.domain import names
from chalicelib.platform.partners.departments import cells, headings
from chalicelib.platform.partners.departments.cells import Cell
from chalicelib.platform.partners.departments.files import ExchangeFile
from chalicelib.platform.partners.departments.headings import (
    Column,
    Heading,
    heading_of,
    units_above,
)
from chalicelib.platform.partners.departments.tables import (
    HEADING_WITHIN,
    Row,
    Unreadable,
    is_cut,
    is_uncomputed,
    rows_of,
)
from chalicelib.platform.partners.departments.wire import MOST_NAME
from chalicelib.policy import Source

MOST_FAULTS = 1000  # that are listed; all are counted
ROUNDED = "000"
ROUNDED_SHARE = 20
"""Numbers whose last digits Excel has lost end in three zeros; of true ones 1 in 1000 does. A file
in which more than 1 in 20 do has been opened in Excel."""

_SUM = re.compile(r"(合计|总计|小计|共计?|total)|(行数|总行数|人数|rows|count)", re.IGNORECASE)
_ROWS_STATED = re.compile(
    r"(?:合计|总计|行数|总行数|人数|共计?|total|rows|count):?([0-9]{1,9})(?:行|人|条)?",
    re.IGNORECASE,
)
_COUNT = re.compile("([0-9]{1,9})(?:行|人|条)?")
_NUMBER = re.compile(r"[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?")


@dataclass(frozen=True)
class FileFault:
    """What is wrong at a place of a file, without anything personal; `code` is one of `file.*`."""

    row: str
    column: str
    code: str


@dataclass(frozen=True)
class FileEntry:
    """A good row: whose it is, and its value in each of the file's columns.

    None is an empty cell, an empty list "nothing is held", an empty dict an unreadable value.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    values: list[object] = field(repr=False)


@dataclass
class Reading:
    """A file that is being read; what it comes to is known once all `entries` were taken.

    `rows` counts those of persons, good or not. `rows_in_last_line` and `rows_in_count_file` are
    how many these say there are.
    `hiding` are the faults that could hide somebody: without one, every row was read.
    """

    source: Source
    path: Path
    kind: str
    heading: Heading | None = None
    rows: int = 0
    rows_in_last_line: int | None = None
    rows_in_count_file: int | None = None
    hiding: int = 0
    faults: list[FileFault] = field(default_factory=list)
    _rounded: int = 0

    def entries(self) -> Iterator[FileEntry]:
        """Every good row; Unreadable where the file is no table of persons."""
        cut = is_cut(self.path, self.kind)
        rows = rows_of(self.path, self.kind, self.source)
        rows = _all_but_last(rows) if cut else rows
        for _, of_sheet in itertools.groupby(rows, lambda row: row.number.rpartition(":")[0]):
            yield from self._sheet(of_sheet)
        if self.heading is None:
            raise Unreadable("file.no_heading")
        if cut:
            self._note("", "", "file.cut")
        if is_uncomputed(self.path, self.kind):
            self._note("", "", "file.uncomputed")
        if self._rounded * ROUNDED_SHARE > self.rows:
            self._note("", headings.NUMBER, "file.number_lost")

    def count(self, beside: bytes) -> None:
        """Read how many rows the count file states; a fault where it is not just a number."""
        content = beside.replace(b"\0", b"").strip(b"\xff\xfe")
        plain = _plain(content.decode("utf-8-sig", "replace"))
        found = _COUNT.fullmatch(plain)
        self.rows_in_count_file = int(found[1]) if found else None
        if found is None:
            self._note("", "", "file.count")

    def stated_rows(self, file: ExchangeFile) -> frozenset[int]:
        """Every number of rows that the department states for the file, in any place."""
        stated = (file.stated_rows, self.rows_in_last_line, self.rows_in_count_file)
        return frozenset(number for number in stated if number is not None)

    def _sheet(self, rows: Iterator[Row]) -> Iterator[FileEntry]:
        """The good rows of a sheet; of one without a heading none, and it must name nobody."""
        heading: Heading | None = None
        before, units = self.rows, list[str]()
        for above, row in enumerate(rows):
            if heading is None:
                found = row.cells or ()
                heading = heading_of(found, self.source, units) if above < HEADING_WITHIN else None
                self._headed(row.number, found, heading)
                units += units_above(found)
                continue
            if self.rows == before and _goes_on(row.cells or (), heading):
                raise Unreadable("file.heading_two_rows")
            entry = self._entry(row, heading)
            if entry is not None:
                yield entry

    def _headed(self, row: str, found: Sequence[Cell], heading: Heading | None) -> None:
        if heading is None:
            if any(_NUMBER.fullmatch(cells.text(cell)) for cell in found):
                self._note(row, "", "file.no_heading")
            return
        if heading.twice:
            raise Unreadable("file.heading_twice")
        if self.heading is not None and self.heading.item_periods != heading.item_periods:
            raise Unreadable("file.headings_differ")
        self.heading = heading

    def _entry(self, row: Row, heading: Heading) -> FileEntry | None:
        """The person of a row, if it is one that can be read."""
        found = row.cells
        if found is not None and self._is_no_person(row.number, found, heading):
            return None
        self.rows += 1
        self.rows_in_last_line = None  # it is the last line that says how many there are
        code = self._wrong_with(found, heading)
        if code:
            self._note(row.number, "", code)
            return None
        padded = [*(found or ()), *[None] * heading.width]
        number, fault = cells.number_of_person(padded[heading.number])
        if fault:
            self._note(row.number, headings.NUMBER, fault)
        if not number:
            return None
        self._rounded += number.endswith(ROUNDED)
        name = str(padded[heading.name] or "")
        if not cells.text(name) or len(name) > MOST_NAME or names.lost(name):
            self._note(row.number, headings.NAME, "file.name")
            return None
        return FileEntry(number, name, [self._value(row, padded[c.at], c) for c in heading.columns])

    def _wrong_with(self, found: Sequence[Cell] | None, heading: Heading) -> str:
        """What is wrong with a row as a whole; empty where nothing is."""
        if found is None:
            return "file.row_broken"
        if self.kind == "csv" and len(found) < heading.width:
            return "file.row_short"
        if self.kind == "csv" and not all(map(cells.is_blank, found[heading.width :])):
            return "file.row_long"
        return ""

    def _is_no_person(self, row: str, found: Sequence[Cell], heading: Heading) -> bool:
        """Whether a row is empty or a sum; the number of rows that it may state is remembered."""
        at = {place: plain for place, cell in enumerate(found) if (plain := _plain(cell))}
        if not at:
            return True
        first, *others = at
        alone = _ROWS_STATED.fullmatch(at[first])
        word = _SUM.fullmatch(at[first])
        if alone:
            self.rows_in_last_line = int(alone[1])
        elif word and others and (word[2] or others[0] not in {c.at for c in heading.columns}):
            stated = _COUNT.fullmatch(at[others[0]]) if len(others) == 1 or not word[2] else None
            self.rows_in_last_line = int(stated[1]) if stated else None
            if word[2] and stated is None:
                self._note(row, "", "file.count")
        return bool(alone or word)

    def _value(self, row: Row, cell: Cell, column: Column) -> object:
        if cells.is_blank(cell):
            return None
        if isinstance(cell, str) and cells.text(cell) == cells.NOTHING:
            return []
        value = cells.value(cell, column.item, column.factor, row.day_zero)
        if value is None:
            self._note(row.number, column.item.zh, "file.value", hides=False)
        return {} if value is None else value

    def _note(self, row: str, column: str, code: str, *, hides: bool = True) -> None:
        self.hiding += hides
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(FileFault(row, column, code))


def _plain(cell: Cell) -> str:
    """The words of a cell without any blank, its letters and digits of plain width."""
    return "".join(unicodedata.normalize("NFKC", cells.text(cell)).split())


def _goes_on(found: Sequence[Cell], heading: Heading) -> bool:
    """Whether what stands below a heading belongs to it: words under an item, and nobody's number.

    They may be units, or parts of an item whose heading was merged: what is in the column below is
    then not what its heading says.
    """
    at = dict(enumerate(found))
    if any(map(str.isdigit, cells.text(at.get(heading.number)))):
        return False
    below = [(at.get(column.at), column) for column in heading.columns]
    return any(
        isinstance(cell, str)
        and cells.text(cell) not in {"", cells.NOTHING}
        and cells.value(cell, column.item, column.factor) is None
        for cell, column in below
    )


def _all_but_last(rows: Iterator[Row]) -> Iterator[Row]:
    """All rows but the last."""
    previous: Row | None = None
    for row in rows:
        if previous is not None:
            yield previous
        previous = row
