"""The coefficient: points by band, caps by category, and what is not declared neither way."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.assessment.rules import assess, facts_from
from chalicelib.policy import load_pack
from chalicelib.policy.rules.engine import engine_for
from chalicelib.policy.rules.specification import Category, Indicator
from tests.unit.assessment.test_rules import LONGTAN, WINTER, assessed, couple, income, member

LAW = load_pack("jilin-city").parameters_on(WINTER)
ENGINE = engine_for(LAW.rules, LAW.at("220203", "urban"))
NOTHING = dict.fromkeys(ENGINE.rules.facts, 0)
INDICATORS = {one.name: one for one in LAW.rules.of(Indicator)}
DIRECT = [one for one in INDICATORS.values() if one.measure in ENGINE.rules.facts]


def points(**figures):
    """The points of every indicator for a household of one with these figures."""
    row = [{**NOTHING, "size": 1, **figures}[name] for name in ENGINE.rules.facts]
    return dict(zip(INDICATORS, ENGINE.assessed(row, 0)[3], strict=True))


@pytest.mark.parametrize("one", DIRECT, ids=lambda one: one.name)
def test_an_indicator_gives_the_points_of_its_half_open_band(one):
    for (start, level), (_, before) in zip(one.bands[1:], one.bands, strict=False):
        assert points(**{one.measure: start - 1})[one.name] == before * one.weight
        assert points(**{one.measure: start})[one.name] == level * one.weight
        assert points(**{one.measure: start + 1})[one.name] >= min(level, before) * one.weight


@pytest.mark.parametrize(
    ("name", "figures", "expected"),
    [
        ("income_percent", {"wage": 179_999_99 // 100}, 16),
        ("income_percent", {"wage": 1_799_99}, 16),
        ("income_percent", {"wage": 1_800_00}, 12),
        ("income_percent", {"wage": 3_600_00}, 8),
        ("income_percent", {"wage": 7_200_00}, 0),
        ("savings_months", {"deposits": 3 * 600_00 - 1}, 8),
        ("savings_months", {"deposits": 3 * 600_00}, 6),
        ("medical_percent", {"wage": 1_000_00, "medical": 200_00 - 1}, 0),
        ("medical_percent", {"wage": 1_000_00, "medical": 200_00}, 1),
        ("transfer_percent", {"pension": 4, "wage": 1}, 2),
        ("supported_percent", {"maintenance": 3, "wage": 7}, 1),
        ("overspent", {"wage": 5, "medical": 5}, 0),
        ("overspent", {"wage": 5, "medical": 6}, 2),
        ("old_alone", {"elders": 1, "size": 2}, 0),
        ("old_alone", {"elders": 1, "size": 1}, 3),
        ("mouths_a_worker", {"size": 3, "working": 1}, 2),
        ("mouths_a_worker", {"size": 4, "working": 2}, 1),
    ],
)
def test_shares_and_months_lie_in_their_bands(name, figures, expected):
    assert points(**figures)[name] == expected


def test_a_category_counts_up_to_its_cap_and_all_of_them_to_a_hundred():
    caps = {one.name: one.cap for one in LAW.rules.of(Category)}
    worst = {name: 20 for name in ENGINE.rules.facts if name not in {"deposits", "houses"}}
    given = points(**worst)
    together = {
        category: sum(given[one.name] for one in INDICATORS.values() if one.category == category)
        for category in caps
    }
    row = [{**NOTHING, **worst}[name] for name in ENGINE.rules.facts]
    coefficient = ENGINE.assessed(row, 0)[4]
    assert coefficient == sum(min(caps[name], total) for name, total in together.items()) <= 100
    assert any(together[name] > caps[name] for name in caps)


def test_what_is_not_declared_neither_helps_nor_harms_and_is_named():
    full = assessed(couple()).hardship
    silent = assessed(couple(), supporters=None).hardship
    assert (silent.least, silent.most, silent.class_) == (full.least, full.most, full.class_)
    assert full.contributions["care_none"] is None
    assert full.missing == ("self_care",)
    assert full.least == full.coefficient < full.most


@pytest.mark.parametrize("topic", sorted(ENGINE.rules.topic_bits))
def test_the_coefficient_lies_between_its_least_and_most_whatever_is_unknown(topic):
    application = {
        "members": [member(grave_illness=True)],
        "incomes": [income("pension", 500)],
        "property": {"deposits_fen": 5_000_00, "securities_fen": 0, "vehicles": 1, "houses": 1,
                     "businesses": 0},
        "expenses": [{"kind": "medical", "amount_fen": 900_000}],
        "registered_area": LONGTAN, "setting": "urban", "supporters": [],
    }  # fmt: skip
    facts = facts_from(application, [], {}, WINTER, LAW)
    known = assess(facts, LAW).hardship
    open_ = assess(replace(facts, unknown=frozenset({topic})), LAW).hardship
    assert open_.least <= known.coefficient <= open_.most
    assert (open_.least < open_.most) == bool(open_.missing)
    assert all(points is None or points == known.contributions[name]
               for name, points in open_.contributions.items())  # fmt: skip


def test_a_class_that_depends_on_what_is_not_declared_is_left_open():
    unsure = assessed([member(), member("spouse", "19840101", works=True)], None, expenses=None)
    assert unsure.hardship.class_ is None
    assert {"incomes", "expenses"} <= set(unsure.hardship.missing)


@pytest.mark.parametrize(
    ("incomes", "more", "layer"),
    [
        ([], {}, "income"),
        ([income("pension", 1700)], {}, "income"),
        ([income("pension", 2000)],
         {"expenses": [{"kind": "medical", "amount_fen": 2_000_000}], "day": date(2025, 3, 1)},
         "expenditure"),
        ([income("pension", 9000)], {"kind": "urgent", "standing": {"cause": "fire"}}, "sudden"),
        ([income("pension", 9000)], {}, "watched"),
    ],
)  # fmt: skip
def test_a_family_belongs_to_the_first_layer_that_takes_it_in(incomes, more, layer):
    family = [member(born="19550101", self_care_failed=0), member("spouse", "19840101")]
    assert assessed(family, incomes, **more).layer == layer


def test_a_layer_is_open_while_a_scheme_may_yet_take_the_family_in():
    assert assessed(couple(), None, supporters=None).layer is None
