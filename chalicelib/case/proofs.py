"""Who was proved to be who they say: once per person and account, and the attempts at it.

A proof lies with the person and holds keyed hashes alone, so that whoever looks for one needs to
open nothing.
An attempt lies with the account that makes it, so that nobody finds the attempt of another, and
ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.case import keys
from chalicelib.directory.store import account_scope
from chalicelib.domain import names
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.platform.store.idempotency import IdempotencyKey, answered, marks_after
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import RepeatedRequest

SCHEMA = 1
ATTEMPT_LIFETIME = timedelta(days=1)


@dataclass(frozen=True)
class Proof:
    """How somebody was proved ("face": filmed on the account's phone), and when."""

    how: str
    at: datetime


@dataclass(frozen=True)
class Attempt:
    """An attempt to prove somebody on an account; the phone may be used until it `ends`.

    WeChat knows it under the number `out_seq_no`, never used twice; `verify_id` is its own.
    """

    id: str
    out_seq_no: str
    account: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    verify_id: str = field(repr=False)
    ends: datetime


def proved(number: str, name: str, account: str, *, consistent: bool = True) -> Proof | None:
    """The proof that the person of this number and name was proved on the account, if there is one.

    A proof of another name does not count, however often the number was proved.
    """
    item = table.get(_place(number, account), consistent=consistent)
    if item is None or item["name"] != _name_hash(name):
        return None
    return Proof(item["how"], parse_instant(item["at"]))


def store(number: str, name: str, account: str, proof: Proof) -> None:
    """Keep a proof; the one that is kept already stays as it is."""
    fields = {"name": _name_hash(name), "how": proof.how, "at": instant_text(proof.at)}
    table.put(
        _place(number, account),
        {"kind": "proof", "schema": SCHEMA, **fields},
        "attribute_not_exists(pk) OR #name <> :name",
        {":name": fields["name"]},
        {"#name": "name"},
    )


def _place(number: str, account: str) -> Key:
    return keys.proof(identifiers.identity_hash(number), account)


def _name_hash(name: str) -> str:
    return identifiers.keyed_hash("name", names.folded(name))


def begin(attempt: Attempt, idempotency_key: IdempotencyKey, now: datetime) -> None:
    """Keep an attempt for a day; its id is that of `once`. RepeatedRequest where it was begun
    before."""
    place = keys.proof_attempt(attempt.account, attempt.id)
    fields = {"name": attempt.name, "number": attempt.number, "verify_id": attempt.verify_id}
    fields["out_seq_no"] = attempt.out_seq_no
    fields["ends"] = instant_text(attempt.ends)
    key = sealing.key_of(account_scope(attempt.account))
    item = {
        "kind": "attempt",
        "schema": SCHEMA,
        "doc": key.seal(place, "attempt", SCHEMA, fields),
        "expires": int((attempt.ends + ATTEMPT_LIFETIME).timestamp()),
        "answered": marks_after(b"", idempotency_key, 1, now.timestamp()),
    }
    if not table.put(place, item, "attribute_not_exists(pk)"):
        begun_before(idempotency_key)


def begun_before(idempotency_key: IdempotencyKey) -> None:
    """Raise RepeatedRequest if this request began an attempt before; Refused if its key began
    another."""
    item = table.get(keys.proof_attempt(idempotency_key.actor, idempotency_key.id))
    if item is not None and answered(item["answered"], idempotency_key):
        raise RepeatedRequest("proof", idempotency_key.id, 1)


def attempt(account: str, id_: str) -> Attempt | None:
    """An account's own attempt; None where it has none of that id (any more)."""
    place = keys.proof_attempt(account, id_)
    item = table.get(place, consistent=False) or table.get(place)  # it is never changed
    key = sealing.find_key(account_scope(account)) if item else None
    if item is None or key is None:
        return None
    fields = key.open(place, "attempt", SCHEMA, item["doc"])
    ends = parse_instant(fields.pop("ends"))
    return Attempt(id=id_, account=account, ends=ends, **fields)
