"""The rows of departments' files, stored so that a question costs the same for any size of file.

A file is read once, when it arrives. Its rows are sorted by the keyed hash of whose they are into
parts of some hundred, each sealed under the file's own data key, in the exchange bucket. A question
reads the head, and one part for each person. The head is written last and names the version whose
parts it means, so a process that dies on the way has changed nothing, and the next begins again.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Unavailable
from chalicelib.platform.aws import objects
from chalicelib.platform.partners.departments import keys
from chalicelib.platform.partners.departments.files import FileHead
from chalicelib.platform.partners.departments.reading import FileEntry
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.platform.store.sealing import DataKey, KeyScope

SCHEMA = 1
IN_A_PART = 512  # rows
MOST_OF_ONE = 20
"""Rows of one person that are stored; more than one that differ verify nothing anyhow."""
BATCH = 1000


class Index:
    """The heads and rows of all departments' files."""

    def head(self, source: str) -> FileHead | None:
        """What is known of the newest file of a source; None where it has left none."""
        # The file before the newest is as good a moment later, and its rows are still stored.
        place = keys.file_head(source)
        item = table.get(place, consistent=False) or table.get(place)
        return FileHead.of(item) if item else None

    def rows(self, head: FileHead, numbers: Sequence[str]) -> Mapping[str, list[list[Any]]]:
        """The rows of these identity numbers in a file; nothing for who has none.

        Unavailable("answer.no_file") where the file was read with other keyed hashes than today's.
        """
        key = sealing.key_of(scope(head.source, head.version))
        found = {}
        for number in numbers:
            version, digest = _hashed(number)
            if version != head.hashes:
                raise Unavailable("answer.no_file")
            part = _opened(key, head, _part_of(digest, head.bits))
            found[number] = part.get(digest.hex(), [])
        return found


def scope(source: str, version: str) -> KeyScope:
    """What the data key of a file's rows covers."""
    return KeyScope("file", f"{source}#{version}", keys.file_key(source, version))


def stored(
    source: str, version: str, entries: Iterable[FileEntry], folder: Path
) -> tuple[int, str]:
    """Store the entries of a file; returns in how many parts (2 to the power of …), and the version
    of the keyed hashes.

    They are sorted on disk, in `folder`; writing the same again changes nothing.
    """
    import sqlite3

    key = _key(scope(source, version))
    with closing(sqlite3.connect(folder / "rows")) as store:
        store.execute("PRAGMA journal_mode = OFF")
        store.execute("PRAGMA synchronous = OFF")
        store.execute("CREATE TABLE rows (of BLOB, row TEXT, PRIMARY KEY (of, row)) WITHOUT ROWID")
        for batch in _batches(entries):
            hashed = ((_hashed(entry.number)[1], _text(entry)) for entry in batch)
            store.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?)", hashed)
        (count,) = store.execute("SELECT count(*) FROM rows").fetchone()
        bits = max(0, (count // IN_A_PART).bit_length())
        found = store.execute("SELECT of, row FROM rows ORDER BY of")
        of_part = itertools.groupby(found, lambda row: _part_of(row[0], bits))
        written = set()
        for number, rows in of_part:
            _store_part(key, source, version, number, rows)
            written.add(number)
    for number in set(range(1 << bits)) - written:
        _store_part(key, source, version, number, [])
    return bits, _hashed("")[0]


def _key(of: KeyScope) -> DataKey:
    """The file's data key, made when its reading is begun for the first time."""
    key, writes = sealing.find_or_prepare_key(of)
    if writes:
        table.transact(writes)
    return key


def _batches(entries: Iterable[FileEntry]) -> Iterator[list[FileEntry]]:
    remaining = iter(entries)
    while batch := [*itertools.islice(remaining, BATCH)]:
        yield batch


def _text(entry: FileEntry) -> str:
    return json.dumps([entry.name, *entry.values], ensure_ascii=False, separators=(",", ":"))


def _hashed(number: str) -> tuple[str, bytes]:
    """The version of the key, and the keyed hash of an identity number."""
    version, _, digest = identifiers.identity_hash(number).partition(".")
    return version, base64.b32decode(digest.upper())


def _part_of(digest: bytes, bits: int) -> int:
    """The part in which a hash lies: its first bits."""
    return int.from_bytes(digest[:4]) >> (32 - bits)


def _store_part(
    key: DataKey, source: str, version: str, number: int, rows: Iterable[tuple[bytes, str]]
) -> None:
    """Seal the rows of a part and put them where a question finds them."""
    document = {
        digest.hex(): [json.loads(row) for _, row in itertools.islice(own, MOST_OF_ONE)]
        for digest, own in itertools.groupby(rows, lambda row: row[0])
    }
    place = keys.file_part(source, version, number)
    objects.put(_name(source, version, number), key.seal(place, "file", SCHEMA, document))


def _opened(key: DataKey, head: FileHead, number: int) -> Mapping[str, list[list[Any]]]:
    blob = objects.read(_name(head.source, head.version, number))
    return key.open(keys.file_part(head.source, head.version, number), "file", SCHEMA, blob)


def _name(source: str, version: str, number: int) -> str:
    return f"index/{source}/{version}/{number:05d}"
