"""A form with its texts, as the phone asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.forms.contract import (
    FormDefinition,
    FormSection,
    FormStep,
    StepCondition,
    StepLimits,
    StepOption,
)
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.definitions.question import NEITHER, SCHEME, Form, Question, ShowIf, Value
from chalicelib.forms.drawing.limits import Limits, Schema, limits, schema_of
from chalicelib.platform.store.compression import canonical
from chalicelib.policy import Parameters
from chalicelib.policy.rules.specification import Scheme
from chalicelib.words import labels, say, sentences

PARTS = ("title", "hint", "why")
NUMBER = "{n}"
"""Where the heading of an item has the item's number, which the phone fills in."""
PERSON = "{name}"
"""Where a text that is read by who helps has the name of whom they help."""


@dataclass(frozen=True)
class Drawing:
    """The texts and limits of a form in one language, by the law of a day.

    Where somebody fills it in for a `person`, questions name that person instead of the reader.
    """

    form: Form
    lang: str
    parameters: Parameters
    person: str = ""

    def drawn(self) -> FormDefinition:
        """The form."""
        return FormDefinition(
            name=self.form.name,
            version=version_of(self.form),
            title=say(f"question.form.{self.form.name}", self.lang),
            sections=[
                FormSection(id=one, title=say(f"question.section.{one}", self.lang))
                for one in self.form.sections
            ],
            steps=self._steps(self.form.steps, schema_of(self.form.name), ""),
        )

    def _steps(self, questions: Sequence[Question], item: Schema, above: str) -> list[FormStep]:
        return [self._step(one, item, f"{above}{one.id}") for one in questions]

    def _step(self, question: Question, item: Schema, path: str) -> FormStep:
        found = limits(self.form.name, item, question)
        options = self._options(question, found)
        texts = {part: self.text(path, part) for part in PARTS}
        return FormStep(
            id=question.id,
            section=question.section,
            kind=question.kind,
            field="/".join(question.place) or None,
            **texts,
            read_aloud=self._read_aloud(texts, options),
            options=options,
            options_from=question.options_from,
            unknown=question.unknown,
            none=self.text(path, "none") if question.none else "",
            limits=_limits(question, found),
            show_if=[_condition(one) for one in question.show_if],
            paper=question.paper,
            steps=self._steps(question.steps, found.item, f"{path}/"),
            item_title=self.text(path, "item") if question.steps else "",
        )

    def _options(self, question: Question, found: Limits) -> list[StepOption]:
        """The options of a question: as the contract has them, with the words of each."""
        return [
            StepOption(
                value=value,
                label=self.label(question, value),
                hint=self._hint(question, value),
            )
            for value in options(question, found)
            if question.vocabulary != SCHEME or value in self._schemes()
        ]

    def _schemes(self) -> set[str]:
        """The schemes that the law of the day has."""
        return {one.name for one in self.parameters.rules.of(Scheme)}

    def label(self, question: Question, value: Value) -> str:
        """The words of an option: those of its vocabulary, else of its question, else of any."""
        vocabularies = (question.vocabulary or question.id, question.id)
        return labels.label(_named(value), vocabularies, self.lang)

    def _hint(self, question: Question, value: Value) -> str:
        """That an income does not count, where the law of the day leaves it out."""
        left_out = {str(one.amount) for one in self.parameters.every("income.excluded")}
        if question.vocabulary == "income" and value in left_out:
            return say("choice.not_counted", self.lang)
        return ""

    def text(self, path: str, part: str) -> str:
        """A text of a question: that of this form, or the one for every form; "" for none. Each may
        have one of its own for who helps."""
        known, code = sentences(self.lang), path.replace("/", ".")
        variants = [f"{part}_helped", part] if self.person else [part]
        codes = [
            f"{place}.{variant}"
            for place in (f"question.{self.form.name}.{code}", f"question.{code}")
            for variant in variants
        ]
        return next((known[one] for one in codes if one in known), "").replace(PERSON, self.person)

    def _read_aloud(self, texts: dict[str, str], options: Sequence[StepOption]) -> str:
        said = [texts["title"], texts["hint"], texts["why"]]
        between, end = ("；", "。") if self.lang == "zh" else ("; ", ".")
        if options:
            labels = between.join(one.label for one in options)
            said.append(say("question.choose", self.lang) + labels + end)
        return ("" if self.lang == "zh" else " ").join(filter(None, said))


def options(question: Question, found: Limits) -> tuple[Value, ...]:
    """The values that may be chosen; that which stands for none comes first."""
    if question.kind not in {"choice", "several"} or question.options_from:
        return ()
    chosen = question.options or found.options
    kept = tuple(one for one in chosen if one not in question.not_offered)
    return (NEITHER, *kept) if question.neither else kept


def _named(value: Value) -> Value:
    """A value by the name that it has in the words."""
    return "neither" if value == NEITHER and isinstance(value, str) else value


def _limits(question: Question, found: Limits) -> StepLimits:
    return StepLimits(
        required=question.required,
        min=found.minimum,
        max=found.maximum,
        max_length=found.max_length,
        pattern=found.pattern,
        most=question.most or found.most,
    )


def _condition(condition: ShowIf) -> StepCondition:
    return StepCondition(
        step=condition.step,
        one_of=[*condition.one_of] or None,
        not_in=[*condition.not_in] or None,
        at_least=condition.at_least,
        below=condition.below,
        answered=condition.answered,
        any_of=[_condition(one) for one in condition.any_of] or None,
    )


def version_of(form: Form) -> str:
    """The version of a form: sixteen characters that follow from its questions, their limits and
    conditions, and from no text."""
    said = {"steps": _said(form, form.steps, schema_of(form.name))}
    return hashlib.sha256(canonical(said)).hexdigest()[:16]


@lru_cache(maxsize=len(FORMS))
def questions_of(form: Form) -> dict[str, str]:
    """What each question of the form itself asks, by its id, as eight characters: an answer that
    was given to another question has others."""
    said = _said(form, form.steps, schema_of(form.name))
    return {
        one.id: hashlib.sha256(canonical(step)).hexdigest()[:8]
        for one, step in zip(form.steps, said, strict=True)
    }


def _said(form: Form, questions: Sequence[Question], item: Schema) -> list[dict[str, object]]:
    """What questions ask, without their texts."""
    steps = []
    for one in questions:
        found = limits(form.name, item, one)
        steps.append(
            {
                "id": one.id,
                "kind": one.kind,
                "field": "/".join(one.place),
                "options": [*options(one, found)],
                "limits": _limits(one, found).model_dump(),
                "show_if": [_condition(condition).model_dump() for condition in one.show_if],
                "unknown": one.unknown,
                "steps": _said(form, one.steps, found.item),
            }
        )
    return steps
