"""One specification, three evaluators: they agree in every fen, point, class and reason."""

import os
from dataclasses import replace
from datetime import date

import pytest

from bench.equality import differences
from bench.households import drawn
from bench.interpreted import Interpreter
from chalicelib.assessment.engine import engine_for
from chalicelib.policy import load_pack
from local.columns import Batch, columns_for

PLACES = [("jilin-city", "220203"), ("jilin-city", "220221"), ("chongqing", "500106")]
SETTINGS = ["urban", "rural"]
EACH = 1_700
SEED = int(os.environ["JIUZHU_SEED"])


@pytest.fixture(params=[(*place, setting) for place in PLACES for setting in SETTINGS])
def place(request):
    pack, county, setting = request.param
    return load_pack(pack).parameters_on(date(2024, 6, 1)), county, setting


@pytest.fixture
def judged(place):
    """A drawn town, judged one by one and in columns."""
    law, county, setting = place
    engine = engine_for(law, county, setting)
    facts, unknown = drawn(engine.rules, law.at(county, setting), EACH, SEED)
    rows = list(zip(map(tuple, facts.T.tolist()), unknown.tolist(), strict=True))
    one_by_one = [engine.judged(row, open_) for row, open_ in rows]
    batch = Batch.of(engine.rules, county, setting, facts, unknown)
    return rows, one_by_one, columns_for(law, county, setting).judge(batch), engine


def test_columns_and_single_households_agree_in_everything(judged):
    _, one_by_one, columns, _ = judged
    assert differences(one_by_one, columns) == {}


def test_the_written_function_agrees_with_the_rules_as_they_stand(place, judged):
    law, county, setting = place
    rows, one_by_one, _, engine = judged
    interpreter = Interpreter(engine.rules, law.at(county, setting))
    assert [interpreter.judged(*row) for row in rows[:150]] == one_by_one[:150]


def test_the_town_has_grants_refusals_and_open_ends_of_every_scheme(judged):
    _, _, columns, engine = judged
    for number, scheme in enumerate(engine.rules.schemes):
        bits = engine.rules.scheme_bits(scheme)
        assert (columns.failed & bits).any() and not (columns.failed & bits).all()
        assert scheme.lines == () or columns.amounts[number].any(), scheme.name
    assert columns.unsure.any()
    assert (columns.least < columns.most).any()


@pytest.mark.parametrize("part", ["failed", "unsure", "amounts", "points", "coefficient", "most"])
def test_a_planted_difference_is_found(judged, part):
    _, one_by_one, columns, _ = judged
    wrong = getattr(columns, part).copy()
    wrong[..., 7] += 1
    assert part in differences(one_by_one, replace(columns, **{part: wrong}))
