"""The persons about whom departments are asked."""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import report as reports
from chalicelib.case.case import Case
from chalicelib.domain.household import registered_in
from chalicelib.platform.partners.departments import Subject
from chalicelib.records.law import Law


def subjects_of(case: Case, now: datetime, law: Law) -> list[Subject]:
    """Everybody about whom a consent lets us ask, each with the place of registration."""
    home = registered_in(case.doc("application"))
    return [
        Subject(
            one.number,
            one.person["identity_number"],
            one.person["name"],
            one.person.get("registered_area", home),
        )
        for one in reports.people(case, now, law)
        if not one.not_asked_because
    ]
