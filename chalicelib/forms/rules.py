"""Which questions of a form are asked, and the body that the answers come to. Pure.

Questions are gone through from the first to the last. One that is not asked counts as unanswered
for every question after it, whatever was saved of it; so does one of which nothing is known
(null). The phone does the same (`miniprogram/api/form.js`); `tests/support/forms/conditions.json`
holds both against one table of cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from chalicelib.forms.definitions.family import setting_of
from chalicelib.forms.definitions.people import age, may_work
from chalicelib.forms.definitions.question import NEITHER, Answers, Question, Scope, ShowIf

LISTS = frozenset({"people", "list"})
ANY = "*"


def counted(
    questions: Sequence[Question],
    answers: Answers,
    day: date,
    above: Answers | None = None,
    index: int | None = None,
) -> dict[str, Any]:
    """The answers that count: those of questions that are asked, null left out, and of each item
    of a list those that count in it.

    `above` are the answers of the form that count, where these are those of item number `index`.
    """
    found: dict[str, Any] = {}
    scope = Scope(found, found if above is None else above, index, day)
    for one in questions:
        answer = answers.get(one.id)
        if answer is None or not asked(one, scope):
            continue
        found[one.id] = answer
        if one.kind in LISTS:
            found[one.id] = [
                counted(one.steps, item, day, scope.above, number)
                for number, item in enumerate(answer)
            ]
    return found


def asked(question: Question, scope: Scope) -> bool:
    """Whether a question is asked where it stands."""
    return all(holds(condition, scope) for condition in question.show_if)


def holds(condition: ShowIf, scope: Scope) -> bool:
    """Whether a condition holds; on a question without an answer it does not, but for
    `answered` false."""
    if condition.any_of:
        return any(holds(one, scope) for one in condition.any_of)
    values = [*_values(condition.step, scope)]
    if condition.answered is not None and condition.answered != bool(values):
        return False
    limited = condition.one_of or condition.not_in
    if not limited and condition.at_least is None and condition.below is None:
        return True
    return any(_fits(condition, value) for value in values)


def _fits(condition: ShowIf, value: Any) -> bool:
    if condition.one_of and not _among(value, condition.one_of):
        return False
    if condition.not_in and _among(value, condition.not_in):
        return False
    if condition.at_least is not None and value < condition.at_least:
        return False
    return condition.below is None or bool(value < condition.below)


def _among(value: object, values: Iterable[object]) -> bool:
    """Whether a value is one of these; true is not 1."""
    return any(value == one and type(value) is type(one) for one in values)


def _values(step: str, scope: Scope) -> Iterator[Any]:
    """The answers that a condition looks at: one, or none where there is none; of the items of a
    list those that each has."""
    if not step.startswith("/"):
        yield from _of(step, scope)
        return
    name, _, inner = step[1:].partition(f"/{ANY}/")
    if not inner:
        yield from _of(name, Scope(scope.above, scope.above, None, scope.day))
        return
    for number, item in enumerate(scope.above.get(name, ())):
        yield from _of(inner, Scope(item, scope.above, number, scope.day))


def _of(name: str, scope: Scope) -> list[Any]:
    found: Any = scope.beside.get(name)
    if name == "@age":
        found = age(scope.beside, scope.day)
    elif name == "@labour":
        found = may_work(scope.beside, scope.day)
    elif name == "@index":
        found = scope.index
    elif name == "@setting":
        found = setting_of(scope.above)
    return [] if found is None else [found]


def body_of(
    questions: Sequence[Question],
    answers: Answers,
    day: date,
    above: Answers | None = None,
    index: int | None = None,
) -> dict[str, Any]:
    """The body of the contract that the answers that count come to, as far as they go."""
    body: dict[str, Any] = {}
    scope = Scope(answers, answers if above is None else above, index, day)
    for one in questions:
        value = _value(one, scope)
        if one.place and value is not None:
            _put(body, one, value)
    return body


def _value(question: Question, scope: Scope) -> Any:
    answer = scope.beside.get(question.id)
    if answer is None and question.otherwise and not asked(question, scope):
        return question.otherwise(scope)
    if answer == NEITHER:
        return None
    if question.kind in LISTS and answer is not None:
        return [_item(question, item, number, scope) for number, item in enumerate(answer)]
    return answer


def _item(question: Question, item: Answers, number: int, scope: Scope) -> dict[str, Any]:
    first = dict(question.first) if number == 0 else {}
    return first | body_of(question.steps, item, scope.day, scope.above, number)


def _put(body: dict[str, Any], question: Question, value: Any) -> None:
    """Put an answer where it belongs; photos of papers are added to those that are there."""
    *above, name = question.place
    for part in above:
        body = body.setdefault(part, {})
    if question.kind != "photo":
        body[name] = value
    elif name == "papers":
        papers = [{"kind": question.paper, "digest": digest} for digest in value]
        body[name] = [*body.get(name, ()), *papers]
    elif value:
        body[name] = value[0]


def unanswered(
    questions: Sequence[Question],
    answers: Answers,
    given: Answers,
    day: date,
    above: Answers | None = None,
    index: int | None = None,
) -> Iterator[tuple[str, ...]]:
    """The paths ("members", "0", "marital") of what is asked, must be answered and is not.

    `answers` are those that count, `given` all that was saved: null is an answer where nothing is
    known.
    """
    scope = Scope(answers, answers if above is None else above, index, day)
    for one in questions:
        if not asked(one, scope):
            continue
        if one.id not in given:
            if one.required:
                yield (one.id,)
        elif one.required and _empty(one, given[one.id]):
            yield (one.id,)
        elif one.kind in LISTS:
            for number, item in enumerate(given[one.id] or ()):
                inner = answers[one.id][number]
                found = unanswered(one.steps, inner, item, day, scope.above, number)
                yield from ((one.id, str(number), *path) for path in found)


def _empty(question: Question, answer: Any) -> bool:
    """Whether an answer says nothing: an empty list where "there are none" is no answer."""
    return answer == [] and not question.none
