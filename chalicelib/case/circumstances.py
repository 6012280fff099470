"""What the office found of a household, for its opinion and while its benefit is received. Pure.

An income that was found takes the place of what was declared, and of what departments answered, of
that kind of the same member; so does what was found of a school, and whether somebody still belongs
to the family. What is found belongs to a proposal until the county decides it, and to the case from
then on (document `circumstances`); what the opinion found, to the case as long as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.case.findings import ItemResult
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity import born
from chalicelib.policy import Catalogue

PARTS = ("incomes", "schools", "members")
Document = Mapping[str, Any]


def check(found: Document, members: Sequence[Document], today: date) -> None:
    """Refused("request.invalid") for somebody who is not among the `members`, for a day that is
    still to come or before a birth, and where one thing is said twice of somebody, who may have two
    incomes of a kind."""
    errors = [
        {"pointer": f"/found/{part}/{at}/{field}", "code": f"form.{code}"}
        for part in PARTS
        for at, one in enumerate(found.get(part, ()))
        for field, code in _faults(one, members, today)
    ]
    errors += [
        {"pointer": f"/found/{part}/{at}/member", "code": "form.same_person_twice"}
        for part in ("schools", "members")
        for at, one in enumerate(found.get(part, ()))
        if one["member"] in {other["member"] for other in found[part][:at]}
    ]
    if errors:
        raise Refused("request.invalid", errors=errors)


def _faults(one: Document, members: Sequence[Document], today: date) -> Iterator[tuple[str, str]]:
    if one["member"] >= len(members):
        yield "member", "member_not_listed"
        return
    since = one.get("since")
    if since and date.fromisoformat(since) > today:
        yield "since", "later"
    elif since and date.fromisoformat(since) < born(members[one["member"]]):
        yield "since", "before_birth"


def known(opinion: Document, held: Document) -> dict[str, list[Any]]:
    """What is held of a household after what the opinion on its application found of it."""
    first = opinion.get("found") or {}
    return {part: _replaced(first.get(part, ()), held.get(part, ())) for part in PARTS}


def standing(held: Document, change: Document) -> dict[str, list[Any]]:
    """What is held of a household after what the proposal of a change found of it."""
    fresh = change.get("finding", {}).get("found", {})
    return {part: _replaced(held.get(part, ()), fresh.get(part, ())) for part in PARTS}


def _replaced(held: Sequence[Document], fresh: Sequence[Document]) -> list[Document]:
    """What is held, but `fresh` in the place of what was said of the same member and kind."""
    again = {_of(one) for one in fresh}
    return [*(one for one in held if _of(one) not in again), *fresh]


def _of(one: Document) -> tuple[int, str]:
    return one["member"], one.get("kind", "")


def applied(application: Document, found: Document) -> dict[str, Any]:
    """The application with what was found in the place of what was declared."""
    incomes = found.get("incomes", ())
    again = {_of(one) for one in incomes}
    declared = [one for one in application.get("incomes") or () if _of(one) not in again]
    all_incomes = [*declared, *({**one, "received": None} for one in incomes)]
    members = list(application["members"])
    for member in {one["member"] for one in incomes if one["kind"] == "wage"}:
        members[member] = {**members[member], **_job(member, incomes)}
    for one in found.get("schools", ()):
        members[one["member"]] = {**members[one["member"]], "at_school": one["attends"]}
    for one in found.get("members", ()):
        left = None if one["belongs"] else one["since"]
        members[one["member"]] = {**members[one["member"]], "left_on": left}
    known = {"incomes": all_incomes} if incomes else {}
    return {**application, "members": members, **known}


def _job(member: int, incomes: Sequence[Document]) -> dict[str, Any]:
    """Whether a member works, and since when, by every wage that was found of them: who begins a
    second job is in work since the first, and one that is over ends no other."""
    wages = [one for one in incomes if (one["member"], one["kind"]) == (member, "wage")]
    days = [one.get("since") for one in wages if one["amount_fen"] > 0]
    began = [day for day in days if day]
    return {
        "works": bool(days),
        "employed_since": min(began) if began and len(began) == len(days) else None,
    }


def not_replaced(
    items: Sequence[ItemResult], found: Document, catalogue: Catalogue
) -> list[ItemResult]:
    """The departments' items but those of an income that was found otherwise since."""
    again = {_of(one) for one in found.get("incomes", ())}
    return [
        one
        for one in items
        if not {(one["member"], kind) for kind in _kinds(one["item"], catalogue)} & again
    ]


def _kinds(item: str, catalogue: Catalogue) -> Sequence[str]:
    """The kinds of income that an item tells of."""
    figure = catalogue.figure_of.get(item)
    return figure.declared if figure and figure.meaning == "income" else ()
