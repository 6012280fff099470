"""Whatever is saved as the answer of a step, the draft can be read and looked over afterwards."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.drafts import answers, looking_over, validation
from chalicelib.forms.drawing.drawn import Drawing, questions_of
from chalicelib.records.law import law_on
from tests.conftest import MONDAY
from tests.integration.forms.test_looking_over import FAMILY_OF_TWO, answers_to, form

ODD = [
    None, True, False, 0, -1, 1, 19, 2**63, 10**30, 0.5, 1e308, "", " ", "0", "1671408000",
    "0001-01-01", "9999-12-31", "2024-02-29", "2022-12-19T00:00:00Z", "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00", "某某", "\u0301", "\u202e", "0" * 64, "220203007001", "1" * 5000,
    [], {}, [None], [{}], [[]], [0], [{"member": None}], [{"member": 0, "signed_by": None}],
    {"holder": None}, {"holder": 19}, {"bank": None, "number": None},
]  # fmt: skip
"""What nobody answers: on its own, and in place of any part of an answer."""
ANYTHING = st.sampled_from(ODD) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
EXAMPLES = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def with_something_odd(draw, value):
    """A value with something else in place of one of its parts, or of the whole."""
    inner = isinstance(value, dict | list) and value and draw(st.integers(0, 3))
    if not inner:
        return draw(ANYTHING)
    at = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[at] = with_something_odd(draw, value[at])
    return copied


def look_over(name, given_answers):
    """What a read and a look at a draft with these answers come to."""
    law = law_on(MONDAY)
    filled = answers.filled(FORMS[name], given_answers, questions_of(FORMS[name]), law.day)
    return looking_over.check(filled, Drawing(FORMS[name], "zh", law.parameters), law)


def taken(name, step, value):
    question = next(one for one in FORMS[name].steps if one.id == step)
    return not validation.faults(FORMS[name], question, value)


@pytest.mark.parametrize("name", ["application", "urgent_aid"])
@EXAMPLES
@given(data=st.data())
def test_whatever_is_answered_is_refused_or_can_be_looked_over(quiet, name, data):
    usual = data.draw(answers_to(form(name).steps) | st.just(FAMILY_OF_TWO))
    known = {one.id for one in FORMS[name].steps}
    kept = {step: value for step, value in usual.items() if step in known}
    for step in data.draw(st.lists(st.sampled_from(sorted(known)), min_size=8, max_size=8)):
        odd = with_something_odd(data.draw, kept.get(step))
        if taken(name, step, odd):
            kept[step] = odd
            assert look_over(name, kept).next


@pytest.mark.parametrize("name", ["application", "urgent_aid"])
def test_each_odd_answer_of_each_step_is_refused_or_can_be_looked_over(quiet, name):
    for question in FORMS[name].steps:
        items = [[{one.id: odd}] for one in question.steps for odd in ODD]
        for odd in [*ODD, *items]:
            if taken(name, question.id, odd):
                assert look_over(name, {question.id: odd}).next, (question.id, odd)


def test_what_nobody_can_read_is_no_hardship(quiet):
    assert not taken("application", "hardship", "\u0301\u0301")


def test_an_answer_that_is_taken_no_more_is_asked_again_and_breaks_nothing(quiet):
    """As of a release that took a number without its check, under the same question."""
    found = look_over("application", {"account": {"holder": None}, "hardship": "住处失火"})
    assert [row.step for row in found.rows if row.step == "account"] == []
    assert "account" in {gap.step for gap in found.missing}
