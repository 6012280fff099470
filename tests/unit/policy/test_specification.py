"""Rules that cannot be worked out are not loaded; those of a city and of a day go ahead."""

import tomllib
from datetime import date

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack
from chalicelib.policy.rules.specification import (
    Category,
    Class,
    Condition,
    Fact,
    Formula,
    Indicator,
    Scheme,
    Specification,
    entries_of,
)

DAY = date(2023, 5, 15)
RULES = """
[rules]
document = "d"
issued = 2022-01-01
status = "assumed"

[[fact]]
name = "a"
unit = "fen"
means = "m"

[[formula]]
name = "twice"
is = "once + once"

[[formula]]
name = "once"
is = "a"

[[condition]]
name = "low"
holds = "twice < 10"

[[condition]]
name = "not_first"
not_eligible = "first"

[[scheme]]
name = "second"
conditions = ["not_first", "low"]

[[scheme]]
name = "first"
conditions = ["low"]
lines = [["line", "twice"]]

[[category]]
name = "k"
cap = 5

[[class]]
name = "B"
at_least = 0

[[indicator]]
name = "i"
category = "k"
measure = "a"
weight = 1
direction = "rises"
bands = [[0, 0], [5, 1], [9, 3]]
why = "w"
"""


def rules(text=RULES, day=DAY):
    return Specification(tuple(entries_of([tomllib.loads(text)]))).on(day)


def test_formulas_and_schemes_stand_in_the_order_in_which_they_can_be_worked_out():
    told = rules()
    assert [one.name for one in told.of(Formula)] == ["once", "twice"]
    assert [one.name for one in told.of(Scheme)] == ["first", "second"]
    assert told.of(Fact)[0].status == "assumed"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('is = "a"', 'is = "twice"', "policy.circular"),
        ('is = "a"', 'is = "once"', "policy.circular"),
        ('is = "a"', 'is = "nobody"', "policy.unknown_name"),
        ('is = "a"', 'is = "a // a +"', "policy.formula"),
        ('is = "a"', "", "policy.entry"),
        ('is = "a"', 'is = "a"\nwhat = 1', "policy.entry"),
        ('status = "assumed"', 'status = "rumoured"', "policy.entry"),
        ('["low"]\nlines', '["low", "high"]\nlines', "policy.unknown_name"),
        ('["low"]\nlines', '["low", "not_first"]\nlines', "policy.circular"),
        ('[["line", "twice"]]', '[["line", "thrice"]]', "policy.unknown_name"),
        ('measure = "a"', 'measure = "b"', "policy.unknown_name"),
        ("[[0, 0], [5, 1]", "[[1, 0], [5, 1]", "policy.gap"),
        ("[[0, 0], [5, 1], [9, 3]]", "[]", "policy.gap"),
        ("[5, 1], [9, 3]", "[9, 1], [5, 3]", "policy.gap"),
        ("[5, 1], [9, 3]", "[5, 1], [5, 3]", "policy.gap"),
        ('"rises"', '"falls"', "policy.direction"),
        ('"rises"', '"sideways"', "policy.direction"),
        ('category = "k"', 'category = "q"', "policy.direction"),
        ("at_least = 0", "at_least = 1", "policy.gap"),
    ],
)
def test_rules_that_cannot_be_worked_out_are_refused(old, new, code):
    assert old in RULES
    with pytest.raises(Broken) as broken:
        rules(RULES.replace(old, new, 1))
    assert broken.value.code == code


AGAIN = '\n[[formula]]\nname = "once"\nis = "a + 1"\nfrom = 2023-05-15\n'
ENDS = RULES.replace('is = "a"', 'is = "a"\nuntil = 2023-05-14')


@pytest.mark.parametrize(
    ("day", "formula"), [(date(2023, 5, 14), "a"), (DAY, "a + 1"), (date(2024, 1, 1), "a + 1")]
)
def test_a_rule_may_change_in_the_middle_of_a_month(day, formula):
    once = next(one for one in rules(ENDS + AGAIN, day).of(Formula) if one.name == "once")
    assert once.is_ == formula


def test_of_rules_with_one_name_the_first_goes_ahead_as_a_citys_does():
    once = next(one for one in rules(RULES + AGAIN).of(Formula) if one.name == "once")
    assert once.is_ == "a"


@pytest.mark.parametrize("pack", ["jilin-city", "chongqing"])
def test_the_coefficient_has_forty_indicators_in_seven_categories_that_come_to_a_hundred(pack):
    told = load_pack(pack).parameters_on(DAY).rules
    assert len(told.of(Indicator)) >= 40
    assert (len(told.of(Category)), sum(one.cap for one in told.of(Category))) == (7, 100)
    assert {one.category for one in told.of(Indicator)} == {one.name for one in told.of(Category)}
    assert all(one.why and one.status == "assumed" for one in told.of(Indicator))
    assert [one.name for one in told.of(Class)] == ["A", "B", "C"]


@pytest.mark.parametrize("pack", ["jilin-city", "chongqing"])
def test_every_rule_says_where_it_is_written(pack):
    told = load_pack(pack).parameters_on(DAY).rules
    silent = [one.name for kind in (Formula, Condition, Scheme) for one in told.of(kind)
              if not one.article]  # fmt: skip
    assert silent == []


def test_every_fact_is_used_by_a_rule():
    told = load_pack("jilin-city").parameters_on(DAY).rules
    texts = " ".join(told.trees)
    assert [fact.name for fact in told.of(Fact) if fact.name not in texts] == []


@pytest.mark.parametrize(
    ("day", "statuses"), [(date(2024, 12, 31), []), (date(2025, 1, 1), ["enacted"])]
)
def test_rigid_expenditure_is_law_from_its_day_and_no_scheme_before(day, statuses):
    told = load_pack("jilin-city").parameters_on(day).rules
    rigid = [one for one in told.of(Scheme) if one.name == "rigid_expenditure"]
    assert [one.status for one in rigid] == statuses


def test_the_fingerprint_changes_with_a_rule():
    pack = load_pack("jilin-city")
    before, after = (pack.parameters_on(day) for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert before.fingerprint != after.fingerprint
