"""Relatives who owe support and sign in tekun (43号, art. 10), and those who cannot.

Each of age who is named with a number signs and is proved. Who cannot be reached, or cannot sign,
is recorded with the reason by a member of staff, so that a relative who is lost keeps nobody from
what is due; who refuses is not. A record is of the person, whatever number the application gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.case.case import Case
from chalicelib.case.consents import ADULT, missing_signatures, relatives_asked
from chalicelib.domain.identity import age_of
from chalicelib.platform.store import identifiers

Document = Mapping[str, Any]
NAME = "supporters"
"""The document of those who need not sign."""


def signers(case: Case, day: date) -> dict[int, Document]:
    """The relatives who sign, by their number: but for those of whom staff recorded why not."""
    application = {**case.doc("application"), "scheme": case.scheme}
    excused = {one["person"] for one in case.doc(NAME).get("excused", ())}
    return {
        number: one
        for number, one in relatives_asked(application)
        if age_of(one, day) >= ADULT and _person(one) not in excused
    }


def unsigned(case: Case, day: date) -> dict[int, Document]:
    """The relatives who must still sign or be proved, by their number."""
    people = signers(case, day)
    left = {
        number
        for one in missing_signatures(case.doc("application"), people)
        for number in one.values()
    }
    return {number: one for number, one in people.items() if number in left}


def excused(case: Case, number: int, record: Document) -> dict[str, Any]:
    """The document once relative `number` need not sign, for the reason of the `record`."""
    relative = dict(relatives_asked({**case.doc("application"), "scheme": case.scheme}))[number]
    others = [
        one for one in case.doc(NAME).get("excused", ()) if one["person"] != _person(relative)
    ]
    return {"excused": [*others, {"person": _person(relative), **record}]}


def _person(relative: Document) -> str:
    return identifiers.identity_hash(str(relative["identity_number"]))
