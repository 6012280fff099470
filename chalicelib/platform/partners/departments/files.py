"""Files that departments leave: what their names say, and what is known of the newest.

A file is named by the day for which it holds, and may say how many rows it has: in its name
(`2022-12-18-1200.csv`), in its last line (行数,1200), or in a file beside it
(`2022-12-18.csv.count`). The contract that departments read is docs/departments.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.domain.dates import instant_text, start_of_day
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.partners.departments.findings import Finding, Subject, unverified
from chalicelib.platform.partners.departments.validation import validated
from chalicelib.policy import Item, Source

if TYPE_CHECKING:
    from chalicelib.platform.partners.departments.answers import AnswerItem

FILE = re.compile(
    r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:[-_]([0-9]{1,9})行?)?\.(csv|xlsx)", re.IGNORECASE
)
MOST_DAYS_AHEAD = timedelta(days=1)
"""How far ahead the day of a file may lie. One further ahead was written wrongly: were it read, no
file would count until that day comes, however many years that takes."""
COUNT = ".count"
"""How the name of a count file ends: it says how many rows the file beside it has."""
RECEIPT = ".faults.csv"
"""How the name of the receipt ends: a file in which a department reads what became of its own."""

ACCEPTED, HELD, REFUSED = "accepted", "held", "refused"

RowsByNumber = Mapping[str, Sequence[Sequence[Any]]]
"""The rows of each person asked about, by identity number: the name, then a value a column."""


@dataclass(frozen=True)
class ExchangeFile:
    """A file as it lies in the exchange.

    `version` changes with its content, and with that of `count_file`, which says how many rows it
    has; `stated_rows` is the number of rows that its own name says.
    """

    name: str
    day: str
    kind: str
    version: str
    stated_rows: int | None = None
    count_file: str = ""


@dataclass(frozen=True)
class FileHead:
    """The newest file of a source, and what was made of it. Nothing in it is personal.

    `status` is accepted, held for a person, or refused. `missing` says why nobody who is not in an
    accepted file is known not to be held; empty where it is whole. `columns` are item and period
    of each; `accepted_rows` those of the file that was accepted last. The
    rows are stored in 2 to the power of `bits` parts, by keyed hashes of the version `hashes`.
    `before` is the version of the file before it, `seen` are those of its day that were read.
    """

    source: str
    name: str
    day: str
    version: str
    status: str
    at: str
    reason: str = ""
    missing: str = ""
    rows: int = 0
    faults: int = 0
    accepted_rows: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    bits: int = 0
    hashes: str = ""
    before: str = ""
    seen: tuple[str, ...] = ()
    decided_by: str = ""
    decided_at: str = ""
    why: str = ""

    def item(self) -> dict[str, Any]:
        """The head as a table's item."""
        attributes = {name: value for name, value in asdict(self).items() if value not in ("", ())}
        columns = " ".join(":".join(one) for one in self.columns)
        return attributes | {"columns": columns, "seen": " ".join(self.seen)}

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> FileHead:
        """The head in a table's item."""
        known = {one.name for one in fields(cls)}
        columns = tuple(tuple(one.split(":")) for one in item["columns"].split())
        attributes = {name: value for name, value in item.items() if name in known}
        return cls(**attributes | {"columns": columns, "seen": tuple(item["seen"].split())})

    def is_stale(self, source: Source, now: datetime) -> bool:
        """Whether the day of the file lies longer ago than the catalogue accepts."""
        return now - start_of_day(date.fromisoformat(self.day)) > timedelta(days=source.fresh_days)

    def decided(self, status: str, who: str, why: str, now: datetime) -> FileHead:
        """The head after a person accepted or refused the file that was held for one."""
        rows = self.rows if status == ACCEPTED else self.accepted_rows
        reason = "file.refused_by_person" if status == REFUSED else ""
        after = replace(self, status=status, accepted_rows=rows, reason=reason, why=why)
        return replace(after, decided_by=who, decided_at=instant_text(now))


class Files(Protocol):
    """Reads what departments have left in files."""

    def head(self, source: str) -> FileHead | None:
        """What is known of the newest file of a source; None where it has left none."""
        ...

    def rows(self, head: FileHead, numbers: Sequence[str]) -> RowsByNumber:
        """The rows of these identity numbers in a file; nothing for who has none."""
        ...


def findings_of_file(
    source: Source, persons: Sequence[Subject], files: Files, now: datetime
) -> list[Finding]:
    """The findings about persons in the newest file of a source.

    Unavailable with the reason where there is none, or none that counts.
    """
    head = files.head(source.code)
    if head is None:
        raise Unavailable("answer.no_file")
    if head.status != ACCEPTED:
        raise Unavailable("answer.file_held" if head.status == HELD else "answer.malformed")
    rows = files.rows(head, [person.identity_number for person in persons])
    inside = [person for person in persons if rows.get(person.identity_number)]
    outside = [person for person in persons if not rows.get(person.identity_number)]
    missing = head.missing or ("answer.file_stale" if head.is_stale(source, now) else "")
    if missing:
        found = unverified(source, [person.member for person in outside], missing)
        outside = []
    else:
        found = []
    lines = [
        line
        for person in (*inside, *outside)
        for line in _lines(source, head, person, rows.get(person.identity_number, ()))
    ]
    from chalicelib.platform.partners.departments.answers import SourceAnswer

    answer = SourceAnswer(nonce="", as_of=_as_of(head), lines=lines)
    return found + validated(source, [*inside, *outside], answer, now)


def _as_of(head: FileHead) -> str:
    """For when a file holds: the day of its name, but no later than it was there."""
    return min(instant_text(start_of_day(date.fromisoformat(head.day))), head.at)


def _lines(
    source: Source, head: FileHead, person: Subject, rows: Sequence[Sequence[Any]]
) -> Iterator[AnswerItem]:
    """What the rows of a person say, item by item; without a row nothing is held."""
    from chalicelib.platform.partners.departments.answers import AnswerItem

    items = {item.code: item for item in source.items}
    about = {"member": person.member, "identity_number": person.identity_number}
    if not rows:
        for code, _ in head.columns:
            nothing = {"name": person.name, "item": code, "status": "nothing_held"}
            yield AnswerItem.model_validate({**about, **nothing})
    for name, *values in rows:
        for (code, period), value in zip(head.columns, values, strict=True):
            if value is not None:
                named = {**about, "name": name, "item": code}
                yield AnswerItem.model_validate({**named, **_answer(value, items[code], period)})


def _answer(value: Any, item: Item, period: str) -> dict[str, Any]:
    """The answer in a cell: that nothing is held, a value, or one that is unreadable (None)."""
    if value == []:
        return {"status": "nothing_held"}
    measures = {"unit": item.unit, "period": period}
    return {"status": "held", "value": None if value == {} else value, **measures}


def newest(names: Mapping[str, str], today: date) -> list[ExchangeFile]:
    """The files that names (each with its version) are of, in the order of their days.

    What no day names is no file of a table, and one of a day that is too far ahead not yet.
    """
    found = [file for name in names if (file := _exchange_file(name, names))]
    come = [file for file in found if not is_ahead(file.day, today)]
    return sorted(come, key=lambda file: (file.day, file.name))


def is_ahead(day: str, today: date) -> bool:
    """Whether the day of a file's name lies further ahead than any file is read."""
    return date.fromisoformat(day) > today + MOST_DAYS_AHEAD


def _exchange_file(name: str, names: Mapping[str, str]) -> ExchangeFile | None:
    match = FILE.fullmatch(name)
    if not match:
        return None
    day, stated, kind = match.groups()
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    beside = next((one for one in _beside(name) if one in names), "")
    version = ".".join(filter(None, (names[name], names.get(beside, ""))))
    return ExchangeFile(name, day, kind.lower(), version, int(stated) if stated else None, beside)


def _beside(name: str) -> Iterable[str]:
    return name + COUNT, name.rpartition(".")[0] + COUNT
