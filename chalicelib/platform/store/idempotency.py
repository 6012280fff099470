"""Idempotency keys: what a record stores of the requests that it has answered.

An idempotency key belongs to an actor and to the record that the request changes. The record's row
stores a short mark of each request until its key expires, and the event has it too: no item of
its own is written. Somebody who reads the tables learns neither the key nor the content of the
request: both marks are hashes that nobody can compute without the key.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

MARK = struct.Struct(">6s4sII")
"""A mark: of actor and key, of the request; the number of its event; when it expires."""


@dataclass(frozen=True)
class IdempotencyKey:
    """An idempotency key of an actor, with the digest of the request it came with.

    `expires` is until when a repetition is answered as it was then (seconds since 1970).
    """

    actor: str
    key: str
    digest: str
    expires: int

    @property
    def mark(self) -> str:
        """What an event has of the key: 12 hexadecimal digits."""
        return self._hash()[:12]

    @property
    def id(self) -> str:
        """The id of what this request creates, the same for every repetition."""
        return self._hash("id")[:32]

    @property
    def request(self) -> bytes:
        """The mark of what was asked for."""
        return bytes.fromhex(self._hash("request", self.digest))[:4]

    def _hash(self, *more: str) -> str:
        return hashlib.sha256("\0".join((self.actor, self.key, *more)).encode()).hexdigest()


def answered(marks: bytes, idempotency_key: IdempotencyKey) -> int:
    """The number of the event with which a record answered this request; 0 if it did not.

    Refused("request.key_reused") if the key came with another request.
    """
    for key, request, seq, _ in MARK.iter_unpack(marks):
        if key.hex() == idempotency_key.mark:
            if request != idempotency_key.request:
                raise Refused("request.key_reused")
            return int(seq)
    return 0


def marks_after(
    marks: bytes, idempotency_key: IdempotencyKey | None, seq: int, now: float
) -> bytes:
    """The marks after event `seq`, which answers `idempotency_key`; expired ones are dropped."""
    valid = [one for one in MARK.iter_unpack(marks) if one[3] > now]
    if idempotency_key:
        mark = bytes.fromhex(idempotency_key.mark)
        valid.append((mark, idempotency_key.request, seq, idempotency_key.expires))
    return b"".join(MARK.pack(*one) for one in valid)
