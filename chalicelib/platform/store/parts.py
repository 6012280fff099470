"""The documents of a record that are written by themselves: a change rewrites only what it changes.

A small one lies in the row. A larger one has an item beside it, named and sealed with the number
of the event that wrote it, which the row holds; so neither an older one nor a half-read change can
pass for what the record holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.platform.store import keys
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.sealing import DataKey
from chalicelib.platform.store.table import Item, Write

Parts = Mapping[str, Mapping[str, Any]]
Contents = dict[str, list[Any]]
"""What the row holds of each: the number of the event that wrote it, and the document if small."""

SCHEMA = 1
MOST_IN_ROW = 240
"""Bytes of JSON: a unit of the table holds the row of a usual case with those that are smaller."""


class InconsistentRead(Exception):
    """The row and its parts are of different versions: read them again."""


def contents_of(parts: Parts, before: Parts, versions: Mapping[str, int], seq: int) -> Contents:
    """What the row of version `seq` holds of its parts; `versions` are those of `before`."""
    contents: Contents = {}
    for name, document in parts.items():
        text = canonical(document)
        same = name in versions and text == canonical(before[name])
        contents[name] = [versions[name] if same else seq]
        if _fits_row(document):
            contents[name].append(document)
    return contents


def _fits_row(document: Mapping[str, Any]) -> bool:
    return len(canonical(document)) <= MOST_IN_ROW


def writes(
    kind: str, id_: str, parts: Parts, before: Parts, contents: Contents, seq: int, key: DataKey
) -> list[Write]:
    """The writes of the parts beside the row that version `seq` changes, or takes into the row."""
    found = []
    for name, (version, *held) in contents.items():
        place = keys.part_of(kind, id_, name)
        if version == seq and not held:
            found.append(_write(place, seq, parts[name], key))
        elif version == seq and not _fits_row(before.get(name, {})):
            found.append(Write(place))
    return found


def open_parts(
    kind: str, id_: str, contents: Contents, items: Sequence[Item], data_key: DataKey
) -> dict[str, Mapping[str, Any]]:
    """The parts of a record; InconsistentRead where an item is not of the version in the row."""
    beside = {str(item["sk"]): item for item in items}
    found: dict[str, Mapping[str, Any]] = {}
    for name, (seq, *held) in contents.items():
        place = keys.part_of(kind, id_, name)
        if held:
            found[name] = held[0]
            continue
        item = beside.get(place.sk)
        if item is None or item["seq"] != seq:
            raise InconsistentRead
        found[name] = data_key.open(place, _sealed_as(seq), SCHEMA, item["doc"])
    return found


def _write(place: keys.Key, seq: int, document: Mapping[str, Any], data_key: DataKey) -> Write:
    sealed = data_key.seal(place, _sealed_as(seq), SCHEMA, document)
    return Write(place, {"kind": "part", "seq": seq, "schema": SCHEMA, "doc": sealed})


def _sealed_as(seq: int) -> str:
    return f"part of {seq}"
