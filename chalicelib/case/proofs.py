"""Who was proved to be who they say: once per person and account, and the attempts at it.

A proof lies with the person and holds keyed hashes alone, so that whoever looks for one needs to
open nothing.
An attempt lies with the account that makes it, so that nobody finds the attempt of another, and
ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.case import keys
from chalicelib.directory.store import account_scope
from chalicelib.domain import names
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.platform.store.idempotency import IdempotencyKey, answered, marks_after
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import RepeatedRequest

SCHEMA = 1
HELPER, OWN, CLAIMED = "helper", "own", "claimed"
"""What is marked beside a person of an account, by the kind of the item: that it asked to act for
the person; that the person consented to a delegation on it; that the person claimed a case on it.
"""
ATTEMPT_LIFETIME = timedelta(days=1)


@dataclass(frozen=True)
class Proof:
    """How somebody was proved ("face": filmed on the account's phone), and when."""

    how: str
    at: datetime


@dataclass(frozen=True)
class ProofAttempt:
    """An attempt to prove somebody on an account; the phone may be used from when it `began` until
    it `ends`.

    WeChat knows it under the number `out_seq_no`, never used twice; `verify_id` is its own.
    """

    id: str
    out_seq_no: str
    account: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    verify_id: str = field(repr=False)
    ends: datetime
    began: datetime | None = None  # None: kept by a release that did not say so
    again: bool = False  # the person is filmed though they were proved on this phone before

    def is_newer(self, proof: Proof) -> bool:
        """Whether it was begun to film somebody again after that proof."""
        return self.again and self.began is not None and proof.at < self.began


def proved(number: str, name: str, account: str, *, consistent: bool = True) -> Proof | None:
    """The proof that the person of this number and name was proved on the account, if there is one.

    A proof of another name does not count, however often the number was proved.
    """
    item = table.get(place_of(number, account), consistent=consistent)
    if item is None or item["name"] != name_hash(name):
        return None
    return Proof(item["how"], parse_instant(item["at"]))


@dataclass(frozen=True)
class Phone:
    """What is known of an account beside a person.

    The proof of the person on it; the id of the delegation by which it acts for the person or did
    once ("": it never did); whether the person `consented` there to a delegation; and which cases
    that a helper sent in the person `claimed` there.
    """

    account: str
    proof: Proof | None = None
    helper_id: str = ""
    consented: bool = False
    claimed: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether the person was proved there once, on a phone that was never a helper's."""
        return self.proof is not None and not self.helper_id

    @property
    def is_own(self) -> bool:
        """Whether it is the person's own for what helpers do: the person consented there to a
        delegation. A neighbour's, on which the person was filmed for something else, is not."""
        return self.consented and not self.helper_id

    def has(self, case_id: str) -> bool:
        """Whether the person has a case there that a helper sent in: their own phone, or one on
        which they claimed that case."""
        return self.is_own or (case_id in self.claimed and not self.helper_id)


def phone(person: str, name: str, account: str) -> Phone:
    """What is known of one account beside a person, both by their keyed hashes (one Query)."""
    return _phones(person, name, account).get(account, Phone(account))


def phones(person: str, name: str, *, consistent: bool = True) -> list[Phone]:
    """The accounts of which something is known beside a person (one Query)."""
    return list(_phones(person, name, consistent=consistent).values())


def _phones(
    person: str, name: str, account: str = "", *, consistent: bool = True
) -> dict[str, Phone]:
    place = keys.proof(person, account)
    found: dict[str, Phone] = {}
    for item in table.query(place.table, place.pk, prefix=place.sk, consistent=consistent):
        one = item["sk"].split("#")[1]
        found[one] = _with(found.get(one, Phone(one)), item, name)
    return found


def _with(phone: Phone, item: Mapping[str, Any], name: str) -> Phone:
    """What is known of an account with one more item; of another name only that it is a helper's
    or which case was claimed."""
    if item["kind"] == HELPER:
        return replace(phone, helper_id=item["helper"])
    if item["kind"] == CLAIMED:
        return replace(phone, claimed=phone.claimed | {item["case_id"]})
    if item["name"] != name:
        return phone
    if item["kind"] == OWN:
        return replace(phone, consented=True)
    return replace(phone, proof=Proof(item["how"], parse_instant(item["at"])))


def store(number: str, name: str, account: str, proof: Proof, *, anew: bool = False) -> None:
    """Keep a proof; the one that is kept already stays as it is, unless the person was filmed
    `anew`."""
    fields = {"name": name_hash(name), "how": proof.how, "at": instant_text(proof.at)}
    table.put(
        place_of(number, account),
        {"kind": "proof", "schema": SCHEMA, **fields},
        "attribute_not_exists(pk) OR #name <> :name" + " OR #at < :at" * anew,
        {":name": fields["name"], **({":at": fields["at"]} if anew else {})},
        {"#name": "name", **({"#at": "at"} if anew else {})},
    )


def place_of(number: str, account: str) -> Key:
    """Where the proof lies that the person of a number was proved on an account."""
    return keys.proof(identifiers.identity_hash(number), account)


def name_hash(name: str) -> str:
    """The keyed hash of a name, however it is spelled."""
    return identifiers.keyed_hash("name", names.folded(name))


def begin(attempt: ProofAttempt, idempotency_key: IdempotencyKey, now: datetime) -> None:
    """Keep an attempt for a day; its id is that of `once`. RepeatedRequest where it was begun
    before."""
    place = keys.proof_attempt(attempt.account, attempt.id)
    fields = {"name": attempt.name, "number": attempt.number, "verify_id": attempt.verify_id}
    fields["out_seq_no"] = attempt.out_seq_no
    fields["ends"] = instant_text(attempt.ends)
    fields |= {"began": instant_text(attempt.began)} if attempt.began else {}
    fields |= {"again": "yes"} if attempt.again else {}
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


def attempt(account: str, id_: str) -> ProofAttempt | None:
    """An account's own attempt; None where it has none of that id (any more)."""
    place = keys.proof_attempt(account, id_)
    item = table.get(place, consistent=False) or table.get(place)  # it is never changed
    key = sealing.find_key(account_scope(account)) if item else None
    if item is None or key is None:
        return None
    fields = key.open(place, "attempt", SCHEMA, item["doc"])
    ends, began = parse_instant(fields.pop("ends")), fields.pop("began", "")
    again = bool(fields.pop("again", ""))
    return ProofAttempt(
        id=id_,
        account=account,
        ends=ends,
        began=parse_instant(began) if began else None,
        again=again,
        **fields,
    )
