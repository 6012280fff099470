"""The files of simulated departments, read where there is no AWS, each once.

What is made of them is the suite's own reading and its own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.domain.dates import day_of, instant_text
from chalicelib.platform.partners.departments.files import ACCEPTED, REFUSED, FileHead, newest
from chalicelib.platform.partners.departments.reading import FileEntry, Reading
from chalicelib.platform.partners.departments.tables import Unreadable
from chalicelib.policy.catalogue import Catalogue
from chalicelib.verification import rules


class SimulatedFiles:
    """As `Files`: what the departments leave at this moment.

    `leaves` answers the contents of a source's files by their names.
    """

    def __init__(
        self,
        leaves: Callable[[str], Mapping[str, bytes]],
        now: Callable[[], datetime],
        catalogue: Catalogue,
    ) -> None:
        self._leaves, self._now, self._catalogue = leaves, now, catalogue
        self._entries: dict[str, list[FileEntry]] = {}
        self._read: dict[str, tuple[Mapping[str, bytes], FileHead]] = {}

    def head(self, source: str) -> FileHead | None:
        """What is known of the newest file of a source; None where it has left none."""
        contents = self._leaves(source)
        if not contents:
            return None
        of, head = self._read.get(source, (None, None))
        if of is not contents:
            head = self._head(source, contents)
            self._read[source] = contents, head
        return head

    def _head(self, source: str, contents: Mapping[str, bytes]) -> FileHead:
        now = self._now()
        (left,) = newest(dict.fromkeys(contents, "1"), day_of(now))
        head = FileHead(source, left.name, left.day, left.version, REFUSED, instant_text(now))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "left"
            path.write_bytes(contents[left.name])
            reading = Reading(self._catalogue.by_code[source], path, left.kind)
            try:
                self._entries[source] = [*reading.entries()]
            except Unreadable:
                return head
        if left.count_file:
            reading.count(contents[left.count_file])
        file = rules.FileRead(
            reading.rows, reading.hiding, reading.stated_rows(left), left.day, day_of(now)
        )
        _, missing = rules.assess_file(file, 0, 100)
        columns = reading.heading.item_periods if reading.heading else ()
        return replace(head, status=ACCEPTED, missing=missing, columns=columns)

    def rows(self, head: FileHead, numbers: Sequence[str]) -> Mapping[str, list[list[Any]]]:
        """The rows of these identity numbers in a file that was just looked up."""
        found: dict[str, list[list[Any]]] = {}
        for entry in self._entries[head.source]:
            if entry.number in numbers and [entry.name, *entry.values] not in found.get(
                entry.number, []
            ):
                found.setdefault(entry.number, []).append([entry.name, *entry.values])
        return found
