"""Days and kinships that cannot be true are asked back; what is unusual is a note for the clerk."""

from datetime import date

import pytest

from chalicelib.case import plausibility
from local.population.numbers import numbered

TODAY = date(2022, 12, 19)


def household(*members, **more):
    """An applicant born in 1985 and others: (relation, day of birth)."""
    others = [{"relation": relation, "born": born} for relation, born in members]
    applicant = {"relation": "applicant", "born": "1985-03-12"}
    return {"members": [applicant, *others], **more}


def faults_of(family):
    return [(one["pointer"], one["code"]) for one in plausibility.faults(family, TODAY)]


def notes(*members, family=None):
    found = plausibility.unusual((family or household(*members))["members"], TODAY)
    return [(one["code"], one["member"]) for one in found]


def test_nothing_speaks_against_an_ordinary_family():
    family = household(
        ("spouse", "1987-01-01"),
        ("child", "2012-05-20"),
        ("grandchild", "2022-12-19"),
        ("parent", "1950-01-01"),
        ("sibling", "1990-01-01"),
    )
    assert faults_of(family) == []
    assert notes(family=household(("spouse", "1987-01-01"), ("child", "2012-05-20"))) == []


@pytest.mark.parametrize(("born", "refused"), [("2022-12-19", False), ("2022-12-20", True)])
def test_nobody_is_born_tomorrow(born, refused):
    fault = [("/members/1/born", "form.born_later")]
    assert faults_of(household(("sibling", born))) == (fault if refused else [])


def test_a_number_of_tomorrow_is_pointed_to_of_members_and_relatives():
    number = numbered("2022-12-20", 1)
    family = household(supporters=[{"relation": "child", "age": 20, "identity_number": number}])
    family["members"].append({"relation": "sibling", "identity_number": numbered("2022-12-20", 2)})
    assert faults_of(family) == [
        ("/members/1/identity_number", "form.born_later"),
        ("/supporters/0/identity_number", "form.born_later"),
    ]


@pytest.mark.parametrize("field", ["living_together_since", "employed_since"])
@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2022-12-20", "form.later"),
        ("2022-12-19", None),
        ("1985-03-12", None),
        ("1985-03-11", "form.before_birth"),
    ],
)
def test_nothing_begins_tomorrow_or_before_birth(field, day, code):
    family = household()
    family["members"][0][field] = day
    assert faults_of(family) == ([(f"/members/0/{field}", code)] if code else [])


@pytest.mark.parametrize(("day", "refused"), [("2022-12-19", False), ("2022-12-20", True)])
def test_nothing_is_received_tomorrow(day, refused):
    family = household(incomes=[{"member": 0}, {"member": 0, "received": day}])
    assert faults_of(family) == ([("/incomes/1/received", "form.later")] if refused else [])


def test_nobody_is_named_twice():
    number = numbered("1960-01-01", 1)
    family = household(supporters=[{"relation": "parent", "age": 62, "identity_number": number}])
    family["members"].append({"relation": "parent", "identity_number": number})
    assert faults_of(family) == [("/supporters/0/identity_number", "form.same_person_twice")]


def test_who_has_no_number_is_not_taken_for_another_without_one():
    assert faults_of(household(("child", "2022-12-01"), ("child", "2022-12-01"))) == []


def test_nobody_is_named_once_with_a_number_and_once_without():
    numbered_child = {
        "relation": "child",
        "name": "迪丽拜尔·买买提",
        "identity_number": numbered("2022-12-01", 1),
    }
    same = {"relation": "child", "name": "迪丽拜尔•买买提 ", "born": "2022-12-01"}
    twin = same | {"name": "迪丽努尔·买买提"}
    family = household()
    for children in ([numbered_child, same], [same, numbered_child]):
        family["members"][1:] = children
        assert faults_of(family) == [("/members/2/name", "form.same_person_twice")]
    for other in (twin, same | {"born": "2022-12-02"}):
        family["members"][1:] = [numbered_child, other]
        assert faults_of(family) == []


def test_two_people_of_one_name_and_birthday_are_distinguished_by_their_numbers():
    named = {"relation": "sibling", "name": "李伟"}
    family = household()
    for order in (1, 3):
        family["members"].append({**named, "identity_number": numbered("1990-01-01", order)})
    assert faults_of(family) == []


def test_a_member_without_a_number_is_not_the_guardian_outside_too():
    family = guarded(("1960-01-01", "relative"))
    guardian = family["guardians"][0]
    named = {"name": guardian["name"], "born": "1960-01-01", "no_number": "unregistered"}
    family["members"].append({"relation": "other", **named})
    assert faults_of(family) == [("/guardians/0/name", "form.guardian_in_family")]


def test_there_is_one_spouse():
    family = household(*[("spouse", "1987-01-01")] * 3)
    assert faults_of(family) == [
        ("/members/2/relation", "form.second_spouse"),
        ("/members/3/relation", "form.second_spouse"),
    ]


@pytest.mark.parametrize(("parents", "refused"), [(4, False), (5, True)])
def test_there_are_four_parents_with_those_of_the_spouse(parents, refused):
    family = household(*[("parent", "1950-01-01")] * parents)
    assert faults_of(family) == ([("/members/5/relation", "form.fifth_parent")] if refused else [])


@pytest.mark.parametrize(
    ("born", "refused"), [("2006-12-19", False), ("2006-12-20", True), ("2019-12-19", True)]
)
def test_nobody_under_16_is_a_spouse(born, refused):
    fault = [("/members/1/relation", "form.too_young_to_marry")]
    assert faults_of(household(("spouse", born))) == (fault if refused else [])


def test_nobody_under_16_has_a_spouse():
    family = household(("spouse", "1987-01-01"))
    family["members"][0]["born"] = "2007-01-01"
    assert faults_of(family) == [("/members/0/relation", "form.too_young_to_marry")]


@pytest.mark.parametrize("relation", ["child", "grandchild"])
@pytest.mark.parametrize(
    ("born", "refused"), [("1985-03-11", True), ("1985-03-12", True), ("1985-03-13", False)]
)
def test_children_are_younger_than_the_applicant(relation, born, refused):
    fault = [("/members/1/relation", "form.child_not_younger")]
    assert faults_of(household((relation, born))) == (fault if refused else [])


@pytest.mark.parametrize(
    ("born", "refused"), [("1985-03-11", False), ("1985-03-12", True), ("1985-03-13", True)]
)
def test_parents_are_older_than_the_applicant(born, refused):
    fault = [("/members/1/relation", "form.parent_not_older")]
    assert faults_of(household(("parent", born))) == (fault if refused else [])


@pytest.mark.parametrize(
    ("kin", "refused"),
    [
        (("child", "1980-01-01"), False),
        (("child", "1960-01-01"), True),
        (("parent", "1990-01-01"), True),
    ],
)
def test_a_child_may_be_the_spouses_alone(kin, refused):
    assert bool(faults_of(household(("spouse", "1960-01-01"), kin))) == refused


def test_a_parent_may_be_the_spouses_alone():
    assert faults_of(household(("spouse", "2000-01-01"), ("parent", "1990-01-01"))) == []


def test_every_fault_is_listed_at_once():
    family = household(
        ("spouse", "2019-01-01"),
        ("spouse", "2023-01-01"),
        ("child", "1970-01-01"),
        incomes=[{"member": 0, "received": "2062-05-01"}],
    )
    assert [code for _, code in faults_of(family)] == [
        "form.born_later",
        "form.later",
        "form.too_young_to_marry",
        "form.too_young_to_marry",
        "form.child_not_younger",
        "form.second_spouse",
    ]


def couple(man, woman):
    """An applicant and a spouse with numbers, born on these days."""
    return {
        "members": [
            {"relation": "applicant", "identity_number": numbered(man, 1)},
            {"relation": "spouse", "identity_number": numbered(woman, 2)},
        ]
    }


@pytest.mark.parametrize(
    ("man", "woman", "noted"),
    [
        ("2000-12-19", "2002-12-19", []),
        ("2000-12-20", "2002-12-19", [0]),
        ("2000-12-19", "2002-12-20", [1]),
    ],
)
def test_a_marriage_below_the_age_of_the_civil_code_is_noted(man, woman, noted):
    family = couple(man, woman)
    assert faults_of(family) == []
    assert notes(family=family) == [("note.under_marriage_age", at) for at in noted]


def test_who_is_not_married_may_be_of_any_age():
    family = {"members": [{"relation": "applicant", "identity_number": numbered("2010-01-01", 1)}]}
    assert notes(family=family) == []


@pytest.mark.parametrize(
    ("kin", "noted"),
    [
        (("child", "1997-03-11"), True),
        (("child", "1997-03-12"), False),
        (("grandchild", "2009-03-11"), True),
        (("grandchild", "2009-03-12"), False),
        (("parent", "1973-03-13"), True),
        (("parent", "1973-03-12"), False),
        (("sibling", "1985-03-13"), False),
    ],
)
def test_few_years_between_generations_are_noted(kin, noted):
    assert notes(kin) == ([("note.few_years_between", 1)] if noted else [])


def test_who_is_of_no_kinship_is_noted():
    assert notes(("child", "2012-01-01"), ("other", "1990-01-01")) == [("note.no_kinship", 2)]


def test_who_is_older_than_almost_anybody_is_noted():
    assert notes(("parent", "1912-12-19")) == [("note.very_old", 1)]
    assert notes(("parent", "1912-12-20")) == []


def test_a_number_in_place_of_a_name_is_noted():
    family = {"members": [{"relation": "applicant", "identity_number": numbered("1980-01-01", 1)}]}
    family["members"][0]["name"] = numbered("1985-03-12", 2)
    assert notes(family=family) == [("note.digits_in_name", 0)]


@pytest.mark.parametrize(("born", "refused"), [("1889-12-31", True), ("1890-01-01", False)])
def test_nobody_lives_who_was_born_before_1890(born, refused):
    fault = [("/members/1/born", "form.born_too_early")]
    assert faults_of(household(("parent", born))) == (fault if refused else [])


@pytest.mark.parametrize(("age", "refused"), [(132, False), (133, True)])
def test_no_relative_is_older_than_anybody_who_lives(age, refused):
    family = household(supporters=[{"relation": "grandparent", "age": age}])
    assert faults_of(family) == ([("/supporters/0/age", "form.born_too_early")] if refused else [])


# Relatives outside the household.


def relative(relation, age, born=None):
    """A household with a relative outside it, known by the age that is told, or a number too."""
    number = {"identity_number": numbered(born, 5)} if born else {}
    return household(supporters=[{"relation": relation, "age": age, **number}])


@pytest.mark.parametrize(
    ("age", "refused"),
    [(39, True), (40, False), (42, False), (44, False), (45, True), (85, True)],
)
def test_a_relative_is_as_old_as_the_number_says_or_a_year_or_two_apart(age, refused):
    fault = [("/supporters/0/age", "form.age_of_number")]
    assert faults_of(relative("sibling", age, "1980-01-01")) == (fault if refused else [])


@pytest.mark.parametrize(
    ("relation", "age", "code"),
    [
        ("child", 36, None),
        ("child", 37, None),
        ("child", 38, "form.child_not_younger"),
        ("grandchild", 38, "form.child_not_younger"),
        ("parent", 36, "form.parent_not_older"),
        ("parent", 37, None),
        ("grandparent", 36, "form.parent_not_older"),
        ("spouse", 15, "form.too_young_to_marry"),
        ("spouse", 16, None),
        ("sibling", 3, None),
    ],
)
def test_a_relative_is_of_an_age_that_the_kinship_allows(relation, age, code):
    fault = [("/supporters/0/relation", code)] if code else []
    assert faults_of(relative(relation, age)) == fault


def test_the_number_of_a_relative_counts_and_not_the_age_that_is_declared():
    older = relative("child", 36, "1984-12-19")  # 38, and told two less
    assert faults_of(older) == [("/supporters/0/relation", "form.child_not_younger")]


def test_a_relative_may_be_the_kin_of_any_member():
    family = household(("child", "2012-05-20"), supporters=[{"relation": "parent", "age": 30}])
    assert faults_of(family) == []
    family = household(("parent", "1950-01-01"), supporters=[{"relation": "child", "age": 60}])
    assert faults_of(family) == []


# Guardians.


def guarded(*guardians, ward="1985-03-12"):
    """A household whose applicant has these guardians: (day of birth, kinship)."""
    found = [
        {"name": f"测{at}", "identity_number": numbered(born, 30 + at), "kinship": kinship}
        | {"members": [0]}
        for at, (born, kinship) in enumerate(guardians)
    ]
    family = household(guardians=found)
    family["members"][0] = {"relation": "applicant", "identity_number": numbered(ward, 1)}
    return family


def test_nobody_in_the_family_is_its_guardian_outside():
    family = guarded(("1960-01-01", "relative"))
    own = family["members"][0]["identity_number"]
    family["guardians"][0]["identity_number"] = own
    assert faults_of(family) == [("/guardians/0/identity_number", "form.guardian_in_family")]


def test_one_guardian_is_named_once():
    family = guarded(("1960-01-01", "relative"))
    family["guardians"] *= 2
    assert faults_of(family) == [("/guardians/1/identity_number", "form.same_person_twice")]


def test_a_guardian_may_owe_support_as_well():
    family = guarded(("1960-01-01", "parent"))
    number = family["guardians"][0]["identity_number"]
    family["supporters"] = [{"relation": "parent", "age": 62, "identity_number": number}]
    assert faults_of(family) == []


@pytest.mark.parametrize("kinship", ["parent", "grandparent"])
@pytest.mark.parametrize(
    ("born", "refused"), [("1985-03-11", False), ("1985-03-12", True), ("1990-03-12", True)]
)
def test_a_guardian_of_a_generation_above_is_older(kinship, born, refused):
    fault = [("/guardians/0/kinship", "form.guardian_kinship")]
    assert faults_of(guarded((born, kinship))) == (fault if refused else [])


@pytest.mark.parametrize(
    ("born", "refused"), [("1985-03-11", True), ("1985-03-12", True), ("1985-03-13", False)]
)
def test_a_child_who_is_the_guardian_is_younger(born, refused):
    fault = [("/guardians/0/kinship", "form.guardian_kinship")]
    assert faults_of(guarded((born, "child"))) == (fault if refused else [])


@pytest.mark.parametrize("kinship", ["sibling", "relative", "committee"])
def test_other_guardians_may_be_of_any_age(kinship):
    assert faults_of(guarded(("1950-01-01", kinship), ("2000-01-01", kinship))) == []


def test_a_guardian_of_several_is_older_than_each():
    family = guarded(("1986-01-01", "parent"))
    family["members"].append({"relation": "sibling", "born": "2012-01-01"})
    family["guardians"][0]["members"] = [1]
    assert faults_of(family) == []
    family["guardians"][0]["members"] = [1, 0]
    assert faults_of(family) == [("/guardians/0/kinship", "form.guardian_kinship")]


def test_a_guardian_is_not_born_tomorrow():
    family = guarded(("2022-12-20", "relative"))
    assert faults_of(family) == [("/guardians/0/identity_number", "form.born_later")]
