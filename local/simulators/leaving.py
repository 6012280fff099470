"""The files that simulated departments leave, each written as another office writes them.

Agriculture saves in Chinese Excel's own letters below a title, with units in the heading and the
number of rows in the last line; the union separates by semicolons and says the number in the file's
name; veterans leave a workbook with day and number cells, and a file beside it that counts.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.platform.partners.departments.cells import NOTHING
from chalicelib.platform.partners.departments.files import COUNT
from chalicelib.platform.partners.departments.headings import NAME, NUMBER
from chalicelib.policy import Item, Source
from local.simulators.behaviour import Behaviour

_MADE = re.compile(rb"(?<=>)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z(?=<)")
_workbooks: dict[str, bytes] = {}

Rows = Sequence[Sequence[Any]]


def files_of(source: Source, rows: Rows, day: str, how: Behaviour) -> Mapping[str, bytes]:
    """The files of a day: of `rows` (number, name, a value for each item or None), by names."""
    if how.malformed:
        return {f"{day}.csv": b"\x00{"}
    written = [*_as_written(source, rows)] * (2 if how.repeats else 1)
    count = len(written)
    if how.file == "eaten":
        written = [(f"{float(str(row[0]).upper().rstrip('X')):.14E}", *row[1:]) for row in written]
    if how.file == "short":
        count += 1
    head = (NUMBER, NAME, *(_headed(item) for item in source.items))
    if source.code == "veterans":
        return {f"{day}.xlsx": _workbook([head, *written]), f"{day}{COUNT}": str(count).encode()}
    if source.code == "union_charity":
        content = _csv([head, *written], ";").encode("utf-8-sig")
        return {
            f"{day}-{count}.csv": content[: -len(content) // 3] if how.file == "cut" else content
        }
    lines = [(f"{source.zh}数据",), head, *written, ("行数", count)]
    content = _csv(lines, ",").encode("gb18030")
    return {f"{day}.csv": content[: -len(content) // 3] if how.file == "cut" else content}


def _as_written(source: Source, rows: Rows) -> Iterator[tuple[Any, ...]]:
    for number, name, *values in rows:
        pairs = zip(source.items, values, strict=True)
        yield number, name, *(_cell(value, item, source.code) for item, value in pairs)


def _headed(item: Item) -> str:
    return f" {item.zh} （元）" if item.unit == "yuan" else item.zh


def _cell(value: Any, item: Item, source: str) -> Any:
    """A value as a department writes it: yuan with commas, days and booleans as Excel has them."""
    if value is None:
        return NOTHING
    if item.type == "date":
        day = date.fromisoformat(str(value))
        return day if source == "veterans" else f"{day.year}年{day.month}月{day.day}日"
    if item.type == "bool":
        return bool(value) if source == "veterans" else "是" if value else "否"
    if item.unit == "yuan":
        fen = int(value)
        return fen / 100 if source == "veterans" else f"{fen // 100:,}.{fen % 100:02d}"
    return value


def _csv(rows: Rows, delimiter: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


def _workbook(rows: Rows) -> bytes:
    """A workbook, written once a process: every town is left the same on the same day."""
    said = repr(rows)
    if said not in _workbooks:
        _workbooks[said] = _written(rows)
    return _workbooks[said]


def _written(rows: Rows) -> bytes:
    from openpyxl import Workbook

    book, written = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(written)
    return _without_times(written.getvalue())


def _without_times(workbook: bytes) -> bytes:
    """The workbook without the instants of its making, so that two which say one thing are one."""
    after = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as made, zipfile.ZipFile(after, "w") as same:
        for part in made.infolist():
            content = _MADE.sub(b"2022-12-18T00:00:00Z", made.read(part))
            same.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return after.getvalue()
