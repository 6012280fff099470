"""By what cases are found, as items: under keyed hashes, one county apart from another.

Nothing personal lies there in clear. What a hash leads to is sealed under the key of the county's
desk, as the labels of its worklists are, and names the people of whom it is true. The item of the
receipt number lists every place at which its case is found, so that each is deleted when the case
is not found by it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case.case import Case
from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.areas import county_of, is_within
from chalicelib.domain.dates import instant_text
from chalicelib.platform.store import batches, identifiers, sealing, table
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.sealing import DataKey
from chalicelib.records import keys as record_keys
from chalicelib.records.law import Law
from chalicelib.search import keys
from chalicelib.search.rules import SearchTerm, terms

SCHEMA = 1
MOST_READ = 300
"""So many cases of one hash are read for one search, the newest: a page of DynamoDB."""
MOST_SHOWN = 24
"""So many cases are shown at once: with the search itself, what one batch can note."""


@dataclass(frozen=True)
class StoredCase:
    """A case that was found: `people` are those of whom it is true what was looked for."""

    case_id: str
    receipt: str
    scheme: str
    label: str
    people: tuple[str, ...]
    office: str
    submitted_at: str
    county_only: bool

    def seen_by(self, actor: Actor) -> bool:
        """Whether the actor may open it (case/access.py), by the office that handles it."""
        if not actor.posts & HANDLING:
            return False
        if self.county_only:
            return actor.office == self.office
        return is_within(self.office, actor.office)


def list_for_search(case_id: str, _seq: int, _now: datetime, _law: Law) -> None:
    """Let a case be found by what it says now; a reaction, parked until it is done."""
    keep(cases.load(case_id))


def keep(case: Case) -> None:
    """Let a case be found by what it says now, and by nothing that it said before.

    The receipt number's item is written first, in the same call, and lists what is to be deleted as
    well: if this ends halfway, all of it is done again. What is kept already is not written again.
    """
    place = case_keys.receipt(str(case.record.clear["receipt"]))
    kept = table.get(place) or {}
    people = _places(case)
    digest = _digest(case, people)
    if kept.get("seq", 0) > case.record.seq or kept.get("digest") == digest:
        return
    wanted, before = {one.pk for one in people}, {*kept.get("found_at", ())}
    at_once = before <= wanted and len(people) < batches.MOST_WRITTEN
    items = {one: _item(case, one, named) for one, named in people.items()}
    first = _listing(case, place, before | wanted, digest if at_once else "")
    batches.write({place: first, **items})
    for gone in sorted(before - wanted):
        table.delete(
            Key("cases", gone, keys.found("", instant_text(case.submitted_at), case.id).sk)
        )
    if not at_once:
        batches.write({place: _listing(case, place, wanted, digest)})


def _places(case: Case) -> dict[Key, list[str]]:
    """Every place at which a case is found, but that of its receipt number, with whom it names."""
    county, at = county_of(case.office), instant_text(case.submitted_at)
    found = terms(case.doc("application"))
    return {
        keys.found(identifiers.keyed_hash(_purpose(county, term), term.value), at, case.id): people
        for term, people in found.items()
    }


def _digest(case: Case, people: Mapping[Key, Sequence[str]]) -> str:
    """Equal where a case is found at the same places, and they lead to the same."""
    named = sorted([place.pk, *names] for place, names in people.items())
    text = canonical({"office": case.office, "sealed": _sealed(case, ()), "named": named})
    return identifiers.keyed_hash("found", text.decode())


def _listing(case: Case, place: Key, found_at: Collection[str], digest: str) -> dict[str, Any]:
    """What lies at the receipt number; without a digest it is not done yet."""
    more = {"seq": case.record.seq, "found_at": sorted(found_at), "digest": digest or None}
    return {**_item(case, place, ()), **more}


def _item(case: Case, place: Key, people: Sequence[str]) -> dict[str, Any]:
    key = sealing.find_or_create_key(desk_scope(county_of(case.office)))
    sealed = key.seal(place, "found", SCHEMA, _sealed(case, people))
    return {"case_id": case.id, "office": case.office, "doc": sealed}


def _sealed(case: Case, people: Sequence[str]) -> dict[str, Any]:
    return {
        "receipt": str(case.record.clear["receipt"]),
        "scheme": case.scheme,
        "label": case.document.label,
        "people": list(people),
        "submitted_at": instant_text(case.submitted_at),
        "county_only": case.document.county_only,
    }


def _purpose(county: str, term: SearchTerm) -> str:
    return f"find {term.kind} {county}"


def places(county: str, term: SearchTerm) -> list[str]:
    """The partitions in which cases of a county may be found by a term: one for each version of
    the index key, or that of a receipt number."""
    if term.kind == "receipt":
        return [case_keys.receipt(term.value).pk]
    hashes = identifiers.keyed_hashes(_purpose(county, term), term.value)
    return [keys.found(one, "", "").pk for one in hashes]


def read(partitions: Iterable[str], county: str) -> list[StoredCase]:
    """The cases of a county that lie in some partitions, the newest first. One Query each."""
    items = [
        item
        for pk in partitions
        for item in table.query("cases", pk, newest=MOST_READ, consistent=False)
    ]
    here = [one for one in items if "doc" in one and county_of(one["office"]) == county]
    if not here:
        return []
    key = sealing.key_of(desk_scope(county))
    found = {one["case_id"]: _opened(one, key) for one in here}
    return sorted(found.values(), key=lambda one: one.submitted_at, reverse=True)


def _opened(item: Mapping[str, Any], key: DataKey) -> StoredCase:
    place = Key("cases", item["pk"], item["sk"])
    document = key.open(place, "found", SCHEMA, item["doc"])
    people = tuple(document.pop("people"))
    return StoredCase(case_id=item["case_id"], office=item["office"], people=people, **document)


def unkept(receipt: str) -> str:
    """The case of a receipt number whose item does not say what it leads to; "" where it does, or
    there is none."""
    item = table.get(case_keys.receipt(receipt)) or {}
    return "" if "doc" in item else str(item.get("case_id", ""))


@dataclass(frozen=True)
class StoredSearch:
    """A search as it is on record: where was looked, for what purpose, and which cases were shown;
    `by_name` is the keyed hash of a whole name that was looked for. What was typed is not kept."""

    by: str
    office: str
    at: str
    kind: str
    purpose: str
    county: str
    partitions: list[str]
    cases: list[str]
    more: bool
    areas: list[str]


def note(search: StoredSearch, id_: str, now: datetime) -> None:
    """Put a search on record, and, where it shows whole names, a look at each case that it shows.
    One call."""
    key = sealing.find_or_create_key(desk_scope(search.county))
    place = keys.search(search.by, id_)
    items = {place: _noted(search, place, key)}
    look = {"by": search.by, "office": search.office, "purpose": search.purpose}
    look |= {"what": "search", "at": search.at}
    for case_id in search.cases if search.purpose else ():
        at = record_keys.read("case", case_id, identifiers.uuid7(now))
        sealed = key.seal(at, "read", SCHEMA, look)
        items[at] = {"kind": "read", "schema": SCHEMA, "county": search.county, "doc": sealed}
    batches.write(items)


def _noted(search: StoredSearch, place: Key, key: DataKey) -> dict[str, Any]:
    sealed = key.seal(place, "search", SCHEMA, asdict(search))
    return {"kind": "search", "schema": SCHEMA, "county": search.county, "doc": sealed}


def search_of(staff_id: str, id_: str) -> StoredSearch | None:
    """A search of a member of staff, if there is one of that id."""
    place = keys.search(staff_id, id_)
    item = table.get(place)
    if item is None:
        return None
    key = sealing.key_of(desk_scope(item["county"]))
    return StoredSearch(**key.open(place, "search", SCHEMA, item["doc"]))
