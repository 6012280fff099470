"""Households of every kind, drawn at random, as a trial calculation or as an application."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from chalicelib.applications.contract import Submission
from local.invented.numbers import CODES, numbered

AREA = "220203007001"
NAMES = ("欧阳", "欧阳阳", "田䶮", "李𮯰𰻝", "测力提•试合买提", "Anna Petrova")
AMOUNTS = st.integers(0, 30_000_000)
DISABILITIES = st.none() | st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["physical", "visual", "mental", "intellectual"]),
        "grade": st.integers(1, 4),
    }
)
PEOPLE = {
    "born": st.dates(date(1917, 12, 20), date(2022, 12, 19)).map(date.isoformat),
    "student": st.booleans(),
    "works": st.booleans(),
    "grave_illness": st.booleans(),
    "disability": DISABILITIES,
    "refused_work": st.integers(0, 4),
    "employed_since": st.none()
    | st.dates(date(2022, 1, 1), date(2022, 12, 19)).map(date.isoformat),
    "self_care_failed": st.none() | st.integers(0, 6),
    "in_institution": st.booleans(),
}
MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            **PEOPLE,
            "relation": st.sampled_from(["spouse", "child", "parent", "sibling"]),
            "absent": st.sampled_from([None, None, "conscript", "prison"]),
        }
    ),
    max_size=5,
)
APPLICANTS = st.fixed_dictionaries({**PEOPLE, "relation": st.just("applicant")})
KINDS = ["wage", "pension", "maintenance", "basic_pension", "disability_subsidy", "business"]
INCOMES = st.lists(
    st.fixed_dictionaries(
        {
            "member": st.just(0),
            "kind": st.sampled_from(KINDS),
            "amount_fen": AMOUNTS,
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
            "income_fen": AMOUNTS,
            "household_size": st.integers(1, 4),
            "disability": DISABILITIES,
        }
    ),
    max_size=3,
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "setting": st.sampled_from(["urban", "rural"]),
        "members": st.tuples(APPLICANTS, MEMBERS).map(lambda family: [family[0], *family[1]]),
        "incomes": INCOMES,
        "property": st.fixed_dictionaries(
            {
                **dict.fromkeys(("deposits_fen", "securities_fen"), AMOUNTS),
                **dict.fromkeys(("vehicles", "houses", "businesses"), st.integers(0, 2)),
            }
        ),
        "expenses": st.lists(
            st.fixed_dictionaries({"kind": st.just("medical"), "amount_fen": AMOUNTS}), max_size=2
        ),
        "supporters": SUPPORTERS,
        "standing": st.fixed_dictionaries({"receives_dibao": st.booleans()}),
    }
)


def applied(household):
    """The same household as an application that is kept."""
    members = []
    for index, member in enumerate(household["members"]):
        told = {name: value for name, value in member.items() if name != "born"}
        members.append({**told, "name": NAMES[index], **_known(member["born"], index)})
    form = {
        **household,
        "members": members,
        "form_id": "form-1234",
        "scheme": "dibao",
        "registered_area": AREA,
        "living_area": AREA,
        "hardship": "生活困难",
        "phone": "13900000000",
        "account": {"bank": "某银行", "number": "62220000000000000"},
    }
    application = Submission.model_validate(form).model_dump(mode="json")
    for member, told in zip(application["members"], members, strict=True):
        member["identity_number"] = told.get("identity_number")
    return application


def _known(born, index):
    """By which number somebody is known; a child of this winter has none yet."""
    if index and born > "2022-11":
        return {"born": born, "no_number": "newborn"}
    return {"identity_number": numbered(born, index, [*CODES][index])}
