"""The forms: an application, urgent aid, and a trial calculation.

An application asks for the five schemes as one; which of them fits, the family is told when it
looks over its answers (decision 0063).
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.forms.definitions import family, people
from chalicelib.forms.definitions.question import NEITHER, Form, Question, when

FIRST = (("relation", "applicant"),)
MEMBERS = Question("members", "people", steps=people.MEMBER, first=FIRST)
SUPPORTERS = Question("supporters", "list", none=True, unknown=True, steps=people.SUPPORTER)
GUARDIANS = Question(
    "guardians", "list", none=True, show_if=(family.GUARDED,), steps=people.GUARDIAN
)

APPLICATION = Form(
    "application",
    (
        "hardship",
        "people",
        "income",
        "property",
        "spending",
        "relatives",
        "received",
        "place",
        "papers",
        "account",
        "consent",
    ),
    (
        *family.in_section("hardship", family.HARDSHIP, family.CAUSE, family.RECEIVES_DIBAO),
        *family.in_section("people", MEMBERS, family.CONFIDENTIAL, GUARDIANS),
        *family.in_section("income", family.INCOMES),
        *family.in_section("property", *family.OWNED),
        *family.in_section("spending", family.EXPENSES),
        *family.in_section("relatives", SUPPORTERS),
        *family.in_section("received", *family.RECEIVED),
        *family.in_section("place", *family.PLACES),
        *family.in_section("papers", *family.PAPERS),
        *family.in_section("account", family.ACCOUNT, family.PHONE),
        *family.in_section("consent", family.CONSENTS),
    ),
)

PERSON = Question(
    "members",
    "people",
    most=1,
    first=FIRST,
    steps=(
        people.NAME,
        Question("no_number", "choice", neither=True),
        Question("identity_number", "identity_number", show_if=(when("no_number", NEITHER),)),
        replace(people.BORN, show_if=(when("no_number", *people.NO_NUMBER, "not_at_hand"),)),
    ),
)
"""Urgent aid asks for one person; the number may come later (decision 0032)."""

URGENT_AID = Form(
    "urgent_aid",
    ("hardship", "place", "people", "account"),
    (
        *family.in_section("hardship", family.HARDSHIP),
        *family.in_section("place", Question("emergency_area", "area")),
        *family.in_section("people", PERSON),
        *family.in_section("account", family.ACCOUNT, family.PHONE),
    ),
)

ESTIMATE = Form(
    "estimate",
    ("hardship", "place", "people", "income", "property", "spending", "relatives", "received"),
    (
        *family.in_section("hardship", family.CAUSE, family.RECEIVES_DIBAO),
        *family.in_section("place", Question("area", "area"), family.SETTING),
        *family.in_section("people", replace(MEMBERS, steps=people.ESTIMATED_MEMBER)),
        *family.in_section("income", family.INCOMES),
        *family.in_section("property", *family.OWNED),
        *family.in_section("spending", family.EXPENSES),
        *family.in_section("relatives", replace(SUPPORTERS, steps=people.ESTIMATED_SUPPORTER)),
        *family.in_section("received", *family.RECEIVED),
    ),
)

FORMS = {form.name: form for form in (APPLICATION, URGENT_AID, ESTIMATE)}
