"""Answers as the family reads them when it looks over what it filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.directory.offices import routing
from chalicelib.domain.money import Fen
from chalicelib.forms import rules
from chalicelib.forms.definitions.question import Answers, Question, Scope
from chalicelib.forms.drafts.answers import Filled
from chalicelib.forms.drawing.drawn import Drawing
from chalicelib.words import say
from chalicelib.words.days import day_words

LAST_DIGITS = 4


@dataclass(frozen=True)
class Row:
    """An answer: the path of its question, the question, and the answer in words."""

    path: tuple[str, ...]
    title: str
    shown: str


def rows(filled: Filled, drawing: Drawing) -> list[Row]:
    """Every answer in the order of the questions, those of an item under its list; of photos and
    signatures, which may follow after the form, also that there are none yet."""
    return [*_DraftReading(filled, drawing).rows(filled.form.steps, filled.answers, filled.counted)]


class _DraftReading:
    def __init__(self, filled: Filled, drawing: Drawing) -> None:
        self.filled, self.drawing = filled, drawing

    def rows(
        self,
        questions: Sequence[Question],
        given: Answers,
        counted: Answers,
        path: tuple[str, ...] = (),
        index: int | None = None,
    ) -> Iterator[Row]:
        scope = Scope(counted, self.filled.counted if path else counted, index, self.filled.day)
        for one in questions:
            if not rules.asked(one, scope) or not (one.id in given or _may_follow(one)):
                continue
            here = (*path, one.id)
            words = "/".join(part for part in here if not part.isdecimal())
            answer = given.get(one.id, [])
            yield Row(here, self.drawing.text(words, "title"), self.shown(one, answer, words))
            for number, item in enumerate(answer or () if one.kind in rules.LISTS else ()):
                inner = counted[one.id][number]
                yield from self.rows(one.steps, item, inner, (*here, str(number)), number)

    def shown(self, question: Question, answer: Any, words: str) -> str:
        """An answer in words."""
        if answer is None:
            return self.say("unknown")
        if not answer and _may_follow(question):
            return self.say("not_given")
        if answer == [] and question.none:
            return self.drawing.text(words, "none")
        if question.options_from and question.kind != "consent":
            chosen = answer if isinstance(answer, list) else [answer]
            return self._joined(map(self.name, chosen))
        return self._by_kind(question, answer)

    def _by_kind(self, question: Question, answer: Any) -> str:
        by_kind: dict[str, Callable[[], str]] = {
            "money": lambda: self.say("yuan", yuan=Fen(answer).yuan),
            "date": lambda: self._day(answer),
            "area": lambda: _area(answer),
            "choice": lambda: self.drawing.label(question, answer),
            "several": lambda: self._joined(self.drawing.label(question, one) for one in answer),
            "photo": lambda: self.say("photos", count=len(answer)),
            "people": lambda: self.say("people", count=len(answer)),
            "list": lambda: self.say("items", count=len(answer)),
            "consent": lambda: self._joined(self.name(one.get("member", 0)) for one in answer),
            "account": lambda: self._account(answer),
        }
        return by_kind.get(question.kind, lambda: str(answer))()

    def _day(self, answer: str) -> str:
        return day_words(date.fromisoformat(answer)) if self.drawing.lang == "zh" else answer

    def _account(self, answer: Mapping[str, Any]) -> str:
        number = str(answer.get("number", ""))[-LAST_DIGITS:]
        bank, holder = answer.get("bank", ""), self.name(answer.get("holder", 0))
        return self.say("account", bank=bank, number=number, holder=holder)

    def name(self, number: int) -> str:
        """The name of a member, or their number where no name is given yet."""
        members = self.filled.counted.get("members", ())
        named = members[number].get("name") if number < len(members) else None
        return str(named or self.say("member", number=number + 1))

    def say(self, what: str, **figures: object) -> str:
        """A word of the draft's own."""
        return say(f"draft.shown_{what}", self.drawing.lang, **figures)

    def _joined(self, parts: Iterable[str]) -> str:
        return ("、" if self.drawing.lang == "zh" else ", ").join(parts)


def _may_follow(question: Question) -> bool:
    return question.kind in {"photo", "consent"} and not question.required


def _area(code: str) -> str:
    return routing.office_name(code) if code in routing.area_names() else code
