"""Drafts in the tables: one sealed item each, beside the account that fills it in.

A draft is no record: it has no states and no history, and ends by itself. It is written only where
it still is as it was read, and keeps marks of the requests that it answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.directory.store import account_scope
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.forms import keys
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.platform.store.idempotency import IdempotencyKey, answered, marks_after
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.platform.store.table import ConditionFailed, Item, Write

SCHEMA = 1
KIND = "draft"
UNCHANGED = "#version = :version"


@dataclass(frozen=True)
class Content:
    """What a draft seals: the answers by question, what each was asked as (`asked`), and for whom
    it is filled in where that is somebody else.

    `versions` are the versions of the draft at which each answer was saved, or what it rests on
    changed. `files` are those that answers name and that were looked at, by digest, each with the
    instant until which it surely lies where it was uploaded.
    """

    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    asked: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    helper_id: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    def known_files(self, now: datetime) -> frozenset[str]:
        """The files, by digest, that need not be looked at again."""
        return frozenset(one for one, until in self.files.items() if now < parse_instant(until))


@dataclass(frozen=True)
class StoredDraft:
    """One version of a draft; `version` 0 was not written yet. `case` is the case that it became,
    empty before; its answers are then with the case."""

    id: str
    account: str
    form: str
    content: Content
    updated_at: datetime
    expires_at: datetime
    version: int = 0
    case: str = ""
    answered: bytes = field(default=b"", repr=False)


def find(account: str, id_: str, now: datetime) -> StoredDraft | None:
    """An account's own draft; None where it has none of that id, or none any more."""
    item = table.get(keys.draft(account, id_))
    return _opened(account, item, now) if item else None


def of_account(account: str, now: datetime) -> list[StoredDraft]:
    """The drafts of an account, the latest changed first."""
    place = keys.draft(account, "")
    items = table.query(place.table, place.pk, prefix=place.sk)
    found = filter(None, (_opened(account, item, now) for item in items))
    return sorted(found, key=lambda one: one.updated_at, reverse=True)


def not_answered(draft: StoredDraft, idempotency_key: IdempotencyKey) -> None:
    """Raise RepeatedRequest if the draft answered this request before; Refused
    ("request.key_reused") if its key came with another one."""
    if version := answered(draft.answered, idempotency_key):
        raise RepeatedRequest(KIND, draft.id, version)


def saved(
    draft: StoredDraft, idempotency_key: IdempotencyKey, now: datetime, holds: Write | None = None
) -> StoredDraft | None:
    """The draft, written as the version that follows the one read; None where that is not the
    newest any more, ConditionFailed where what `holds` beside it does not. Refused("draft.full")
    where it would be too large."""
    after = _next(draft, idempotency_key, now)
    write = _write(after)
    if not table.fits(write):
        raise Refused("draft.full")
    if holds is None:
        condition = write.condition, write.values, write.names
        return after if table.put(write.place, write.item or {}, *condition) else None
    try:
        table.transact([write, holds], identifiers.uuid7(now))
    except ConditionFailed as cancelled:
        if 0 in cancelled.failed:
            return None
        raise
    return after


def submitted(
    draft: StoredDraft, case_id: str, idempotency_key: IdempotencyKey, now: datetime
) -> Write:
    """The write by which a draft becomes that case, for the transaction that makes the case: it
    fails where the draft is not as it was read. The answers are then with the case alone."""
    content = replace(draft.content, answers={}, asked={}, files={})
    return _write(_next(replace(draft, case=case_id, content=content), idempotency_key, now))


def remove(account: str, id_: str) -> None:
    """Delete a draft, if there is one."""
    table.delete(keys.draft(account, id_))


def _next(draft: StoredDraft, idempotency_key: IdempotencyKey, now: datetime) -> StoredDraft:
    version = draft.version + 1
    marks = marks_after(draft.answered, idempotency_key, version, now.timestamp())
    return replace(draft, version=version, updated_at=now, answered=marks)


def _write(draft: StoredDraft) -> Write:
    place = keys.draft(draft.account, draft.id)
    key = sealing.key_of(account_scope(draft.account))
    item = {
        "kind": KIND,
        "schema": SCHEMA,
        "form": draft.form,
        "version": draft.version,
        "updated_at": instant_text(draft.updated_at),
        "expires": int(draft.expires_at.timestamp()),
        "answered": draft.answered,
        "case_id": draft.case or None,
        "doc": key.seal(place, KIND, SCHEMA, asdict(draft.content)),
    }
    if draft.version == 1:
        return table.absent(place, item)
    return Write(place, item, UNCHANGED, {"#version": "version"}, {":version": draft.version - 1})


def _opened(account: str, item: Item, now: datetime) -> StoredDraft | None:
    expires = datetime.fromtimestamp(item["expires"], UTC)
    key = sealing.find_key(account_scope(account))
    if expires <= now or key is None:
        return None
    id_ = str(item["sk"]).partition("#")[2]
    return StoredDraft(
        id=id_,
        account=account,
        form=item["form"],
        content=Content(**key.open(keys.draft(account, id_), KIND, SCHEMA, item["doc"])),
        updated_at=parse_instant(item["updated_at"]),
        expires_at=expires,
        version=item["version"],
        case=item.get("case_id", ""),
        answered=item["answered"],
    )


def expiry(now: datetime, days: int) -> datetime:
    """Until when a draft lasts that is changed now: a full second."""
    return (now + timedelta(days=days)).replace(microsecond=0)
