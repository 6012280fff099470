"""People whom other answers name by number: what becomes of these when their list changes. Pure.

Members are numbered from 0, relatives who owe support and guardians each from a number of their
own. The phone does the same before the service answers (`miniprogram/api/members.js`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.forms.definitions.question import Answers, Form, Question
from chalicelib.forms.rules import LISTS

NUMBERED_FROM = {"members": 0, "supporters": SUPPORTERS_FROM, "guardians": GUARDIANS_FROM}
"""The lists of people, by question, with the number of the first."""
KNOWN_BY = ("name", "identity_number", "born")
"""What says who somebody is: whoever signed is another where one of these is another."""


@dataclass(frozen=True)
class OtherAnswers:
    """The other answers as a change of a list leaves them, None for one that is to be given anew,
    and every question whose answer rests on the people of that list."""

    answers: Mapping[str, Any]
    resting: frozenset[str] = frozenset()

    @property
    def anew(self) -> set[str]:
        """The questions that are to be answered anew."""
        return {name for name, answer in self.answers.items() if answer is None}


@dataclass(frozen=True)
class _Moves:
    """The new number of each person by the old one, None for who is gone; who is somebody else."""

    numbers: Mapping[int, int | None]
    others: frozenset[int]

    def of(self, number: int) -> int | None:
        return self.numbers.get(number, number)


def other_answers(
    form: Form, answers: Answers, step: str, value: Any, removed: int | None
) -> OtherAnswers:
    """What a list of people that becomes `value` leaves of the other answers; `removed` is the
    number of the item that went, as the list was before."""
    if step not in NUMBERED_FROM:
        return OtherAnswers({})
    moves = _moves(answers.get(step) or [], value or [], removed, NUMBERED_FROM[step])
    renumbered = any(old != new for old, new in moves.numbers.items())
    if not renumbered and not moves.others:
        return OtherAnswers({})
    all_rest = renumbered and step == "members"  # of others only signatures name anybody
    resting = [one for one in form.steps if one.kind == "consent" or (all_rest and _rests(one))]
    after = {
        one.id: _valued(one, answers[one.id], moves)
        for one in resting
        if one.id != step and answers.get(one.id) is not None
    }
    changed = {id_: value for id_, value in after.items() if value != answers[id_]}
    return OtherAnswers(changed, frozenset(one.id for one in resting))


def _moves(before: Sequence[Any], after: Sequence[Any], removed: int | None, first: int) -> _Moves:
    kept = [at for at in range(len(before)) if at != removed][: len(after)]
    to = {first + at: first + number for number, at in enumerate(kept)}
    numbers = {first + at: to.get(first + at) for at in range(len(before))}
    others = {
        first + at for at, now in zip(kept, after, strict=False) if _who(before[at]) != _who(now)
    }
    return _Moves(numbers, frozenset(others))


def _who(person: Mapping[str, Any]) -> list[Any]:
    return [person.get(name) for name in KNOWN_BY]


def _rests(question: Question) -> bool:
    """Whether the answer of a question names people by their number."""
    names = question.kind in {"account", "consent"} or question.options_from is not None
    return names or any(_rests(one) for one in question.steps)


def _valued(question: Question, value: Any, moves: _Moves) -> Any:
    """An answer as it stands after the moves; None where it is to be given anew."""
    if question.kind == "account":
        holder = moves.of(value.get("holder", 0))
        return None if holder is None else {**value, "holder": holder}
    if question.kind == "consent":
        return [kept for one in value if (kept := _consent(one, moves))]
    if question.kind in LISTS:
        return [_item(question, one, moves) for one in value]
    if question.options_from is None:
        return value
    if isinstance(value, list):
        return [number for one in value if (number := moves.of(one)) is not None]
    return moves.of(value)


def _item(question: Question, item: Answers, moves: _Moves) -> dict[str, Any]:
    steps = {one.id: one for one in question.steps if _rests(one)}
    found = {
        name: _valued(steps[name], value, moves) if name in steps and value is not None else value
        for name, value in item.items()
    }
    return {name: value for name, value in found.items() if value is not None or item[name] is None}


def _consent(consent: Mapping[str, Any], moves: _Moves) -> dict[str, Any] | None:
    """A consent, for whom and signed by whom; None where one of them is gone, or somebody else."""
    named = {name: consent.get(name) for name in ("member", "signed_by")}
    numbers = {name: number for name, number in named.items() if number is not None}
    moved = {name: moves.of(number) for name, number in numbers.items()}
    if None in moved.values() or moves.others & {*numbers.values()}:
        return None
    return {**consent, **moved}
