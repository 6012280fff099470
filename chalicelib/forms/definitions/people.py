"""The questions about people: who lives in the family, who owes it support, who is a guardian.

Each is asked only where the law looks at the answer (57号, art. 7 and 8; 43号, art. 5, 6, 8, 22).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chalicelib.domain import identity
from chalicelib.domain.errors import Refused
from chalicelib.forms.definitions.question import (
    NEITHER,
    Answers,
    Question,
    Scope,
    ShowIf,
    aged,
    either,
    when,
)

ADULT = 18
MARRIED_FROM = 16
"""Below this age nobody is taken for married (`plausibility.LEAST_MARRIED`)."""
SCHOOL_FROM, SCHOOL_UNTIL = 6, 35
"""From compulsory school on (义务教育法, art. 11); few study full time at 35."""
WORK_FROM, WORK_UNTIL = 16, 70
"""The least age for work (劳动法, art. 15); who is 70 or older is not asked for a job."""
LABOUR_UNTIL, ELDER = 60, 60
"""Up to when refused work counts (57号, art. 34), and from when self-care is assessed (43号)."""

NO_NUMBER = ("newborn", "unregistered", "foreign")
ALWAYS_TOGETHER = ("child", "parent", "grandchild")
NOT_APPLICANT = ShowIf("@index", at_least=1)
APPLICANT = ShowIf("@index", below=1)
TOGETHER = when("lives_elsewhere", False)
APART = when("lives_elsewhere", True)
DISABLED = ShowIf("disability_kind", not_in=(NEITHER,))
RECEIVES_DIBAO = when("/receives_dibao", True)
NOBODY_CAN_WORK = ShowIf("/members/*/@labour", answered=False)
CARED_FOR = either(aged(ELDER), DISABLED, when("grave_illness", True), NOBODY_CAN_WORK)
"""Whose self-care matters: the old, the disabled, the gravely ill; of a family in which nobody can
work the children too, whom tekun may take (43号, art. 5 and 22)."""


def _age_of_number(scope: Scope) -> int | None:
    return age(scope.beside, scope.day)


def age(person: Answers, day: date) -> int | None:
    """The age of somebody by identity number or day of birth; None where neither tells."""
    try:
        if person.get("identity_number"):
            number = identity.checked(str(person["identity_number"]))
            return identity.full_years(identity.birth_date(number), day)
        return identity.full_years(date.fromisoformat(person["born"]), day)
    except (KeyError, ValueError, TypeError, Refused):
        return None


def may_work(person: Answers, day: date) -> bool | None:
    """True for somebody who is of an age to work and has no disability; None for anybody else, and
    where the age is not known."""
    years = age(person, day)
    of_age = years is not None and WORK_FROM <= years < ELDER
    return True if of_age and person.get("disability_kind") in {None, NEITHER} else None


NAME = Question("name", "text")
BORN = Question("born", "date")
RELATION = Question(
    "relation",
    "choice",
    show_if=(NOT_APPLICANT,),
    not_offered=("applicant",),
    vocabulary="relation",
)
WHO = (
    NAME,
    RELATION,
    Question(
        "no_number",
        "choice",
        neither=True,
        not_offered=("not_at_hand",),
    ),
    Question("identity_number", "identity_number", show_if=(when("no_number", NEITHER),)),
    replace(BORN, show_if=(when("no_number", *NO_NUMBER),)),
)
"""Who somebody of the family is: name, kinship, number or why there is none."""

WHERE = (
    Question("lives_elsewhere", "choice", options=(False, True), show_if=(NOT_APPLICANT,)),
    Question(
        "absent",
        "choice",
        show_if=(APART,),
        neither=True,
    ),
    Question(
        "absent_since",
        "date",
        show_if=(ShowIf("absent", not_in=(NEITHER,)),),
        unknown=True,
    ),
    Question(
        "absent_until",
        "date",
        show_if=(ShowIf("absent", not_in=(NEITHER,)),),
        unknown=True,
    ),
    Question(
        "always_together",
        "choice",
        field=None,
        options=(True, False),
        show_if=(TOGETHER, when("relation", *ALWAYS_TOGETHER), aged(ADULT)),
    ),
    Question(
        "living_together_since",
        "date",
        show_if=(
            TOGETHER,
            either(when("relation", "sibling", "grandparent"), when("always_together", False)),
        ),
        unknown=True,
    ),
)
"""Whether somebody lives with the family, since when, and why not."""

REGISTERED = (
    Question(
        "registered_here",
        "choice",
        field=None,
        options=(True, False),
        show_if=(NOT_APPLICANT, when("no_number", NEITHER)),
    ),
    Question("registered_area", "area", show_if=(when("registered_here", False),)),
)
"""Where somebody is registered, if not with the family."""

DISABILITY = (
    Question(
        "disability_kind",
        "choice",
        field="disability/kind",
        neither=True,
        vocabulary="disability",
    ),
    Question(
        "disability_grade",
        "choice",
        field="disability/grade",
        options=(1, 2, 3, 4),
        show_if=(DISABLED,),
        unknown=True,
    ),
)

LIFE = (
    Question("marital", "choice", show_if=(APPLICANT, aged(MARRIED_FROM)), unknown=True),
    Question(
        "student", "choice", options=(True, False), show_if=(aged(SCHOOL_FROM, SCHOOL_UNTIL),)
    ),
    Question("studies", "choice", show_if=(when("student", True), aged(ADULT))),
    Question(
        "works",
        "choice",
        options=(True, False),
        show_if=(
            aged(WORK_FROM, WORK_UNTIL),
            either(ShowIf("student", answered=False), when("student", False)),
        ),
    ),
    Question(
        "employed_since",
        "date",
        show_if=(when("works", True), RECEIVES_DIBAO),
        unknown=True,
    ),
    Question(
        "refused_work",
        "number",
        show_if=(when("works", False), aged(below=LABOUR_UNTIL), RECEIVES_DIBAO),
    ),
    *DISABILITY,
    Question("grave_illness", "choice", options=(True, False)),
    Question(
        "self_care_failed",
        "choice",
        options=tuple(range(7)),
        show_if=(CARED_FOR,),
        unknown=True,
    ),
    Question(
        "in_institution",
        "choice",
        options=(True, False),
        show_if=(either(aged(ELDER), DISABLED, APART),),
    ),
)
"""School and work, health and care."""

MEMBER = (*WHO, *WHERE, *REGISTERED, *LIFE)
ESTIMATED_MEMBER = (RELATION, BORN, *WHERE, *LIFE)

_KNOWN = when("number_known", True)
_ASKED_FOR_SUPPORT = (when("hindered", NEITHER), ShowIf("recognised", not_in=("tekun",)))

SUPPORTER = (
    Question(
        "relation",
        "choice",
        vocabulary="relation",
    ),
    Question("number_known", "choice", field=None, options=(True, False)),
    replace(NAME, show_if=(_KNOWN,)),
    Question("identity_number", "identity_number", show_if=(_KNOWN,)),
    Question("age", "number", show_if=(when("number_known", False),), otherwise=_age_of_number),
    Question("recognised", "choice", neither=True, vocabulary="supporter_recognised"),
    Question("hindered", "choice", neither=True),
    Question("property_within_limits", "choice", options=(True, False), show_if=_ASKED_FOR_SUPPORT),
    Question("household_size", "number", show_if=_ASKED_FOR_SUPPORT),
    Question("income_fen", "money", show_if=_ASKED_FOR_SUPPORT, unknown=True),
    Question(
        "own_income_fen",
        "money",
        show_if=(*_ASKED_FOR_SUPPORT, ShowIf("household_size", at_least=2)),
        unknown=True,
    ),
    Question("supports", "number", show_if=_ASKED_FOR_SUPPORT),
    *(replace(one, show_if=(*one.show_if, *_ASKED_FOR_SUPPORT)) for one in DISABILITY),
)
"""A relative who owes support; of one who cannot be asked for any nothing more is asked."""
ESTIMATED_SUPPORTER = (
    SUPPORTER[0],
    replace(SUPPORTER[4], show_if=()),
    *SUPPORTER[5:],
)

GUARDIAN = (
    NAME,
    Question("identity_number", "identity_number"),
    Question("kinship", "choice"),
    Question("phone", "phone"),
    Question("members", "several", options_from="members"),
    Question("certificate", "photo", paper="guardianship", most=1),
)
