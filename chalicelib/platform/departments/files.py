"""Departments that leave files: CSV or Excel tables in the exchange bucket, a row for each person.

A file is named by the day for which it holds (`departments/agriculture/2022-12-18.csv`); the newest
counts. Its head names the identity number, the name and the items, by code or in Chinese, in unit
and period of the catalogue. Who has no row is known not to be held; an empty cell tells nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from chalicelib.domain import digits
from chalicelib.domain.dates import instant_text, start_of_day
from chalicelib.domain.errors import Unavailable
from chalicelib.platform import objects
from chalicelib.platform.departments.found import Person
from chalicelib.platform.departments.wire import Answer, Line
from chalicelib.policy import Item, Source

NUMBER, NAME = "身份证号", "姓名"
NOTHING = "无"
"""What a cell says where the department knows that there is nothing."""
WORDS = {"是": True, "否": False}
FILE = re.compile(r"(\d{4}-\d\d-\d\d)\.(csv|xlsx)")

Row = Mapping[str, str]


class Files(Protocol):
    """Where departments leave their files."""

    def newest(self, source: str) -> tuple[str, bytes] | None:
        """Name and content of the newest file of a source; None where it has left none."""
        ...


class Bucket:
    """The exchange bucket."""

    def newest(self, source: str) -> tuple[str, bytes] | None:
        """As `Files.newest`; what is not named by a day is not read."""
        place = f"departments/{source}/"
        names = [name.removeprefix(place) for name in objects.names(place)]
        dated = sorted(name for name in names if FILE.fullmatch(name))
        return (dated[-1], objects.read(place + dated[-1])) if dated else None


def answer_of(source: Source, persons: Sequence[Person], files: Files) -> Answer:
    """What the newest file of a source says of persons, as an answer over the wire would.

    Unavailable("answer.no_file") where there is none, Unavailable("answer.malformed") where it is
    no table of persons.
    """
    left = files.newest(source.code)
    if left is None:
        raise Unavailable("answer.no_file")
    name, content = left
    day, kind = FILE.fullmatch(name).groups()  # type: ignore[union-attr]
    try:
        as_of = instant_text(start_of_day(date.fromisoformat(day)))
        rows = list(_excel(content) if kind == "xlsx" else _csv(content))
    except (ValueError, KeyError, OSError, csv.Error):
        raise Unavailable("answer.malformed") from None
    if not rows or not {NUMBER, NAME} <= rows[0].keys():
        raise Unavailable("answer.malformed")
    own: dict[str, list[Row]] = {}
    for row in rows:
        own.setdefault(digits.compact(row[NUMBER]).upper(), []).append(row)
    lines = [
        line
        for person in persons
        for line in _lines(source, person, own.get(person.identity_number, ()))
    ]
    return Answer(nonce="", as_of=as_of, lines=lines)


def _csv(content: bytes) -> Iterator[Row]:
    """The rows of a table in UTF-8, or as Chinese Excel writes it (GB 18030)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    for row in csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True):
        yield {name: value for name, value in row.items() if isinstance(value, str)}


def _excel(content: bytes) -> Iterator[Row]:
    """The rows of a workbook's first sheet, every cell as text."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (BadZipFile, IndexError):
        raise ValueError("no workbook") from None
    head, *rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for row in rows:
        yield dict(zip(head, row, strict=False))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _lines(source: Source, person: Person, rows: Sequence[Row]) -> Iterator[Line]:
    """What the rows of a person say, item by item; without a row nothing is held."""
    about = {"member": person.member, "identity_number": person.identity_number}
    if not rows:
        for item in source.items:
            nothing = {"name": person.name, "item": item.code, "status": "nothing_held"}
            yield Line.model_validate({**about, **nothing})
        return
    for row in rows:
        for item in source.items:
            told = (row.get(item.code) or row.get(item.zh) or "").strip()
            if told:
                named = {**about, "name": row[NAME].strip(), "item": item.code}
                yield Line.model_validate({**named, **_said(told, item)})


def _said(told: str, item: Item) -> dict[str, object]:
    if told == NOTHING:
        return {"status": "nothing_held"}
    measures = {"unit": item.unit, "period": item.period}
    return {"status": "held", "value": _value(told, item), **measures}


def _value(told: str, item: Item) -> int | bool | str | None:
    """A cell as the item's type; None where it is none, which verifies nothing."""
    if item.type == "bool":
        return WORDS.get(told)
    whole = item.type == "count" or (item.type == "money" and item.unit == "fen")
    if whole:
        return int(told) if told.isdecimal() else None
    return told
