"""Formulas compute exactly, fold in what the law of the day settles, and refuse all else."""

import ast
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Broken
from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.dialect import FormulaTerm, Scalar
from chalicelib.policy.rules.formulas import Writer
from chalicelib.policy.rules.language import parse

FACTS = ("a", "b", "c")
VALUES = {
    "law.none": 0, "law.one": 1, "law.limit": 7, "law.half": Decimal("0.5"),
    "law.third": Decimal("0.33"), "law.more": Decimal("1.5"),
}  # fmt: skip
BANDS = {"law.steps": [(0, 5), (10, 3), (20, 0)], "law.flat": [(0, 4), (9, 4)]}


class Law:
    """A place where these values hold."""

    def number(self, name):
        return VALUES[name]

    def bands(self, name):
        return BANDS[name]


def written(text):
    terms = {name: FormulaTerm(nodes.name(name), facts=frozenset({name})) for name in FACTS}
    return Writer(Scalar(), Law(), terms).write(parse(text, "f"), "f")


def worth(text, **facts):
    """What the formula comes to, exactly."""
    term = written(text)
    code = compile(ast.Expression(term.node), "<formula>", "eval")
    return Fraction(eval(code, {}, {"a": 0, "b": 0, "c": 0, **facts})) / term.den


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("a * law.half", {"a": 3}, Fraction(3, 2)),
        ("floor(a * law.half)", {"a": 3}, 1),
        ("ceil(a * law.half)", {"a": 3}, 2),
        ("floor(a * law.half)", {"a": -3}, -2),
        ("ceil(a / 12)", {"a": 25}, 3),
        ("ceil(a / 12)", {"a": 24}, 2),
        ("floor(a / 12)", {"a": 23}, 1),
        ("a // max(b, 1)", {"a": 7, "b": 0}, 7),
        ("a // max(b, 1)", {"a": 7, "b": 2}, 3),
        ("-(a - 5) // 2", {"a": 0}, 2),
        ("min(a, b) + max(a, b) * 10", {"a": 2, "b": 3}, 32),
        ("1 if a / 12 < b * law.half else 0", {"a": 5, "b": 1}, 1),
        ("1 if a / 12 < b * law.half else 0", {"a": 6, "b": 1}, 0),
        ("1 if a / 12 <= b * law.half else 0", {"a": 6, "b": 1}, 1),
        ("1 if a > law.limit and not b == 1 else 0", {"a": 8, "b": 1}, 0),
        ("1 if a > law.limit or b != 0 else 0", {"a": 7, "b": 1}, 1),
        ("band(law.steps, a)", {"a": 9}, 5),
        ("band(law.steps, a)", {"a": 10}, 3),
        ("band(law.steps, a)", {"a": 20}, 0),
        ("band(law.steps, a)", {"a": -1}, 5),
        ("a if law.one == 1 else b", {"a": 4, "b": 9}, 4),
        ("floor(law.more * law.limit)", {}, 10),
        ("ceil(law.more * law.limit)", {}, 11),
        ("min(law.limit, law.one) - max(law.limit, law.one)", {}, -6),
        ("law.limit // 2", {}, 3),
        ("a + law.none + 0 * b", {"a": 4, "b": 9}, 4),
        ("law.none + a - law.none", {"a": 4}, 4),
        ("law.none - a", {"a": 4}, -4),
        ("band(law.steps, law.limit) + band(law.flat, a)", {"a": 30}, 9),
    ],
)  # fmt: skip
def test_a_formula_is_worth_exactly_what_it_says(text, facts, expected):
    assert worth(text, **facts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a // b", "a / b", "a / 0", "a // 0", "a // law.none", "a ** 2", "a.b.c", "print(a)", "1.5",
        "'a'", "True", "a < b < c", "lambda: a", "[a]", "a +", "a // (b * law.half)", "a @ b",
        "min(a, b, key=c)", "a / law.half", "a % 2", "a is b", "+a", "a // max(b, 0)",
    ],
)  # fmt: skip
def test_what_the_language_has_no_word_for_is_refused(text):
    with pytest.raises(Broken, match=r"policy\.formula"):
        written(text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a * law.none", set()),
        ("a * law.one + b", {"a", "b"}),
        ("a if law.one == 1 else b", {"a"}),
        ("a if law.none == 1 else b", {"b"}),
        ("a if b > 0 else c", {"a", "b", "c"}),
        ("a if b > 0 else a", {"a"}),
        ("1 if law.none == 1 and a > b else 0", set()),
        ("1 if law.one == 1 or a > b else 0", set()),
        ("1 if law.one == 1 and a > b else 0", {"a", "b"}),
        ("1 if law.none == 1 or a > b else 0", {"a", "b"}),
        ("1 if not law.one == 1 else c", {"c"}),
        ("band(law.flat, a)", set()),
        ("band(law.steps, a)", {"a"}),
        ("floor(law.none * a / 12)", set()),
    ],
)
def test_nobody_is_asked_for_what_the_law_of_the_day_does_not_use(text, facts):
    assert written(text).facts == facts


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("a + law.limit", {("law.limit", frozenset())}),
        ("a * law.none", {("law.none", frozenset({"a"}))}),
        ("a if law.none == 1 else 0", {("law.none", frozenset({"a"}))}),
        ("0 if law.none == 0 else a * law.limit",
         {("law.none", frozenset({"a"}))}),
        ("band(law.flat, a)", {("law.flat", frozenset({"a"}))}),
        ("1 if law.none == 1 and a > b else 0", {("law.none", frozenset({"a", "b"}))}),
    ],
)  # fmt: skip
def test_a_value_bears_on_whom_its_facts_concern(text, rests):
    assert written(text).rests == rests


WHOLE = st.recursive(
    st.sampled_from([*FACTS, "3", "0", "1", "law.none", "law.one", "law.limit"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["({} + {})", "({} - {})", "({} * {})", "min({}, {})",
                                   "max({}, {})", "({} // max({}, 1))"]), inner, inner),
        st.tuples(st.sampled_from(["floor({} * law.half)", "ceil({} * law.third)",
                                   "ceil({} / 12)", "-{}", "band(law.steps, {})"]), inner),
        st.tuples(st.sampled_from(["({} if {} < {} else 2)", "({} if {} / 5 >= {} else 0)",
                                   "(1 if not {} == {} and {} != 3 else 0)",
                                   "(1 if {} <= {} or {} > 4 else 7)"]), inner, inner, inner),
    ).map(lambda parts: parts[0].format(*parts[1:])),
    max_leaves=8,
)  # fmt: skip


def band(steps, figure):
    reached = [given for start, given in steps if start <= figure]
    return reached[-1] if reached else steps[0][1]


@given(text=WHOLE, a=st.integers(-50, 50), b=st.integers(-50, 50), c=st.integers(0, 3))
def test_folding_changes_nothing_but_the_work(text, a, b, c):
    law = type("law", (), {name[4:]: Fraction(value) for name, value in VALUES.items()})
    law.steps = BANDS["law.steps"]
    names = {"law": law, "floor": floor, "ceil": ceil, "band": band}
    facts = {"a": Fraction(a), "b": Fraction(b), "c": Fraction(c)}
    assert worth(text, a=a, b=b, c=c) == eval(text, names, facts)
