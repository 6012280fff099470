"""Authenticators of staff: whether one is asked of them, its sealed secret, and what was tried.

The secret lies beside its holder under a data key of its own, so that deleting the item is
deleting it. An item is changed only as it was read: of two requests with one code, or of many that
guess at once, one is counted after the other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.directory import keys
from chalicelib.directory.sessions import one_time_codes
from chalicelib.domain.areas import AreaLevel, level_of
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.platform.store.table import Write
from chalicelib.policy import load_pack

SCHEMA = 1
KIND = "authenticator"
MOST_WRONG = 5
"""So many wrong codes in a row lock it."""
LOCKED_FOR = timedelta(minutes=15)
RESET_WITHIN = timedelta(hours=24)
"""For how long a reset that one person asked for waits for another."""
NOBODY = "nobody"


def asked_of(office: str, now: datetime) -> bool:
    """Whether the policy of the day asks a second factor of who works at an office.

    The pack's `authenticator.level` names the lowest level of offices of which it does.
    """
    pack = load_pack(settings().need("policy_pack"))
    lowest = str(pack.parameters_on(day_of(now)).value("authenticator.level").amount)
    return lowest != NOBODY and level_of(office) <= AreaLevel[lowest.upper()]


@dataclass(frozen=True)
class Authenticator:
    """Somebody's authenticator: its secret as sealed, whether it has ever shown a right code, the
    step of the last one, how many were wrong since, until when it is locked, and who asked when
    to reset it, a leader or not. `version` counts its changes; 0 is one that is not stored."""

    holder: str
    serial: str
    sealed: bytes = field(repr=False)
    data_key: bytes = field(repr=False)
    known: bool = False
    step: int = 0
    wrong: int = 0
    locked_until: datetime | None = None
    reset_by: str = ""
    reset_by_leader: bool = False
    reset_at: datetime | None = None
    version: int = 0

    @property
    def secret(self) -> bytes:
        """Its secret; one KMS call."""
        scope = _scope(self.holder, self.serial)
        key = sealing.open_key(scope, {"data_key": self.data_key})
        assert key is not None
        return bytes.fromhex(key.open(place(self.holder), KIND, SCHEMA, self.sealed)["secret"])

    def is_locked(self, now: datetime) -> bool:
        """Whether it takes no code now."""
        return self.locked_until is not None and now < self.locked_until

    def showed(self, step: int) -> Authenticator:
        """It showed the right code, of a step."""
        return replace(self, known=True, step=step, wrong=0, locked_until=None)

    def failed(self, now: datetime) -> Authenticator:
        """A code was wrong; the last of too many locks it."""
        wrong = self.wrong + 1
        if wrong < MOST_WRONG:
            return replace(self, wrong=wrong)
        return replace(self, wrong=0, locked_until=now + LOCKED_FOR)

    def reset_waits_for_another(self, now: datetime) -> bool:
        """Whether somebody asked to reset it, not too long ago."""
        return self.reset_at is not None and now < self.reset_at + RESET_WITHIN

    @property
    def write(self) -> Write:
        """Put it in the place of the one that was read."""
        return Write(place(self.holder), self._item, *self._as_read)

    @property
    def removal(self) -> Write:
        """Delete it as it was read."""
        return Write(place(self.holder), None, *self._as_read)

    @property
    def _as_read(self) -> tuple[str, dict[str, str] | None, dict[str, Any] | None]:
        if not self.version:
            return "attribute_not_exists(pk)", None, None
        return "#version = :version", {"#version": "version"}, {":version": self.version}

    @property
    def _item(self) -> dict[str, Any]:
        return {
            "kind": KIND,
            "schema": SCHEMA,
            "serial": self.serial,
            "doc": self.sealed,
            "data_key": self.data_key,
            "known": self.known,
            "step": self.step,
            "wrong": self.wrong,
            "locked_until": _text(self.locked_until),
            "reset_by": self.reset_by,
            "reset_by_leader": self.reset_by_leader,
            "reset_at": _text(self.reset_at),
            "version": self.version + 1,
        }


def place(staff_id: str) -> Key:
    """Where the authenticator of a member of staff lies."""
    return keys.authenticator(staff_id)


def find(staff_id: str) -> Authenticator | None:
    """The authenticator of a member of staff, if there is one."""
    item = table.get(place(staff_id))
    return _found(staff_id, item) if item else None


def made(staff_id: str, before: Authenticator | None) -> tuple[Authenticator, bytes]:
    """One with a new secret, and that secret, in the place of one that was never used.

    Refused("authenticator.known") where there is one that was.
    """
    if before is not None and before.known:
        raise Refused("authenticator.known")
    secret, serial = os.urandom(one_time_codes.SECRET_BYTES), os.urandom(8).hex()
    key = sealing.new_key(_scope(staff_id, serial))
    sealed = key.seal(place(staff_id), KIND, SCHEMA, {"secret": secret.hex()})
    version = before.version if before else 0
    return Authenticator(staff_id, serial, sealed, key.wrapped, version=version), secret


def _scope(holder: str, serial: str) -> KeyScope:
    """What is deleted with one secret: the next one of the same holder has a key of its own."""
    return KeyScope(KIND, f"{holder}#{serial}", place(holder))


def _found(staff_id: str, item: Mapping[str, Any]) -> Authenticator:
    return Authenticator(
        staff_id,
        item["serial"],
        item["doc"],
        item["data_key"],
        item["known"],
        item["step"],
        item["wrong"],
        _instant(item["locked_until"]),
        item["reset_by"],
        item["reset_by_leader"],
        _instant(item["reset_at"]),
        item["version"],
    )


def _text(instant: datetime | None) -> str:
    return instant_text(instant) if instant else ""


def _instant(text: str) -> datetime | None:
    return parse_instant(text) if text else None
