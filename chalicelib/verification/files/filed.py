"""Files that departments leave: read once when they arrive, accepted, held for a person or refused.

A tick looks what is new. Each file is its department's alone: what cannot be read is refused with
its reason, and the next department's is looked at. The department finds beside its file what became
of it, row by row; operators get a sign. Until a new file is read, the one before it counts.
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
    FURTHEST,
    HELD,
    RECEIPT,
    REFUSED,
    Head,
    Left,
    is_ahead,
    newest,
)
from chalicelib.platform.partners.departments.index import Index
from chalicelib.platform.partners.departments.reading import Fault, Reading
from chalicelib.platform.partners.departments.tables import MOST_BYTES, Unreadable
from chalicelib.platform.runtime import log
from chalicelib.platform.runtime.failures import foreseen, note
from chalicelib.platform.store import table
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.policy import Source
from chalicelib.verification import rules
from chalicelib.words import say

MOST_TRIES = 3
"""How often reading a file is begun: whoever dies of it three times will die of it again."""
AT_ONCE = 2
"""Of files that came together the newest counts, and is held against the one before it."""
FEWER = "file.fewer"
"""Why a file is held."""
WAITS = "source.held"
"""The sign that a file waits for somebody of the bureau."""


def take_in(sources: Sequence[Source], now: datetime, most_drop: int) -> None:
    """Read whatever file has come since the last time.

    A file with `most_drop` percent fewer rows than the one before, or fewer still, is held.
    """
    filed = [source for source in sources if source.answers == "file"]
    for source in sorted(filed, key=lambda one: _begun(one.code).get("tries", 0)):
        try:
            _take_in(source, now, most_drop)
        except Exception as failure:
            fact = foreseen(failure)
            code = fact.code if isinstance(fact, Unavailable) else UNREADABLE
            note("a department's file was not taken in", code, failure, source=source.code)


def _take_in(source: Source, now: datetime, most_drop: int) -> None:
    place = f"departments/{source.code}/"
    names = {name.removeprefix(place): version for name, version in objects.versions(place).items()}
    today = day_of(now)
    _tell_of_others(place, names, today)
    item = table.get(keys.file_head(source.code)) or {}
    if item.get("decided_by"):
        _tell_of_decision(place, Head.of(item))
    for left in _new(newest(names, today), Head.of(item) if item else None, today):
        before = Head.of(item) if item else None
        head, faults = _read(source, left, before, now, most_drop)
        objects.put(place + left.name + RECEIPT, receipt(head, faults))
        _sign(head, faults)
        item = _kept(head, item)


def _new(lefts: Sequence[Left], known: Head | None, today: date) -> Sequence[Left]:
    """The files that nobody has read yet, the newest two; one that changed is new."""
    if known is None or is_ahead(known.day, today):
        return lefts[-AT_ONCE:]
    after = [
        left
        for left in lefts
        if left.day > known.day or (left.day == known.day and left.version not in known.seen)
    ]
    return after[-AT_ONCE:]


def _begun(source: str) -> Mapping[str, Any]:
    return table.get(keys.file_reading(source)) or {}


def _read(
    source: Source, left: Left, before: Head | None, now: datetime, most_drop: int
) -> tuple[Head, Sequence[Fault]]:
    """What becomes of a file, and what is wrong in it."""
    head = Head(source.code, left.name, left.day, left.version, REFUSED, instant_text(now))
    head = replace(head, seen=(left.version,))
    if before is not None:
        seen = before.seen * (before.day == left.day) + head.seen
        head = replace(head, accepted_rows=before.accepted_rows, before=before.version, seen=seen)
    begun = _begun(source.code)
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
            bits, hashes = index.kept(source.code, left.version, reading.entries(), Path(folder))
        except Unreadable as why:
            return replace(head, reason=why.code, faults=reading.hiding), reading.faults
    if left.counted_by:
        reading.count(objects.read(_place(source, left.counted_by))[:1024])
    arrived = rules.Arrived(
        reading.rows, reading.hiding, reading.said_to_have(left), left.day, day_of(now)
    )
    held, missing = rules.standing(arrived, head.accepted_rows, most_drop)
    head = replace(
        head,
        status=HELD if held else ACCEPTED,
        reason=FEWER if held else "",
        missing=missing,
        rows=reading.rows,
        faults=reading.hiding,
        accepted_rows=head.accepted_rows if held else reading.rows,
        columns=reading.heading.told if reading.heading else (),
        bits=bits,
        hashes=hashes,
    )
    return head, reading.faults


def _place(source: Source, name: str) -> str:
    return f"departments/{source.code}/{name}"


def _kept(head: Head, item: Mapping[str, Any]) -> dict[str, Any]:
    """The head's item, now that it counts; who was faster has read the same file.

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


def receipt(head: Head, faults: Iterable[Fault]) -> bytes:
    """What became of a file, as a table for its department: rows, columns, reasons; no person."""
    told = io.StringIO()
    rows = csv.writer(told)
    rows.writerow(("行", "列", "结果和原因"))
    rows.writerow(("", "", say(f"file.{head.status}", rows=head.rows)))
    rows.writerows(("", "", say(code)) for code in (head.reason, head.missing) if code)
    rows.writerows((fault.row, fault.column, say(fault.code)) for fault in faults)
    return told.getvalue().encode("utf-8-sig")


def _tell_of_decision(place: str, head: Head) -> None:
    """Put what a person decided of a file that was held where its receipt says that it waits."""
    held = receipt(replace(head, status=HELD, reason=FEWER), ())
    told = objects.read(place + head.name + RECEIPT)
    if told.startswith(held):
        objects.put(place + head.name + RECEIPT, receipt(head, ()) + told.removeprefix(held))


def _tell_of_others(place: str, names: Mapping[str, str], today: date) -> None:
    """Say of files whose names say no day, or one too far ahead, that nobody reads them."""
    read = {left.name for left in newest(names, today)}
    dated = {left.name for left in newest(names, date.max - FURTHEST)}
    for name in names:
        told = name in read or name.lower().endswith((COUNT, RECEIPT, "/")) or not name
        if not told and name + RECEIPT not in names:
            why = say("file.ahead" if name in dated else "file.misnamed")
            lines = f"行,列,结果和原因\r\n,,{why}\r\n"
            objects.put(place + name + RECEIPT, lines.encode("utf-8-sig"))


def _sign(head: Head, faults: Sequence[Fault]) -> None:
    """Tell operators of a file that waits for somebody, or in which something is wrong."""
    if head.status == HELD:
        log.error("a file waits to be accepted", code=WAITS, source=head.source, record=head.name)
    wrong = head.reason if head.status == REFUSED else head.missing
    if wrong:
        first = faults[0] if faults else Fault("", "", wrong)
        log.error(
            "a department's file is not in order",
            code=UNREADABLE,
            source=head.source,
            record=f"{head.name}:{first.row}",
            error=first.code,
            count=head.faults,
        )


@dataclass(frozen=True)
class Decision:
    """What a person makes of a held file: which, with how many rows, and why."""

    name: str
    rows: int
    accepted: bool
    why: str


def decide(source: str, decision: Decision, who: str, now: datetime) -> Head:
    """The file's head after a person accepted or refused it; the same again changes nothing.

    Refused("file.not_held") where no such file waits for anybody.
    """
    place = keys.file_head(source)
    item = table.get(place) or {}
    head = Head.of(item) if item else None
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


def known(sources: Sequence[Source]) -> Mapping[str, Head]:
    """What is known of the newest file of each source that leaves any."""
    filed = [source.code for source in sources if source.answers == "file"]
    return {code: head for code in filed if (head := Index().head(code))}
