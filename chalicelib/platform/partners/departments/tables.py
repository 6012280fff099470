"""The rows of a department's file, one after the other: CSV as anybody writes it, Excel workbooks.

Memory does not grow with the file: rows are streamed, and what a workbook holds beside its rows is
bounded before it is opened.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from chalicelib.platform.partners.departments.cells import DAY_ZERO, Cell
from chalicelib.platform.partners.departments.headings import heading_of
from chalicelib.policy import Source

MOST_ROWS = 1_200_000
MOST_COLUMNS = 256
MOST_SHEETS = 16
HEADING_WITHIN = 20  # rows
MOST_BYTES = {"csv": 160 * 1024 * 1024, "xlsx": 64 * 1024 * 1024}
"""Of a file as it was left; what a workbook holds unpacked is bounded by its parts."""
MOST_UNPACKED = 1024 * 1024 * 1024  # of all parts of a workbook
MOST_SHARED = 96 * 1024 * 1024  # of its table of texts
SHEETS = "xl/worksheets/"
MOST_OF_A_PART = 1024 * 1024  # of its styles and whatever else is no sheet
DELIMITERS = ",;\t|"
CHUNK = 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TENTH = 10
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of old Excel, and locked files of any, begin."""
LAST_ROW = 1_048_576
"""Of a sheet: a row that says it comes later is no row."""

SURROGATES = range(0xD800, 0xE000)
"""Halves of a character, which say nothing alone."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold: _x000D_ (ECMA-376, ST_Xstring)."""
_UNCOMPUTED = re.compile(
    rb"<c(?P<cell>(?:\s[^>]*)?)>\s*(?:<f(?:\s[^>]*)?/>|<f(?:\s[^>]*)?>[^<]*</f>)\s*(?!<v>[^<])"
)
"""A cell with a formula and no value."""
_EMPTY_TEXT = b't="str"'
"""What a cell is whose formula comes to no text at all."""


class Row(NamedTuple):
    """A row by its number, as people count them; its `cells` are None where nobody can read them.

    `day_zero` is the day from which its file counts days.
    """

    number: str
    cells: Sequence[Cell] | None
    day_zero: date = DAY_ZERO


class Unreadable(Exception):
    """A file that nobody can read as a table; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows_of(path: Path, kind: str, source: Source) -> Iterator[Row]:
    """Every row of a file with at least one cell, those of all sheets of a workbook that are seen.

    Unreadable where there is no reading it.
    """
    if path.stat().st_size > MOST_BYTES[kind]:
        raise Unreadable("file.too_large")
    read = _csv(path, source) if kind == "csv" else _excel(path)
    for count, row in enumerate(read):
        if count >= MOST_ROWS or len(row.cells or ()) > MOST_COLUMNS:
            raise Unreadable("file.too_large")
        yield row


def is_cut(path: Path, kind: str) -> bool:
    """Whether a file ends in the middle of a line, so that its last row may have lost its end."""
    if kind != "csv":
        return False
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2))
        return not file.read().rstrip(b"\0").endswith((b"\n", b"\r"))


def is_uncomputed(path: Path, kind: str) -> bool:
    """Whether a workbook has a formula that nobody computed, as programs write them: its cell looks
    empty, and a row of them like none."""
    if kind == "csv":
        return False
    try:
        with zipfile.ZipFile(path) as book:
            sheets = [name for name in book.namelist() if name.startswith(SHEETS)]
            return any(_has_uncomputed(book, name) for name in sheets)
    except Exception:
        raise Unreadable("file.broken") from None


def _has_uncomputed(book: zipfile.ZipFile, name: str) -> bool:
    left = b""
    with book.open(name) as content:
        while chunk := content.read(CHUNK):
            held = left + chunk
            whole = held.rfind(b"</c>") + 1  # of the last cell the rest may still come
            if any(_EMPTY_TEXT not in one["cell"] for one in _UNCOMPUTED.finditer(held, 0, whole)):
                return True
            left = held[whole:][-MOST_OF_A_PART:]
    return False


def _csv(path: Path, source: Source) -> Iterator[Row]:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        delimiter = _delimiter([*itertools.islice(lines, HEADING_WITHIN)], source)
        lines.seek(0)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            try:
                cells: Sequence[Cell] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            yield Row(str(reader.line_num), cells)


def _delimiter(lines: Sequence[str], source: Source) -> str:
    """What stands between the cells: whatever makes a heading of one of the first lines."""
    for delimiter in DELIMITERS:
        try:
            if any(heading_of(row, source) for row in csv.reader(lines, delimiter=delimiter)):
                return delimiter
        except csv.Error:
            continue
    raise Unreadable("file.no_heading")


def encoding_of(path: Path) -> str:
    """That of the mark at the beginning; else UTF-16 where more than a tenth of it is zeros, as
    half of every digit and comma is then, UTF-8 where all of it is, else GB 18030."""
    with path.open("rb") as file:
        start = file.read(len(OLD_OR_LOCKED))
        if start == OLD_OR_LOCKED or start.startswith(b"PK\x03\x04"):
            raise Unreadable("file.wrong_kind")
        for mark, encoding in MARKS:
            if start.startswith(mark):
                return encoding
        file.seek(0)
        sample = file.read(CHUNK)
        low, high = sample[::2].count(0), sample[1::2].count(0)
        if low + high > len(sample) // TENTH:
            return "utf-16-le" if high > low else "utf-16-be"
        file.seek(len(start))
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            for chunk in iter(lambda: file.read(CHUNK), b""):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return "gb18030"
        return "utf-8"


def _excel(path: Path) -> Iterator[Row]:
    """The rows of every sheet that is seen; the second's are numbered 2:1, 2:2 and so on.

    What is hidden is last year's, or lists to choose from: nobody who left the file looked at it.
    """
    from openpyxl import load_workbook

    check_parts(path)
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheets = book.worksheets
        except Exception:
            raise Unreadable("file.broken") from None
        if len(sheets) > MOST_SHEETS:
            raise Unreadable("file.too_large")
        seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
        if not seen:
            raise Unreadable("file.hidden")
        for place, sheet in enumerate(seen, 1):
            sheet.reset_dimensions()  # what a sheet says of its size may be wrong
            for number, cells in _rows_of_sheet(sheet):
                numbered = str(number) if place == 1 else f"{place}:{number}"
                yield Row(numbered, cells, book.epoch.date())


def _rows_of_sheet(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of a sheet that hold anything, without the empty cells behind them that have only a
    style; whatever its reader raises is the file's fault."""
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > LAST_ROW:
                raise Unreadable("file.broken")
            if width := next(
                (at for at in range(len(cells), 0, -1) if cells[at - 1] is not None), 0
            ):
                yield number, [_spelt_out(cell) for cell in cells[:width]]
    except Exception:
        raise Unreadable("file.broken") from None


def _spelt_out(cell: Cell) -> Cell:
    """A cell with the characters that a workbook writes as _x000D_."""
    if not isinstance(cell, str) or "_x" not in cell:
        return cell
    return _ESCAPED.sub(_character, cell)


def _character(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    return escaped[0] if code in SURROGATES else chr(code)


def check_parts(path: Path) -> None:
    """Refuse what is no workbook, unpacks to more than agreed, or defines entities."""
    with path.open("rb") as file:
        if file.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
            raise Unreadable("file.locked")
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("file.locked")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("file.too_large")
            for part in parts:
                if part.file_size > _most_of(part.filename):
                    raise Unreadable("file.too_large")
                if part.filename.endswith((".xml", ".rels")):
                    with book.open(part) as content:
                        _check_beginning(content)
    except (zipfile.BadZipFile, OSError, NotImplementedError, expat.ExpatError, EOFError):
        raise Unreadable("file.broken") from None


def _most_of(part: str) -> int:
    if part.startswith(SHEETS):
        return MOST_UNPACKED
    return MOST_SHARED if part.endswith("sharedStrings.xml") else MOST_OF_A_PART


def _check_beginning(content: IO[bytes]) -> None:
    """Refuse a part that defines anything before its first element, as no workbook does."""
    begun = False

    def begins(*_: object) -> None:
        nonlocal begun
        begun = True

    def defines(*_: object) -> None:
        raise Unreadable("file.broken")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = defines
    while not begun and (chunk := content.read(4096)):
        parser.Parse(chunk)
