"""Files that departments leave: read once when they arrive, accepted, held for a person or refused.

Each tick reads what is new. What cannot be read is refused with its reason, and affects no other
department's file. A receipt beside the file says what is wrong with it, row by row, and an error is
logged for operators. Until a new file is read, the one before it counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.platform.aws import objects
from chalicelib.platform.partners.departments import index, keys
from chalicelib.platform.partners.departments.asking import UNREADABLE
from chalicelib.platform.partners.departments.files import (
    ACCEPTED,
    COUNT,
    HELD,
    MOST_DAYS_AHEAD,
    RECEIPT,
    REFUSED,
    ExchangeFile,
    FileHead,
    is_ahead,
    newest,
)
from chalicelib.platform.partners.departments.index import Index
from chalicelib.platform.partners.departments.reading import FileFault, Reading
from chalicelib.platform.partners.departments.tables import MOST_BYTES, Unreadable
from chalicelib.platform.runtime import log
from chalicelib.platform.runtime.failures import as_fact, record_failure
from chalicelib.platform.store import table
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.policy import Source
from chalicelib.verification import rules
from chalicelib.words import say

MOST_TRIES = 3
"""How often reading a file is begun: a process that dies of it three times will die of it again."""
AT_ONCE = 2
"""Of files that came together the newest counts, and is held against the one before it."""
FEWER = "file.fewer"
"""Why a file is held."""
WAITS = "source.held"
"""The sign that a file waits for somebody of the bureau."""


def read_new_files(sources: Sequence[Source], now: datetime, most_drop: int) -> None:
    """Read whatever file has come since the last time.

    A file with `most_drop` percent fewer rows than the one before, or fewer still, is held.
    """
    filed = [source for source in sources if source.answers == "file"]
    for source in sorted(filed, key=lambda one: _tries(one.code).get("tries", 0)):
        try:
            _read_new_file(source, now, most_drop)
        except Exception as failure:
            fact = as_fact(failure)
            code = fact.code if isinstance(fact, Unavailable) else UNREADABLE
            record_failure(
                "a department's file was not taken in", code, failure, source=source.code
            )


def _read_new_file(source: Source, now: datetime, most_drop: int) -> None:
    place = f"departments/{source.code}/"
    names = {name.removeprefix(place): version for name, version in objects.versions(place).items()}
    today = day_of(now)
    _write_receipts_of_unread(place, names, today)
    item = table.get(keys.file_head(source.code)) or {}
    if item.get("decided_by"):
        _update_receipt(place, FileHead.of(item))
    for left in _unread(newest(names, today), FileHead.of(item) if item else None, today):
        before = FileHead.of(item) if item else None
        head, faults = _read(source, left, before, now, most_drop)
        objects.put(place + left.name + RECEIPT, receipt(head, faults))
        _log(head, faults)
        item = _stored(head, item)


def _unread(
    files: Sequence[ExchangeFile], known: FileHead | None, today: date
) -> Sequence[ExchangeFile]:
    """The files that nobody has read yet, the newest two; one that changed is new."""
    if known is None or is_ahead(known.day, today):
        return files[-AT_ONCE:]
    after = [
        left
        for left in files
        if left.day > known.day or (left.day == known.day and left.version not in known.seen)
    ]
    return after[-AT_ONCE:]


def _tries(source: str) -> Mapping[str, Any]:
    return table.get(keys.file_reading(source)) or {}


def _read(
    source: Source, left: ExchangeFile, before: FileHead | None, now: datetime, most_drop: int
) -> tuple[FileHead, Sequence[FileFault]]:
    """What becomes of a file, and what is wrong in it."""
    head = FileHead(source.code, left.name, left.day, left.version, REFUSED, instant_text(now))
    head = replace(head, seen=(left.version,))
    if before is not None:
        seen = before.seen * (before.day == left.day) + head.seen
        head = replace(head, accepted_rows=before.accepted_rows, before=before.version, seen=seen)
    begun = _tries(source.code)
    tries = begun.get("tries", 0) + 1 if begun.get("version") == left.version else 1
    if tries > MOST_TRIES:
        return replace(head, reason="file.too_heavy"), []
    table.put(keys.file_reading(source.code), {"version": left.version, "tries": tries})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "left"
        reading = Reading(source, path, left.kind)
        try:
            if not objects.fetch(_place(source, left.name), path, MOST_BYTES[left.kind]):
                raise Unreadable("file.too_large")
            bits, hashes = index.stored(source.code, left.version, reading.entries(), Path(folder))
        except Unreadable as why:
            return replace(head, reason=why.code, faults=reading.hiding), reading.faults
    if left.count_file:
        reading.count(objects.read(_place(source, left.count_file))[:1024])
    file = rules.FileRead(
        reading.rows, reading.hiding, reading.stated_rows(left), left.day, day_of(now)
    )
    held, missing = rules.assess_file(file, head.accepted_rows, most_drop)
    head = replace(
        head,
        status=HELD if held else ACCEPTED,
        reason=FEWER if held else "",
        missing=missing,
        rows=reading.rows,
        faults=reading.hiding,
        accepted_rows=head.accepted_rows if held else reading.rows,
        columns=reading.heading.item_periods if reading.heading else (),
        bits=bits,
        hashes=hashes,
    )
    return head, reading.faults


def _place(source: Source, name: str) -> str:
    return f"departments/{source.code}/{name}"


def _stored(head: FileHead, item: Mapping[str, Any]) -> dict[str, Any]:
    """Store the head, so that its file counts; returns its item. A process that was faster has read
    the same file.

    The rows of the file before the last can be opened no more.
    """
    fresh = {**head.item(), "v": item.get("v", 0) + 1}
    place = keys.file_head(head.source)
    condition = "attribute_not_exists(pk) OR v = :v"
    writes = [Write(place, fresh, condition, values={":v": item.get("v", 0)})]
    writes.append(Write(keys.file_reading(head.source)))
    if item.get("before") and item["before"] not in {head.version, head.before}:
        writes.append(Write(keys.file_key(head.source, item["before"])))
    try:
        table.transact(writes)
    except ConditionFailed:
        raise Unavailable("table.busy") from None
    return fresh


def receipt(head: FileHead, faults: Iterable[FileFault]) -> bytes:
    """What became of a file, as a table for its department: rows, columns, reasons; no person."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("行", "列", "结果和原因"))
    rows.writerow(("", "", say(f"file.{head.status}", rows=head.rows)))
    rows.writerows(("", "", say(code)) for code in (head.reason, head.missing) if code)
    rows.writerows((fault.row, fault.column, say(fault.code)) for fault in faults)
    return text.getvalue().encode("utf-8-sig")


def _update_receipt(place: str, head: FileHead) -> None:
    """Replace, in the receipt of a file that was held, that it waits by what a person decided."""
    waiting = receipt(replace(head, status=HELD, reason=FEWER), ())
    content = objects.read(place + head.name + RECEIPT)
    if content.startswith(waiting):
        objects.put(place + head.name + RECEIPT, receipt(head, ()) + content.removeprefix(waiting))


def _write_receipts_of_unread(place: str, names: Mapping[str, str], today: date) -> None:
    """Write receipts of files that are not read: without a day in their name, or too far ahead."""
    read = {left.name for left in newest(names, today)}
    dated = {left.name for left in newest(names, date.max - MOST_DAYS_AHEAD)}
    for name in names:
        known = name in read or name.lower().endswith((COUNT, RECEIPT, "/")) or not name
        if not known and name + RECEIPT not in names:
            why = say("file.ahead" if name in dated else "file.misnamed")
            lines = f"行,列,结果和原因\r\n,,{why}\r\n"
            objects.put(place + name + RECEIPT, lines.encode("utf-8-sig"))


def _log(head: FileHead, faults: Sequence[FileFault]) -> None:
    """Log for operators that a file waits for a decision, or that something is wrong in it."""
    if head.status == HELD:
        log.error("a file waits to be accepted", code=WAITS, source=head.source, record=head.name)
    wrong = head.reason if head.status == REFUSED else head.missing
    if wrong:
        first = faults[0] if faults else FileFault("", "", wrong)
        log.error(
            "a department's file is not in order",
            code=UNREADABLE,
            source=head.source,
            record=f"{head.name}:{first.row}",
            error=first.code,
            count=head.faults,
        )


@dataclass(frozen=True)
class FileDecision:
    """What a person decided about a held file: which, with how many rows, and why."""

    name: str
    rows: int
    accepted: bool
    why: str


def decide(source: str, decision: FileDecision, who: str, now: datetime) -> FileHead:
    """The file's head after a person accepted or refused it; the same again changes nothing.

    Refused("file.not_held") where no such file waits for anybody.
    """
    place = keys.file_head(source)
    item = table.get(place) or {}
    head = FileHead.of(item) if item else None
    status = ACCEPTED if decision.accepted else REFUSED
    if head is None or (head.name, head.rows) != (decision.name, decision.rows):
        raise Refused("file.not_held")
    if head.status == status and head.decided_by:
        return head
    after = head.decided(status, who, decision.why, now)
    condition, values = "v = :v", {":v": item["v"]}
    if head.status != HELD or not table.put(
        place, {**after.item(), "v": item["v"] + 1}, condition, values
    ):
        raise Refused("file.not_held")
    return after


def newest_heads(sources: Sequence[Source]) -> Mapping[str, FileHead]:
    """What is known of the newest file of each source that leaves any."""
    filed = [source.code for source in sources if source.answers == "file"]
    return {code: head for code in filed if (head := Index().head(code))}
