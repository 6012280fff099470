"""What a question of a form is, and the conditions under which it is asked. Pure.

A form is data: the phone and the staff's pages draw the same questions. What a question may be
answered with is drawn from the contract of the field where its answer belongs (`drawing/`), its
texts from the words; here stands what neither of them says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal[
    "text",
    "identity_number",
    "phone",
    "money",
    "number",
    "date",
    "choice",
    "several",
    "area",
    "people",
    "list",
    "photo",
    "consent",
    "account",
]
Value = str | int | bool
Answers = Mapping[str, Any]

NEITHER = ""
"""The value of an option that stands for none of the others: nothing of it goes into the body."""

SCHEME = "scheme"
"""The vocabulary of schemes: those are offered that the law of the day has."""


@dataclass(frozen=True)
class ShowIf:
    """Whether a question is asked, by the answer of a question before it.

    `step` is the id of a sibling, "/id" of a question of the form itself, "/id/*/id" of any item
    of a list; "@age" is the age of the item's person in full years, "@index" the item's number
    from 0, "@labour" is there for whoever may be able to work by age and health, "@setting" "urban"
    or "rural" as the area of registration says. Each of the others is left out or must hold;
    `any_of` holds where one of these conditions does, by itself.
    """

    step: str = ""
    one_of: tuple[Value, ...] = ()
    not_in: tuple[Value, ...] = ()
    at_least: int | None = None
    below: int | None = None
    answered: bool | None = None
    any_of: tuple[ShowIf, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Where a question stands: the answers beside it and above it that count, the number of its
    item, and the day."""

    beside: Answers
    above: Answers
    index: int | None
    day: date


Otherwise = Callable[[Scope], Any]
"""What belongs into the body where a question is not asked; None for nothing."""


@dataclass(frozen=True)
class Question:
    """A question: where its answer belongs, when it is asked, and what it may be answered with.

    `field` is the place in the body, parted by "/", from the item where the question is one of a
    list's; `None` for a question that only steers others. `options` are those of the contract
    where none are named, without those `not_offered`; `neither` adds one that stands for none.
    `vocabulary` is under which name the words of the options lie, the id where none is named.
    `required` says that who is asked answers; with `unknown` "I do not know" is an answer, with
    `none` "there are none" is. `first` is what the first item of a list has without being asked.
    """

    id: str
    kind: Kind
    section: str = ""
    field: str | None = "="
    show_if: tuple[ShowIf, ...] = ()
    options: tuple[Value, ...] = ()
    not_offered: tuple[Value, ...] = ()
    neither: bool = False
    options_from: str | None = None
    vocabulary: str = ""
    unknown: bool = False
    none: bool = False
    required: bool = True
    most: int | None = None
    paper: str | None = None
    first: tuple[tuple[str, str], ...] = ()
    otherwise: Otherwise | None = None
    steps: tuple[Question, ...] = ()

    @property
    def place(self) -> tuple[str, ...]:
        """The place in the body, name by name; empty where the answer belongs nowhere."""
        field = self.id if self.field == "=" else self.field
        return tuple(field.split("/")) if field else ()


@dataclass(frozen=True)
class Form:
    """A form: its sections in order, and its questions."""

    name: str
    sections: tuple[str, ...]
    steps: tuple[Question, ...]


def when(step: str, *values: Value) -> ShowIf:
    """The condition that a question was answered with one of these values."""
    return ShowIf(step, one_of=values)


def aged(at_least: int | None = None, below: int | None = None) -> ShowIf:
    """The condition that the item's person has that age."""
    return ShowIf("@age", at_least=at_least, below=below)


def either(*conditions: ShowIf) -> ShowIf:
    """The condition that one of these holds."""
    return ShowIf(any_of=conditions)


def questions_below(questions: Sequence[Question], above: str = "") -> list[tuple[str, Question]]:
    """Every question with its path, those of lists too ("members/name")."""
    found = []
    for one in questions:
        found.append((f"{above}{one.id}", one))
        found += questions_below(one.steps, f"{above}{one.id}/")
    return found
