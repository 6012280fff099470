"""The result of a report: what must be explained, how much is verified, which sources were silent.

Pure. What was verified is compared with the declaration figure by figure. The family is informed
of what differs before it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.case.consents import NOT_ASKED
from chalicelib.case.findings import OPEN, ItemResult, of_family, totals
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.household import MONTHS, SUPPORTERS_FROM, yearly_fen
from chalicelib.policy import Catalogue, Figure

Document = Mapping[str, Any]


def silent_sources(items: Iterable[ItemResult]) -> list[str]:
    """The sources that were asked and left at least one item not verified."""
    return sorted(
        {
            item["source"]
            for item in items
            if item["status"] == "not_verified" and item["reason"] not in NOT_ASKED
        }
    )


def coverage(items: Iterable[ItemResult]) -> dict[str, int]:
    """How many items were asked about, and how many came to each status."""
    counted = Counter(item["status"] for item in items)
    statuses = ("verified", "nothing_held", "not_verified", "mismatch")
    return {"asked": counted.total(), **{status: counted[status] for status in statuses}}


def open_items(items: Iterable[ItemResult]) -> list[dict[str, Any]]:
    """What is open, by source, status and reason: which items, of which members."""
    grouped: dict[tuple[str, str, str], list[ItemResult]] = {}
    for item in items:
        if item["status"] in OPEN:
            grouped.setdefault((item["source"], item["status"], item["reason"]), []).append(item)
    return [
        {
            "source": source,
            "status": status,
            "reason": reason,
            "items": sorted({one["item"] for one in alike}),
            "members": sorted({int(one["member"]) for one in alike}),
        }
        for (source, status, reason), alike in sorted(grouped.items())
    ]


def corrected(known: Iterable[ItemResult], fresh: Iterable[ItemResult]) -> list[dict[str, Any]]:
    """What a source withdrew or answered differently when it looked again, item by item."""
    before = {(one["source"], one["item"], one["member"]): one for one in known}
    found = []
    for one in fresh:
        was = before.get((one["source"], one["item"], one["member"]))
        if was is None or was["status"] != "verified" or one["status"] in OPEN:
            continue
        if was["value"] != one["value"]:
            what = {name: one[name] for name in ("source", "item", "member")}
            found.append(what | {"was": was["value"], "is": one["value"]})
    return found


def stale(items: Iterable[ItemResult], catalogue: Catalogue, now: datetime) -> list[dict[str, str]]:
    """The sources whose data is older than the catalogue accepts, each with its oldest instant."""
    oldest: dict[str, str] = {}
    for item in items:
        source, as_of = item["source"], item["as_of"]
        days = catalogue.by_code[source].fresh_days
        if as_of and now - parse_instant(as_of) > timedelta(days=days):
            oldest[source] = min(as_of, oldest.get(source, as_of))
    return [{"source": source, "as_of": as_of} for source, as_of in sorted(oldest.items())]


def differences(
    application: Document, items: Sequence[ItemResult], catalogue: Catalogue, tolerance_fen: int
) -> list[dict[str, Any]]:
    """What was found beyond what was declared, each with both figures.

    Income is compared for each member and kind (fen a month), spending and status for each member,
    property for the family; what stays within `tolerance_fen` is no difference. Each names the
    item that reported most, with its source, and all that reported any of it. What is found of
    relatives who owe support is only shown.
    """
    items = [item for item in items if item["member"] < SUPPORTERS_FROM]
    found = totals(items, catalogue)
    family = of_family(found, catalogue)
    differing = []
    for figure in catalogue.figures:
        compare = COMPARED[figure.meaning]
        for member, declared, value in compare(application, figure, found, family, tolerance_fen):
            differing.append(_difference(figure, member, declared, value, items, catalogue))
    return differing


@dataclass(frozen=True)
class FileRead:
    """A file that was read: its rows, faults that could hide a person, how many rows it states to
    have (in one place or several), the day in its name, and today.
    """

    rows: int
    hiding: int
    stated_rows: frozenset[int]
    day: str
    today: date


def assess_file(file: FileRead, rows_before: int, most_drop: int) -> tuple[bool, str]:
    """Whether a file is held for a person, and why nobody can be known to be missing in it.

    It is held where it lost `most_drop` percent of the rows of the file that was accepted before,
    or more. Who is not in it is known not to be held only where every row was read, and there are
    as many as it says; one that says nothing must have no fewer than the one before.
    """
    held = bool(rows_before) and file.rows * 100 <= rows_before * (100 - most_drop)
    if file.hiding:
        return held, "answer.malformed"
    if file.stated_rows - {file.rows}:
        return held, "answer.file_short"
    if file.day > file.today.isoformat():
        return held, "answer.ahead"
    if not file.stated_rows and (not rows_before or file.rows < rows_before):
        return held, "answer.file_uncounted"
    return held, ""


Totals = Mapping[tuple[str, int], int]
Compared = Iterator[tuple[int | None, int, int]]


def _income(
    application: Document, figure: Figure, found: Totals, _family: object, tolerance_fen: int
) -> Compared:
    for member, value in _members(figure, found):
        declared = sum(
            yearly_fen(income)
            for income in application.get("incomes") or ()
            if income["member"] == member and income["kind"] in figure.declared
        )
        if value - declared > tolerance_fen * MONTHS:
            yield member, declared // MONTHS, value // MONTHS


def _property(
    application: Document,
    figure: Figure,
    _found: object,
    family: Mapping[str, int],
    tolerance_fen: int,
) -> Compared:
    declared = sum(application["property"].get(name) or 0 for name in figure.declared)
    value = family.get(figure.code, 0)
    if value - declared > (tolerance_fen if figure.unit == "fen" else 0):
        yield None, declared, value


def _spending(
    application: Document, figure: Figure, found: Totals, family: Mapping[str, int], tolerance: int
) -> Compared:
    """Spending is what a family may overstate: less was found than was declared."""
    if not any(True for _ in _members(figure, found)):
        return
    declared = sum(
        expense["amount_fen"]
        for expense in application.get("expenses") or ()
        if expense["kind"] in figure.declared
    )
    if declared - family[figure.code] > tolerance:
        yield None, declared, family[figure.code]


def _status(
    application: Document, figure: Figure, found: Totals, _family: object, _tolerance: int
) -> Compared:
    for member, value in _members(figure, found):
        declared = _DECLARED[figure.code](application["members"][member])
        if declared is not None and value > declared:
            yield member, declared, value


def _grade(member: Document) -> int | None:
    """The declared grade of a disability, none where it is not known (4 is the least)."""
    return (member.get("disability") or {}).get("grade")


CONFINED = frozenset({"prison", "compulsory_rehabilitation"})
"""The declared reasons of absence that match a report of prison or compulsory detoxification."""

# A death is no difference for the family to explain: it is handled separately (case/deaths.py).
_DECLARED: Mapping[str, Callable[[Document], int | None]] = {
    "deceased": lambda _member: None,
    "imprisoned": lambda member: int(member.get("absent") in CONFINED),
    "disability_grade": _grade,
}
COMPARED: Mapping[str, Callable[..., Compared]] = {
    "income": _income,
    "property": _property,
    "spending": _spending,
    "status": _status,
}
"""How figures of each meaning are compared with the declaration."""


def _members(figure: Figure, found: Totals) -> Iterator[tuple[int, int]]:
    return ((member, value) for (code, member), value in found.items() if code == figure.code)


def _difference(
    figure: Figure,
    member: int | None,
    declared: int,
    found: int,
    items: Sequence[ItemResult],
    catalogue: Catalogue,
) -> dict[str, Any]:
    reporting = [
        item
        for item in items
        if item["status"] == "verified"
        and catalogue.figure_of.get(item["item"]) is figure
        and member in (None, item["member"])
    ]
    most = max(reporting, key=lambda item: int(item["value"]))
    return {
        "figure": figure.code,
        "source": most["source"],
        "item": most["item"],
        "member": member,
        "declared": declared,
        "found": found,
        "told_by": [{"source": one["source"], "item": one["item"]} for one in reporting],
    }
