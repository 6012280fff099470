"""One specification, three evaluators: they agree in every fen, point, class and reason."""

import os
from dataclasses import replace
from datetime import date

import pytest

from bench.comparison import compare
from bench.equality import differences
from bench.households import drawn
from bench.mutations import detected
from chalicelib.policy import load_pack
from chalicelib.policy.rules.engine import engine_for
from chalicelib.policy.rules.specification import Category, Indicator, Specification
from local.policy_lab.columns import Batch, columns_for

PLACES = [("jilin-city", "220203"), ("jilin-city", "220221"), ("chongqing", "500106")]
SETTINGS = ["urban", "rural"]
EACH = 4_000
SEED = int(os.environ["JIUZHU_SEED"])


@pytest.fixture(
    scope="module", params=[(*place, setting) for place in PLACES for setting in SETTINGS]
)
def place(request):
    pack, county, setting = request.param
    return load_pack(pack).parameters_on(date(2024, 6, 1)).at(county, setting)


@pytest.fixture(scope="module")
def assessed(place):
    """A drawn town, assessed household by household and in columns."""
    engine = engine_for(place.parameters.rules, place)
    facts, unknown = drawn(place, EACH, SEED)
    rows = zip(map(tuple, facts.T.tolist()), unknown.tolist(), strict=True)
    one_by_one = [engine.assessed(row, open_) for row, open_ in rows]
    batch = Batch.of(engine.rules, place.county, place.setting, facts, unknown)
    columns = columns_for(place.parameters, place.county, place.setting)
    return one_by_one, columns.assess(batch), engine


def test_written_function_columns_and_the_rules_as_they_stand_agree_in_everything(place):
    comparison = compare(place, *drawn(place, EACH, SEED), at_once=EACH // 2, interpreted=150)
    assert (comparison.differing, comparison.interpreter_differs) == ({}, 0)
    assert (comparison.households, comparison.interpreted) == (EACH, 150)


def test_the_town_has_grants_refusals_and_open_ends_of_every_scheme(assessed):
    _, columns, engine = assessed
    for number, scheme in enumerate(engine.rules.schemes):
        bits = engine.rules.scheme_bits(scheme)
        assert (columns.failed & bits).any() and not (columns.failed & bits).all()
        assert scheme.lines == () or columns.amounts[number].any(), scheme.name
    assert columns.unsure.any()
    assert (columns.least < columns.most).any()


@pytest.mark.parametrize("part", ["failed", "unsure", "amounts", "points", "coefficient", "most"])
def test_a_injected_difference_is_found(assessed, part):
    one_by_one, columns, _ = assessed
    wrong = getattr(columns, part).copy()
    wrong[..., 7] += 1
    assert part in differences(one_by_one, replace(columns, **{part: wrong}))


@pytest.mark.parametrize(("cap", "weight"), [(200, 1), (40_000, 1), (60, 60), (3_000, 300)])
def test_any_cap_and_weight_gives_equal_results(cap, weight):
    """Narrow columns hold what a category can come to, not what its cap would allow."""
    law = load_pack("jilin-city").parameters_on(date(2024, 6, 1))
    entries = [
        replace(one, cap=cap) if isinstance(one, Category)
        else replace(one, weight=one.weight * weight) if isinstance(one, Indicator)
        else one
        for one in law.rules.entries
    ]  # fmt: skip
    place = replace(law, rules=Specification(tuple(entries))).at("220203", "urban")
    assert compare(place, *drawn(place, 500, SEED), at_once=250, interpreted=50).holds


def test_households_lie_on_the_edges_so_that_a_mutation_is_detected():
    place = load_pack("chongqing").parameters_on(date(2024, 6, 1)).at("500106", "urban")
    found, mutants = detected(place, *drawn(place, EACH, SEED))
    assert mutants > 200
    assert found > 0.85 * mutants
