"""Delegations in the tables: each a record, sealed under the key of the helper's account.

What decides whether somebody may act is in clear, in keyed hashes: whoever asks opens nothing
(case/helping.py). Of the person's name only its masked form is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.case import helping, proofs
from chalicelib.directory.store import account_scope
from chalicelib.helpers.rules import Consented, Relation
from chalicelib.helpers.states import ASKED, HELPER
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.table import Write
from chalicelib.records import keys, kind
from chalicelib.records.change import Version
from chalicelib.records.document import Document
from chalicelib.records.kind import Kind

LINE_SCHEMA = 1


@dataclass(frozen=True)
class StoredConsent:
    """Where the person consented, before which account or member of staff, and when; at a counter
    also which card was seen at which office."""

    where: Consented
    by: str
    at: str
    office: str = ""
    document_kind: str = ""


@dataclass(frozen=True)
class HelperDelegation(Document):
    """Who acts for whom by name, and how the person consented."""

    person_name: str = field(repr=False)  # masked
    helper_name: str = field(repr=False)
    consent: StoredConsent | None = None


@dataclass(frozen=True)
class Line:
    """A delegation as a list shows it."""

    id: str
    state: str
    until: str
    acts: tuple[str, ...]
    relation: Relation
    person_name: str = field(repr=False)
    helper_name: str = field(repr=False)


KIND = Kind(
    name=helping.KIND,
    part="helpers",
    machine=HELPER,
    shape=HelperDelegation,
    key=lambda clear: sealing.key_of(account_scope(str(clear["account"]))),
)


def line_of(found: Version[HelperDelegation]) -> Line:
    """The line of a delegation as it is."""
    return _line(found.id, found.state, found.clear, found.document)


def _line(id_: str, state: str, clear: Mapping[str, Any], document: HelperDelegation) -> Line:
    return Line(
        id_,
        state,
        clear["until"],
        tuple(clear["acts"]),
        clear["relation"],
        document.person_name,
        document.helper_name,
    )


def listed(id_: str, state: str, clear: Mapping[str, Any], document: HelperDelegation) -> Write:
    """The write that puts a delegation as it is from now on among those of its helper: a list of
    many is read at once."""
    place = keys.own(clear["account"], KIND.name, id_)
    named = {"person_name": document.person_name, "helper_name": document.helper_name}
    return Write(
        place,
        {
            KIND.name: id_,
            "state": state,
            **{name: clear[name] for name in ("until", "acts", "relation")},
            "doc": KIND.key(clear).seal(place, KIND.name, LINE_SCHEMA, named),
        },
    )


def lists(account: str) -> tuple[list[Line], Iterator[Version[HelperDelegation]]]:
    """Whom an account helps or asked to help (one Query), and the delegations to others for a
    person whose phone it is, each read as it is asked for."""
    items = table.query("cases", keys.own(account, KIND.name, "").pk)
    own = [_opened(account, item) for item in items if "doc" in item]
    return own, _of_person(account, [item[KIND.name] for item in items if "doc" not in item])


def _opened(account: str, item: Mapping[str, Any]) -> Line:
    place = keys.own(account, KIND.name, item[KIND.name])
    names = KIND.key({"account": account}).open(place, KIND.name, LINE_SCHEMA, item["doc"])
    kept = {name: item[name] for name in ("state", "until", "relation")}
    return Line(item[KIND.name], acts=tuple(item["acts"]), **kept, **names)


def _of_person(account: str, ids: list[str]) -> Iterator[Version[HelperDelegation]]:
    for id_ in ids:
        found = kind.find(KIND, id_)
        if found is not None and is_persons(found, account, asked=True):
            yield found


def is_persons(found: Version[HelperDelegation], account: str, *, asked: bool) -> bool:
    """Whether a delegation is for the person whose own phone that account is (one Query); with
    `asked`, also for one who was merely proved there, while the helper waits for an answer."""
    phone = proofs.phone(found.clear["person"], found.clear["person_name"], account)
    return phone.is_own or (asked and phone.is_known and found.state == ASKED)
