"""The questions about the family as a whole: what befell it, what it has, spends and receives."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.forms.definitions.people import ADULT
from chalicelib.forms.definitions.question import (
    NEITHER,
    SCHEME,
    Answers,
    Question,
    Scope,
    ShowIf,
    either,
    when,
)

HARDSHIP = Question("hardship", "text")
CAUSE = Question("cause", "choice", field="standing/cause", neither=True)
RECEIVES_DIBAO = Question(
    "receives_dibao", "choice", field="standing/receives_dibao", options=(True, False)
)
MINOR_AT_HOME = ShowIf("/members/*/@age", below=ADULT)
WITHOUT_CAPACITY = when("/members/*/disability_kind", "intellectual", "mental")
"""Who may have a guardian besides minors (民法典, art. 21 and 22)."""

CONFIDENTIAL = Question(
    "confidential",
    "choice",
    options=(False, True),
    show_if=(when("/members/*/grave_illness", True),),
)

COSTS_TAKEN_OFF = ("wage", "business", "property", "maintenance")
"""Of which incomes the law takes off what they cost (57号, art. 13)."""
INCOMES = Question(
    "incomes",
    "list",
    none=True,
    unknown=True,
    steps=(
        Question("member", "choice", options_from="members"),
        Question("kind", "choice", vocabulary="income"),
        Question("period", "choice"),
        Question("received", "date", show_if=(when("period", "once"),)),
        Question("amount_fen", "money", unknown=True),
        Question("costs_fen", "money", show_if=(when("kind", *COSTS_TAKEN_OFF),), required=False),
    ),
)

OWNED = (
    Question("deposits_fen", "money", field="property/deposits_fen", unknown=True),
    Question("securities_fen", "money", field="property/securities_fen", unknown=True),
    Question("vehicles", "number", field="property/vehicles", unknown=True),
    Question(
        "vehicle_details",
        "list",
        field="property/vehicle_details",
        show_if=(ShowIf("vehicles", at_least=1),),
        required=False,
        steps=(
            Question("kind", "choice", vocabulary="vehicle"),
            Question("value_fen", "money", unknown=True),
        ),
    ),
    Question("houses", "number", field="property/houses", unknown=True),
    Question("businesses", "number", field="property/businesses", unknown=True),
)

EXPENSES = Question(
    "expenses",
    "list",
    none=True,
    unknown=True,
    steps=(
        Question("kind", "choice", vocabulary="expense"),
        Question("amount_fen", "money"),
    ),
)

RECEIVED = (
    Question(
        "receives",
        "several",
        field="standing/receives",
        none=True,
        vocabulary=SCHEME,
    ),
    Question(
        "aided_causes",
        "several",
        field="standing/aided_causes",
        none=True,
        show_if=(ShowIf("cause", not_in=(NEITHER,)),),
        vocabulary="cause",
    ),
)

SETTING = Question(
    "setting",
    "choice",
    vocabulary="setting",
    show_if=(ShowIf("@setting", answered=False),),
    unknown=True,
    otherwise=lambda scope: setting_of(scope.above),
)
AREAS_OF_SETTING = ("registered_area", "area")
COMMUNITIES, VILLAGES = range(1, 200), range(200, 400)
"""The last three digits of the code of a residents' or a villagers' committee
(统计用区划代码和城乡划分代码编制规则, 国统字〔2009〕91号)."""


def setting_of(answers: Answers) -> str | None:
    """Whether the area of registration is of town or country; None where its code does not say."""
    code = next((str(answers[name]) for name in AREAS_OF_SETTING if answers.get(name)), "")
    last = int(code[-3:]) if len(code) == 12 and code.isdecimal() else 0
    return "urban" if last in COMMUNITIES else "rural" if last in VILLAGES else None


def _where_registered(scope: Scope) -> object:
    return scope.above.get("registered_area")


PLACES = (
    Question("registered_area", "area"),
    Question("lives_there", "choice", field=None, options=(True, False)),
    Question(
        "living_area",
        "area",
        show_if=(when("lives_there", False),),
        otherwise=_where_registered,
    ),
    SETTING,
)

PAPERS = (  # who has none at hand applies all the same, and is told once what is missing
    Question(
        "identity_card",
        "photo",
        field="papers",
        paper="identity_card",
        required=False,
        most=10,
    ),
    Question(
        "expense_receipt",
        "photo",
        field="papers",
        paper="expense_receipt",
        show_if=(when("/expenses/*/kind", "other"),),
        required=False,
        most=10,
    ),
    Question(
        "guardianship",
        "photo",
        field="papers",
        paper="guardianship",
        show_if=(WITHOUT_CAPACITY,),
        required=False,
        most=5,
    ),
    Question("evidence", "photo", field="papers", paper="evidence", required=False, most=10),
)
GUARDED = either(MINOR_AT_HOME, WITHOUT_CAPACITY)

ACCOUNT = Question("account", "account")
PHONE = Question("phone", "phone")
CONSENTS = Question("consents", "consent", options_from="members", required=False)


def in_section(section: str, *questions: Question) -> tuple[Question, ...]:
    """These questions, as questions of a section of the form."""
    return tuple(replace(one, section=section) for one in questions)
