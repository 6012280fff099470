"""Requests that are done once: what a record keeps of those that it has answered.

An idempotency key belongs to an actor and to the record that the request changes. The record's row
keeps a short mark of each request for as long as its key is kept, and the event bears it too: no
item of its own is written. Whoever reads the tables learns neither the key nor what the request
said: both marks are hashes that nobody can compute without the key.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

MARK = struct.Struct(">6s4sII")
"""A mark: of actor and key, of the request; the number of its event; until when it is kept."""


@dataclass(frozen=True)
class Once:
    """An idempotency key of an actor, with the digest of the request it came with.

    `expires` is until when a repetition is answered as it was then (seconds since 1970).
    """

    actor: str
    key: str
    digest: str
    expires: int

    @property
    def mark(self) -> str:
        """What an event bears of the key: 12 hexadecimal digits."""
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


def answered(marks: bytes, once: Once) -> int:
    """The number of the event with which a record answered this request; 0 if it did not.

    Refused("request.key_reused") if the key came with another request.
    """
    for key, request, seq, _ in MARK.iter_unpack(marks):
        if key.hex() == once.mark:
            if request != once.request:
                raise Refused("request.key_reused")
            return int(seq)
    return 0


def followed(marks: bytes, once: Once | None, seq: int, now: float) -> bytes:
    """The marks after event `seq`, which answers `once`; those that are kept no longer go."""
    kept = [one for one in MARK.iter_unpack(marks) if one[3] > now]
    fresh = [(bytes.fromhex(once.mark), once.request, seq, once.expires)] if once else []
    return b"".join(MARK.pack(*one) for one in [*kept, *fresh])
