"""Sealed documents: compressed JSON (`compression.py`), AES-256-GCM under a data key of its scope.

A scope is what is deleted together: a case, a person, an office's worklist, a county's month of
money. Its data key is wrapped by KMS with the scope as encryption context and stored in the
scope's row, or in a `KEY` item where it has none; deleting that is deleting the data. The place of
a document (table, key, kind, schema) is part of what is authenticated, so a blob moved to another
place does not open.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.errors import Broken
from chalicelib.platform import aws
from chalicelib.platform.runtime import clock
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import table
from chalicelib.platform.store.compression import packed, unpacked
from chalicelib.platform.store.keys import Key

CACHED_FOR = timedelta(minutes=5)
OF_MANY = frozenset({"desk", "file", "vault"})
"""Scopes of many people, that are deleted when none of them is needed any more."""
OF_MANY_CACHED_FOR = timedelta(hours=1)
MOST_OPEN = 1000
"""So many keys are kept open; the oldest go first."""
NONCE = 12


@dataclass(frozen=True)
class KeyScope:
    """What one data key covers: its kind, its id, and the place of the item that holds it."""

    kind: str
    id: str
    place: Key

    @property
    def context(self) -> dict[str, str]:
        """The KMS encryption context that ties the wrapped key to this scope."""
        return {"kind": self.kind, "scope": self.id}


@dataclass(frozen=True)
class DataKey:
    """An open data key, and as KMS wrapped it."""

    scope: KeyScope
    key: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    def seal(self, place: Key, kind: str, schema: int, document: Mapping[str, Any]) -> bytes:
        """`document` sealed for `place`: nonce, then ciphertext with tag."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.key).encrypt(
            nonce, packed(document), _bound(place, kind, schema)
        )

    def open(self, place: Key, kind: str, schema: int, blob: bytes) -> dict[str, Any]:
        """The document sealed for `place`; Broken("sealing.moved") if it was sealed elsewhere."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            bound = _bound(place, kind, schema)
            plain = AESGCM(self.key).decrypt(blob[:NONCE], blob[NONCE:], bound)
        except InvalidTag:
            raise Broken("sealing.moved", kind=kind) from None
        return unpacked(plain)

    def item(self) -> dict[str, Any]:
        """The scope's `KEY` item, to be put in the transaction that creates the scope."""
        return {**self.scope.place.attributes, "kind": "key", "data_key": self.wrapped}


_open: dict[KeyScope, tuple[datetime, DataKey]] = {}


def new_key(scope: KeyScope) -> DataKey:
    """A fresh data key for a scope that does not exist yet (one KMS call)."""
    answer = aws.client("kms").generate_data_key(
        KeyId=settings().need("data_key_id"), KeySpec="AES_256", EncryptionContext=scope.context
    )
    return DataKey(scope, answer["Plaintext"], answer["CiphertextBlob"])


def find_key(scope: KeyScope) -> DataKey | None:
    """The scope's data key, else opened by one read and one KMS call; None if there is none.

    One of a person or family is kept open for five minutes, one of many people for an hour.
    """
    _forget_expired(clock.current().now())
    if scope in _open:
        return _open[scope][1]
    return open_key(scope, holder(scope))


def holder(scope: KeyScope) -> table.Item | None:
    """The item that holds the scope's data key, or would hold it; None where there is none.

    A key is not changed, so any copy that has it will do: one that was deleted may be kept open
    far longer than a copy is behind.
    """
    item = table.get(scope.place, consistent=False)
    return item if item and "data_key" in item else table.get(scope.place)


def open_key(scope: KeyScope, item: Mapping[str, Any] | None) -> DataKey | None:
    """The data key in `item`, which lies at the scope's place; None where it holds none.

    It is kept as `find_key` says, else opened by one KMS call.
    """
    if item is None or "data_key" not in item:
        return None
    now = clock.current().now()
    _forget_expired(now)
    if scope not in _open:
        plain = aws.client("kms").decrypt(
            KeyId=settings().need("data_key_id"),
            CiphertextBlob=item["data_key"],
            EncryptionContext=scope.context,
        )["Plaintext"]
        for oldest in list(_open)[: max(0, len(_open) - MOST_OPEN + 1)]:
            del _open[oldest]
        _open[scope] = (now, DataKey(scope, plain, item["data_key"]))
    return _open[scope][1]


def key_of(scope: KeyScope) -> DataKey:
    """The scope's data key; Broken("sealing.shredded") if it was deleted or never made."""
    key = find_key(scope)
    if key is None:
        raise Broken("sealing.shredded", kind=scope.kind)
    return key


def find_or_create_key(scope: KeyScope) -> DataKey:
    """The scope's data key, made by a put of its own where there is none yet."""
    key = find_key(scope)
    if key is None:
        table.put(scope.place, new_key(scope).item(), "attribute_not_exists(pk)")
        key = key_of(scope)
    return key


def find_or_prepare_key(scope: KeyScope) -> tuple[DataKey, list[table.Write]]:
    """The scope's data key, and the write that makes it where there is none yet.

    The write fails where somebody else has made one in between.
    """
    key = find_key(scope)
    if key is not None:
        return key, []
    key = new_key(scope)
    return key, [table.absent(scope.place, key.item())]


def is_open(scope: KeyScope) -> bool:
    """Whether the scope's data key need not be read now."""
    _forget_expired(clock.current().now())
    return scope in _open


def forget() -> None:
    """Drop every open key."""
    _open.clear()


def _forget_expired(now: datetime) -> None:
    for expired in [one for one, (since, _) in _open.items() if since + _cached_for(one) <= now]:
        del _open[expired]


def _cached_for(scope: KeyScope) -> timedelta:
    return OF_MANY_CACHED_FOR if scope.kind in OF_MANY else CACHED_FOR


def _bound(place: Key, kind: str, schema: int) -> bytes:
    return "\0".join((place.table, place.pk, place.sk, kind, str(schema))).encode()
