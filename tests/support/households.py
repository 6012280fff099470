"""Households of every kind, drawn at random, as a trial calculation or as an application."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from chalicelib.applications.contract import Submission
from chalicelib.case import plausibility
from local.population.numbers import CODES, numbered

AREA = "220203007001"
NAMES = ("欧阳", "欧阳阳", "田䶮", "李𮯰𰻝", "测力提•试合买提", "Anna Petrova")
AMOUNTS = st.integers(0, 30_000_000)
DISABILITIES = st.none() | st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["physical", "visual", "mental", "intellectual", "hearing"]),
        "grade": st.none() | st.integers(1, 4),
    }
)
FIRST, LAST = date(1917, 12, 20), date(2022, 12, 19)
LAST_MARRIED = date(2006, 1, 1)
DAY = timedelta(days=1)
PEOPLE = {
    "student": st.booleans(),
    "works": st.booleans(),
    "grave_illness": st.booleans(),
    "disability": DISABILITIES,
    "refused_work": st.integers(0, 4),
    "employed_since": st.none()
    | st.dates(date(2022, 1, 1), date(2022, 12, 19)).map(date.isoformat),
    "self_care_failed": st.none() | st.integers(0, 6),
    "in_institution": st.booleans(),
    "marital": st.sampled_from([None, None, None, "married"]),
    "studies": st.sampled_from([None, "up_to_first_degree", "beyond_first_degree"]),
}
DAYS = st.dates(date(2018, 1, 1), date(2022, 12, 19)).map(date.isoformat)
AWAY = st.just({}) | st.fixed_dictionaries(
    {
        "absent": st.sampled_from(
            ["conscript", "prison", "clergy", "compulsory_rehabilitation", "missing"]
        ),
        "absent_since": st.none() | DAYS,
        "absent_until": st.none() | DAYS,
    }
)
MEMBER = st.fixed_dictionaries(
    {
        **PEOPLE,
        "living_together_since": st.none() | DAYS,
        "lives_elsewhere": st.booleans(),
        "registered_area": st.sampled_from([None, "220221100001"]),
    }
)
ODD = st.integers(0, 12).map(lambda drawn: drawn == 12)
"""One in thirteen is of any kinship and any age, whether that is possible or not."""


@st.composite
def families(draw):
    """An applicant and up to five others, most of whom can be what they are said to be."""
    born = draw(st.dates(FIRST, LAST))
    family = [{**draw(st.fixed_dictionaries(PEOPLE)), **_told("applicant", born)}]
    for _ in range(draw(st.integers(0, 5))):
        married = any(one["relation"] == "spouse" for one in family)
        person = draw(_anybody() if draw(ODD) else _kin(born, married))
        family.append({**draw(MEMBER), **draw(AWAY), **person})
    return family


def _kin(born, married):
    """Somebody who can be this to an applicant of that day of birth."""
    between = {
        "child": (born + DAY, max(LAST, born + DAY)),
        "parent": (date(1900, 1, 1), born - DAY),
        "sibling": (FIRST, LAST),
    }
    if born <= LAST_MARRIED and not married:
        between["spouse"] = (FIRST, LAST_MARRIED)
    relations = st.sampled_from(sorted(between))
    return relations.flatmap(
        lambda relation: st.dates(*between[relation]).map(lambda day: _told(relation, day))
    )


def _anybody():
    kinships = st.sampled_from(["spouse", "child", "grandchild", "parent", "sibling", "other"])
    return st.builds(_told, kinships, st.dates(date(1900, 1, 1), date(2023, 1, 31)))


def _told(relation, born):
    return {"relation": relation, "born": born.isoformat()}


KINDS = ["wage", "pension", "maintenance", "basic_pension", "disability_subsidy", "business",
         "old_age_allowance", "medical_insurance", "other_transfer"]  # fmt: skip
INCOMES = st.lists(
    st.fixed_dictionaries(
        {
            "member": st.just(0),
            "kind": st.sampled_from(KINDS),
            "amount_fen": st.none() | AMOUNTS,
            "costs_fen": st.integers(0, 1_000_000),
            "period": st.sampled_from(["month", "year"]),
        }
    ),
    max_size=4,
)
SUPPORTERS = st.none() | st.lists(
    st.fixed_dictionaries(
        {
            "relation": st.sampled_from(["child", "sibling", "parent"]),
            "age": st.integers(18, 104),
            "income_fen": st.none() | AMOUNTS,
            "own_income_fen": st.none() | AMOUNTS,
            "household_size": st.integers(1, 4),
            "disability": DISABILITIES,
        }
    ),
    max_size=3,
)
VEHICLES = st.none() | st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["car", "farm", "motorcycle", "mobility_aid"]),
            "value_fen": st.none() | AMOUNTS,
        }
    ),
    max_size=1,
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "setting": st.sampled_from(["urban", "rural", None]),
        "members": families(),
        "incomes": INCOMES,
        "property": st.fixed_dictionaries(
            {
                **dict.fromkeys(("deposits_fen", "securities_fen"), AMOUNTS),
                **dict.fromkeys(("vehicles", "houses", "businesses"), st.integers(0, 2)),
                "vehicle_details": VEHICLES,
            }
        ),
        "expenses": st.lists(
            st.fixed_dictionaries({"kind": st.just("medical"), "amount_fen": AMOUNTS}), max_size=2
        ),
        "supporters": SUPPORTERS,
        "standing": st.fixed_dictionaries(
            {
                "receives_dibao": st.booleans(),
                "receives": st.lists(st.sampled_from(["marginal", "tekun"]), max_size=2),
            }
        ),
    }
)


def form_of(household, **more):
    """The same household as the phone sends it with an application."""
    members = []
    for index, member in enumerate(household["members"]):
        declared = {name: value for name, value in member.items() if name != "born"}
        members.append({**declared, "name": NAMES[index], **_known(member["born"], index)})
    return {
        **household,
        "members": members,
        "form_id": "form-1234",
        "scheme": "dibao",
        "registered_area": AREA,
        "living_area": AREA,
        "hardship": "生活困难",
        "phone": "13900000000",
        "account": {"bank": "某银行", "number": "62220000000000000"},
    } | more


def applied(household):
    """The same household as an application that is stored."""
    form = form_of(household)
    application = Submission.model_validate(form).model_dump(mode="json")
    for member, declared in zip(application["members"], form["members"], strict=True):
        member["identity_number"] = declared.get("identity_number")
    return application


def _known(born, index):
    """By which number somebody is known; a child of this winter has none yet."""
    if index and born > "2022-11":
        return {"born": born, "no_number": "newborn"}
    return {"identity_number": numbered(born, index, [*CODES][index])}


def possible(household, day):
    """Whether nothing speaks against the household."""
    return not plausibility.faults(household, day)
