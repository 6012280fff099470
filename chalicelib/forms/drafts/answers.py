"""The answers of a draft under the form of today, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from chalicelib.forms import rules
from chalicelib.forms.definitions.question import Form
from chalicelib.forms.drafts import validation
from chalicelib.forms.drawing.drawn import questions_of


@dataclass(frozen=True)
class Filled:
    """A form with answers, each to the question of today; `look_again` are the ids of questions
    that ask something else than when they were answered."""

    form: Form
    answers: Mapping[str, Any] = field(repr=False)
    look_again: tuple[str, ...]
    day: date

    @cached_property
    def counted(self) -> dict[str, Any]:
        """The answers that count (`rules.counted`)."""
        return rules.counted(self.form.steps, self.answers, self.day)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body that the answers come to, as far as they go."""
        return rules.body_of(self.form.steps, self.counted, self.day)

    @cached_property
    def unanswered(self) -> list[tuple[str, ...]]:
        """The paths of what must be answered and is not."""
        return [*rules.unanswered(self.form.steps, self.counted, self.answers, self.day)]


def filled(form: Form, answers: Mapping[str, Any], asked: Mapping[str, str], day: date) -> Filled:
    """The answers under the form of today; `asked` is what each question asked then.

    An answer that fits the question of today is carried over, also where that changed; of one that
    does not, or whose question is gone, nothing is. A rule may have become stricter while the
    question stayed, so each is held against it.
    """
    now, questions = questions_of(form), {one.id: one for one in form.steps}
    known = {name: answer for name, answer in answers.items() if name in questions}
    unfit = {name for name in known if validation.faults(form, questions[name], known[name])}
    changed = [name for name in known if asked.get(name) != now[name] or name in unfit]
    fitting = {name: answer for name, answer in known.items() if name not in unfit}
    return Filled(form, fitting, tuple(changed), day)
