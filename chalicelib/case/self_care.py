"""What a member can do alone of the six items (43号, art. 21), as two people saw it. Pure.

An assessment is of a person, known by the look-up hash, whatever number the application gives;
a later one takes the place of an earlier one. What nobody assessed is not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Refused
from chalicelib.policy import Parameters

ITEMS = ("eating", "dressing", "getting_up", "toilet", "walking", "washing")
BY_PERSON = frozenset({"tekun"})
"""The schemes whose care is what was assessed, and not what the family says of it."""

Document = Mapping[str, Any]


def recorded(
    held: Document, seen: Sequence[Document], people: Sequence[str], how: Document
) -> dict[str, Any]:
    """The document after members were `seen`; `people` are the hashes of the members.

    `how` says who saw them and when. Refused("request.invalid") for a member who is not listed.
    """
    unknown = [at for at, one in enumerate(seen) if one["member"] >= len(people)]
    if unknown:
        errors = [
            {"pointer": f"/self_care/{at}/member", "code": "form.member_not_listed"}
            for at in unknown
        ]
        raise Refused("request.invalid", errors=errors)
    fresh = [
        {
            "person": people[one["member"]],
            "cannot": [item for item in ITEMS if not one[item]],
            **how,
        }
        for one in seen
    ]
    again = {one["person"] for one in fresh}
    return {"persons": [*(p for p in held.get("persons", ()) if p["person"] not in again), *fresh]}


def without(held: Document, how: Document) -> dict[str, Any]:
    """The document without what was seen at one visit, whose visitors and time `how` says."""
    left = [
        one
        for one in held.get("persons", ())
        if (one["visitors"], one["at"]) != (how["visitors"], how["at"])
    ]
    return {"persons": left}


def cannot(held: Document, people: Sequence[str]) -> dict[int, list[str]]:
    """What each assessed member cannot do alone, by the number in the application."""
    known = {one["person"]: one["cannot"] for one in held.get("persons", ())}
    return {number: known[hash_] for number, hash_ in enumerate(people) if hash_ in known}


def level(failed: int, parameters: Parameters) -> str:
    """What not being able to do so many of the six items comes to (43号, art. 22).

    "self", "half" or "none".
    """
    if failed >= int(parameters.value("self_care.none_from").amount):
        return "none"
    return "half" if failed >= int(parameters.value("self_care.half_from").amount) else "self"


def levels(held: Document, parameters: Parameters) -> dict[str, str]:
    """The level of everybody who was assessed, by look-up hash."""
    return {one["person"]: level(len(one["cannot"]), parameters) for one in held.get("persons", ())}


def as_assessed(
    application: Document, held: Document, people: Sequence[str], scheme: str
) -> dict[str, Any]:
    """The application with what was assessed of each member, and in tekun with nothing else."""
    known = cannot(held, people)
    as_declared = scheme not in BY_PERSON
    members = [
        {**one, "self_care_failed": len(known[number])}
        if number in known
        else one
        if as_declared
        else {**one, "self_care_failed": None}
        for number, one in enumerate(application["members"])
    ]
    return {**application, "members": members}
