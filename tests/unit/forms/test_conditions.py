"""Which steps are asked: the table of cases that the phone is held against as well."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from chalicelib.forms import rules
from chalicelib.forms.definitions.question import Question, Scope, ShowIf

CASES = json.loads((Path(__file__).parents[2] / "support/forms/conditions.json").read_text("utf-8"))


def condition(given):
    return ShowIf(
        step=given["step"],
        one_of=tuple(given["in"] or ()),
        not_in=tuple(given["not_in"] or ()),
        at_least=given["at_least"],
        below=given["below"],
        answered=given["answered"],
        any_of=tuple(map(condition, given["any"] or ())),
    )


def question(step):
    shown = tuple(map(condition, step["show_if"]))
    steps = tuple(map(question, step["steps"]))
    return Question(step["id"], step["kind"], show_if=shown, steps=steps)


def asked(questions, answers, day, above=None, index=None, path=""):
    """The paths of the questions that are asked, those of each item behind their list."""
    scope = Scope(answers, answers if above is None else above, index, day)
    for one in questions:
        if rules.asked(one, scope):
            yield path + one.id
            for number, item in enumerate(answers.get(one.id) or () if one.steps else ()):
                inner = f"{path}{one.id}/{number}/"
                yield from asked(one.steps, item, day, scope.above, number, inner)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_asked_follows_from_the_answers_before(case):
    questions, day = [*map(question, case["steps"])], date.fromisoformat(case["day"])
    counted = rules.counted(questions, case["answers"], day)
    assert [*asked(questions, counted, day)] == case["asked"]
