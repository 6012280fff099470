"""What a correction makes of an application: the application after it, and what must be asked.

Pure. What is declared anew replaces what was declared before, the household as a whole. Signatures,
incomes and the account stay with their people, whatever order these are named in. Where number or
name was wrong incomes stay, but what was signed, and what departments answered, was of somebody
else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import names
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM, registered_in
from chalicelib.domain.identity import born
from chalicelib.policy import Catalogue

Document = Mapping[str, Any]
People = Mapping[int, Document]
Numbers = Mapping[int, int]
"""The numbers that people have after a correction, by those that they had before."""

GROUPS = {"members": 0, "supporters": SUPPORTERS_FROM, "guardians": GUARDIANS_FROM}
"""The lists of people, each with the number of its first."""
COMPARED = {"incomes": "income", "property": "property", "expenses": "spending"}
"""The parts of a declaration against which figures of departments are compared, by their
meaning."""
ASSESSED_FIELDS = frozenset({"members", "supporters", *COMPARED, "standing", "registered_area",
                    "living_area", "emergency_area", "setting"})  # fmt: skip
"""What the rules assess: where it changes, an opinion must be given anew."""
REPLACED = ASSESSED_FIELDS | {"guardians", "hardship", "phone"}
"""What a correction puts in the place of what was declared before; to the rest it adds."""
HasSignature = Callable[[Sequence[Document], Document], bool]
"""Whether a signature is among some already."""


@dataclass(frozen=True)
class Amendment:
    """What a correction makes of an application.

    `before` and `after` are what changed, by field; of papers and consents only what is new, and
    what no longer counts. `same_people` are those who are the people they were, `matched` also
    those whose number or name was wrong. `people` are new or changed; `sources` are those whose
    figures are compared with what changed otherwise.
    """

    application: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    same_people: Numbers
    matched: Numbers
    people: frozenset[int]
    sources: frozenset[str]

    @property
    def changes_assessment(self) -> bool:
        """Whether the rules may come to something else now."""
        return not ASSESSED_FIELDS.isdisjoint(self.after)


def amend(
    application: Document, correction: Document, catalogue: Catalogue, has_signature: HasSignature
) -> Amendment:
    """The amendment of an application by a `correction`, which names people by their new
    numbers.

    `has_signature` says which signatures are there already. Refused("application.holder_left")
    where the holder of the account is no member any more.
    """
    now = {**application, **{name: correction[name] for name in REPLACED & correction.keys()}}
    if "property" in correction:
        now["property"] = {**application["property"], **correction["property"]}
    known, people = people_of(application), people_of(now)
    matched = _matched(known, people)
    same_people = {old: new for old, new in matched.items() if _is_same(known[old], people[new])}
    now |= _with_new_numbers(application, correction, matched)
    changed = {name for name in now if now[name] != application.get(name)}
    remaining, dropped = _signatures(application, same_people)
    fresh = [one for one in correction.get("consents", ()) if not has_signature(remaining, one)]
    papers = [one for one in correction.get("papers", ()) if one not in application["papers"]]
    before = {name: application.get(name) for name in changed}
    after = {name: now[name] for name in changed}
    return Amendment(
        now
        | {"papers": [*application["papers"], *papers], "consents": [*remaining, *fresh]}
        | {"proved": _proved(application, same_people)},
        before | ({"consents": dropped} if dropped else {}),
        after | {name: new for name, new in (("papers", papers), ("consents", fresh)) if new},
        same_people,
        matched,
        frozenset(_people_to_ask_about(application, now, same_people)),
        _sources_to_compare(changed, catalogue),
    )


def people_of(application: Document) -> dict[int, Document]:
    """Everybody whom an application names, by their number."""
    return {
        number: one
        for group, start in GROUPS.items()
        for number, one in enumerate(application.get(group) or (), start)
        if one.get("name")
    }


def _matched(known: People, people: People) -> dict[int, int]:
    """Who is who: the surest way of being the same comes first."""
    found: dict[int, int] = {}
    for alike in (_is_same, _has_the_number, _has_the_name, _both_apply):
        for old, one in known.items():
            left = people.keys() - found.values()
            fit = [new for new in left if _in_one_group(old, new) and alike(one, people[new])]
            if old not in found and fit:
                found[old] = min(fit)
    return found


def _in_one_group(one: int, other: int) -> bool:
    return one // SUPPORTERS_FROM == other // SUPPORTERS_FROM


def _is_same(one: Document, other: Document) -> bool:
    """The same number and name, or of two who have none the same name and day of birth.

    Who has got a number is followed by name, but signs and is proved anew: another of that name
    and day may have that number.
    """
    if not names.same(one["name"], other["name"]):
        return False
    numbers = one.get("identity_number"), other.get("identity_number")
    return numbers[0] == numbers[1] if any(numbers) else born(one) == born(other)


def _has_the_number(one: Document, other: Document) -> bool:
    numbers = {one.get("identity_number"), other.get("identity_number")}
    return len(numbers) == 1 and None not in numbers


def _has_the_name(one: Document, other: Document) -> bool:
    return names.same(one["name"], other["name"])


def _both_apply(one: Document, other: Document) -> bool:
    return {one.get("relation"), other.get("relation")} == {"applicant"}


def _with_new_numbers(
    application: Document, correction: Document, matched: Numbers
) -> dict[str, Any]:
    """What is not declared anew and names members, by their new numbers."""
    account = application["account"]
    if account["holder"] not in matched:
        raise Refused("application.holder_left", pointer="/members")
    carried: dict[str, Any] = {"account": {**account, "holder": matched[account["holder"]]}}
    if "incomes" not in correction and application.get("incomes") is not None:
        carried["incomes"] = [
            {**income, "member": matched[income["member"]]}
            for income in application["incomes"]
            if income["member"] in matched
        ]
    if "guardians" not in correction:
        carried["guardians"] = [
            {**one, "members": [matched[ward] for ward in one["members"] if ward in matched]}
            for one in application.get("guardians") or ()
        ]
    return carried


# What was signed.


def _signatures(
    application: Document, same_people: Numbers
) -> tuple[list[dict[str, Any]], list[Document]]:
    """The signatures that still count, by the new numbers, and those that fall."""
    remaining, dropped = [], []
    for one in application["consents"]:
        signers = {name: one[name] for name in ("member", "signed_by") if one.get(name) is not None}
        if same_people.keys() >= {*signers.values()}:
            remaining.append(
                {**one, **{name: same_people[number] for name, number in signers.items()}}
            )
        else:
            dropped.append(one)
    return remaining, dropped


def _proved(application: Document, same_people: Numbers) -> list[dict[str, Any]]:
    """Who was proved, by the new numbers; who is somebody else now was not."""
    return [
        {**one, "number": same_people[one["number"]]}
        for one in application.get("proved", ())
        if one["number"] in same_people
    ]


# What must be asked.


def _people_to_ask_about(
    application: Document, now: Document, same_people: Numbers
) -> Iterator[int]:
    """Who is new, and which members changed, or are asked about in another place."""
    earlier, known = {new: old for old, new in same_people.items()}, people_of(application)
    for number, one in people_of(now).items():
        if number >= GUARDIANS_FROM:
            continue  # a guardian signs, and is not asked about
        old = known.get(earlier.get(number, -1))
        member = number < SUPPORTERS_FROM
        if old is None or (member and _placed(one, now) != _placed(old, application)):
            yield number


def _placed(member: Document, application: Document) -> Document:
    return {"registered_area": registered_in(application), **member}


def _sources_to_compare(changed: set[str], catalogue: Catalogue) -> frozenset[str]:
    """The sources that tell of what changed; of the standing those that know other assistance."""
    meanings = {COMPARED[name] for name in COMPARED.keys() & changed}
    figures = {figure.code for figure in catalogue.figures if figure.meaning in meanings}
    shown = {"elsewhere"} if "standing" in changed else set()
    return frozenset(
        source.code
        for source in catalogue.sources
        if any(item.figure in figures or item.shown in shown for item in source.items)
    )
