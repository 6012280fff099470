"""Who of an application may sign, by their number in it, and who matches a number and a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.applications.signatures.signing_contract import NamedPerson
from chalicelib.case.case import Case
from chalicelib.domain import names
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.platform.models.secret_json import revealed

Document = Mapping[str, Any]


def numbered(application: Document) -> Iterator[tuple[int, Document]]:
    """Everybody who may sign, by their number: members, relatives, guardians."""
    yield from enumerate(application["members"])
    yield from enumerate(application.get("supporters") or (), SUPPORTERS_FROM)
    yield from enumerate(application.get("guardians") or (), GUARDIANS_FROM)


KNOWN_BY = frozenset({"identity_number", "born"})
"""By what somebody is known beside the name: a number, or where there is none the birth."""


def matching_people(case: Case, form: NamedPerson) -> list[tuple[int, Document]]:
    """As `people_who_match`; Refused("case.not_found") where nobody is."""
    people = people_who_match(case, form)
    if not people:
        raise Refused("case.not_found")
    return people


def people_who_match(case: Case, form: NamedPerson) -> list[tuple[int, Document]]:
    """Whoever has this identity number and name, with the number in the application; a relative
    may be a guardian as well. Who has no number is known by the day of birth."""
    known = {name: value for name, value in revealed(form).items() if name in KNOWN_BY}
    return [
        (number, person)
        for number, person in numbered(case.doc("application"))
        if known == {name: person[name] for name in KNOWN_BY if name in person}
        and names.same(person["name"], form.name.get_secret_value())
    ]
