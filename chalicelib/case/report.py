"""The household report of a case: what the departments answered, round by round.

Each round's answers lie sealed beside the row and are never written again; the report is their
merge, and the row keeps what follows from it, with its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.case import keys
from chalicelib.case.case import Case
from chalicelib.case.consents import NO_CONSENT, NOT_PROVED, PersonInReport, people_in_report
from chalicelib.case.findings import ItemResult, merged
from chalicelib.case.questions import with_moved_numbers
from chalicelib.domain.dates import day_of
from chalicelib.domain.identity import age_of
from chalicelib.platform.store import table
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write, absent
from chalicelib.records.law import Law

ADULT = 18
SCHEMA = 1
UNPROVED = frozenset({NO_CONSENT, NOT_PROVED})
"""Why nobody may ask about a member, so that the family reads no figure about them either."""


def people(
    case: Case, now: datetime, law: Law, application: Mapping[str, Any] | None = None
) -> list[PersonInReport]:
    """Everybody whom the case's report is about, and about whom nobody may ask.

    With `application` as it would be if the family declared that one.
    """
    days = int(law.parameters.value("consent.validity").amount)
    of_scheme = {**(application or case.doc("application")), "scheme": case.scheme}
    return people_in_report(of_scheme, now, timedelta(days=days))


def writes_of_round(case: Case, round_: int, fresh: Sequence[ItemResult]) -> list[Write]:
    """The answers of a round: one item, or as many as a large family's take up.

    Whoever comes second with the same round changes nothing.
    """
    share = len(fresh) or 1
    while True:
        starts = range(0, len(fresh) or 1, share)
        parts = [_part(case, round_, at, fresh[one : one + share]) for at, one in enumerate(starts)]
        if share == 1 or all(map(table.fits, parts)):
            return parts
        share = -(-share // 2)


def _part(case: Case, round_: int, at: int, items: Sequence[ItemResult]) -> Write:
    place = keys.answer(case.id, round_, at)
    doc = case.key.seal(place, "answers", SCHEMA, _columns(items))
    return absent(place, {"kind": "answers", "schema": SCHEMA, "doc": doc})


def _rounds(case: Case, *, consistent: bool) -> dict[int, list[ItemResult]]:
    """What was answered, by the number of the round (one Query)."""
    found: dict[int, list[ItemResult]] = {}
    pk = case.key.scope.place.pk
    for item in table.query("cases", pk, prefix="ANSWER#", consistent=consistent):
        place = Key("cases", item["pk"], item["sk"])
        columns = case.key.open(place, "answers", SCHEMA, item["doc"])
        found.setdefault(keys.round_of(item["sk"]), []).extend(_rows(columns))
    return found


def _columns(items: Sequence[ItemResult]) -> dict[str, Any]:
    """Items as columns, since hundreds of answers are nearly alike; what is the `same` in all of
    them stands there once."""
    names = sorted({name for one in items for name in one})
    columns = {name: [one[name] for one in items] for name in names}
    same = {name: values[0] for name, values in columns.items() if _is_same(name, values)}
    return {"columns": {name: columns[name] for name in names if name not in same}, "same": same}


def _is_same(name: str, values: Sequence[Any]) -> bool:
    return name != "item" and all(one == values[0] for one in values)


def _rows(stored: Mapping[str, Any]) -> list[ItemResult]:
    """What `_columns` made of items; release 1 wrote every column out."""
    columns, same = stored["columns"], stored.get("same", {})
    values = zip(*columns.values(), strict=True)
    return [{**same, **dict(zip(columns, one, strict=True))} for one in values]


def items(case: Case, rounds: int | None = None) -> list[dict[str, Any]]:
    """Every item of the case's report, the rounds that the row knows of merged in their order.

    With `rounds` the report as it was after so many: what a decision rested on that names them.
    Members have the numbers of today's application, whatever it said when they were asked about.

    Answers are never written again, so any copy will do from which the report has the digest that
    the row keeps.
    """
    report = case.doc("report")
    last = int(report.get("rounds", 0)) if rounds is None else rounds
    if not last:
        return []
    merged_items = _items(report, last, _rounds(case, consistent=False))
    if rounds is None and digest(merged_items) == report.get("digest"):
        return merged_items
    return _items(report, last, _rounds(case, consistent=True))


def _items(
    report: Mapping[str, Any], last: int, answered: Mapping[int, list[ItemResult]]
) -> list[dict[str, Any]]:
    known: list[ItemResult] = []
    moves = report.get("moves", ())
    for number in range(1, last + 1):
        known = with_moved_numbers(known, [one for one in moves if one["rounds"] == number - 1])
        known = [*merged(known, answered.get(number, ()))]
    return merged([], with_moved_numbers(known, [one for one in moves if one["rounds"] >= last]))


def withheld(case: Case, now: datetime, law: Law) -> frozenset[int]:
    """The people of whom the family reads no figure: who is not proved or did not sign, and minors
    of whom nobody knows yet whose children they are.

    Nothing that a family can see may follow from what was found of them, or it would find the
    figure by declaring more and less.
    """
    unproved = {one.number for one in people(case, now, law) if one.not_asked_because in UNPROVED}
    return withheld_minors(case) | unproved


def differences_for_family(case: Case) -> list[dict[str, Any]]:
    """The differences that the family reads: those that rest on nobody who is `withheld`."""
    report = case.doc("report")
    return list(report.get("told", report.get("differences", ())))


def withheld_minors(case: Case) -> frozenset[int]:
    """The minors of whom the family reads no figure yet: before the township knew that they are
    of the family.

    An adult signs for them, and only who saw the household register can say whose children they
    are; until then whoever names a neighbour's child must not read of it.
    """
    day, known = day_of(case.submitted_at), confirmed_members(case)
    members = zip(case.doc("application")["members"], case.document.members, strict=True)
    return frozenset(
        number
        for number, (one, hash_) in enumerate(members)
        if hash_ not in known and age_of(one, day) < ADULT
    )


def confirmed_members(case: Case) -> frozenset[str]:
    """The look-up hashes of the members whom the township accepted or assessed as it read them."""
    return frozenset(case.doc("family").get("members", ()))


def with_confirmed_members(case: Case) -> dict[str, Any]:
    """The document that keeps who belongs to the family, after staff looked at the case."""
    return {"members": sorted(confirmed_members(case) | {*case.document.members})}


def digest(items: Sequence[ItemResult]) -> str:
    """What identifies the content of a report: SHA-256 of its items, in hexadecimal."""
    return hashlib.sha256(canonical({"items": list(items)})).hexdigest()
