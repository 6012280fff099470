"""Cases for tests: a family's application as a document, and a case made from it."""

from __future__ import annotations

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Track
from chalicelib.domain.dates import instant_text
from chalicelib.platform.store import identifiers, sealing
from chalicelib.platform.store.record import Record
from chalicelib.records.act import Act
from local.population.numbers import CODE, numbered
from tests.conftest import COUNTY, FAMILY, TOWNSHIP

CODES = {"spouse": "220101", "parent": "220301"}
"""Where somebody's number was given out, if not in this city."""


def member(name, birth, relation, **more):
    """A member with an identity number that belongs to nobody; `birth` is YYYYMMDD."""
    plain = {"works": False, "student": False, "grave_illness": False}
    number = numbered(birth, 1, CODES.get(relation, CODE))
    return {"name": name, "identity_number": number, "relation": relation, **plain, **more}


def application(**more):
    """The mother of two in Longtan, with maintenance of 500 yuan a month."""
    grave = {"kind": "physical", "grade": 2}
    return {
        "members": [
            member("田秀兰", "19850312", "applicant", disability=grave),
            member("田䶮", "20120312", "child", student=True),
            member("田𬭎𮯰", "20150312", "child", student=True),
        ],
        "incomes": [{"member": 0, "kind": "maintenance", "amount_fen": 50_000, "period": "month"}],
        "property": {
            "deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 0, "businesses": 0,
        },
        "expenses": [],
        "registered_area": "220203007001",
        "living_area": "220203007001",
        "setting": "urban",
        "papers": [],
        "consents": [],
    } | more  # fmt: skip


def submitted(
    sandbox,
    law,
    form="form-0001",
    track=Track.STANDARD,
    scheme="dibao",
    idempotency_key=None,
    **declared,
):
    """A case as the API would have written it; `declared` changes the family's application."""
    now = sandbox.clock.now()
    case_id = identifiers.case_id(FAMILY.id, form)
    clear = {
        "scheme": scheme,
        "office": COUNTY if track is Track.COUNTY_ONLY else TOWNSHIP,
        "submitted_at": instant_text(now),
        "stage_due": instant_text(now),
    }
    declaration = application(scheme=scheme, **declared)
    people = identifiers.people_hashes(declaration["members"], FAMILY.id)
    document = CaseDocument(track, FAMILY.id, "田*", tuple(people))
    key = sealing.new_key(cases.scope(case_id))
    new = Case(Record("case", case_id, clear=clear), document, key)
    return transitions.submit(
        new,
        Act(FAMILY, now, law),
        Step(documents={"application": declaration}, idempotency_key=idempotency_key),
    )
