"""Forms and drafts as they are sent and answered (the border of forms)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from chalicelib.forms.definitions.question import Kind
from chalicelib.platform.border import Border


class Renamed(Border):
    """A model with fields whose names Python keeps for itself."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)


class FormSection(Border):
    """A part of a form, with its heading."""

    id: str
    title: str


class StepOption(Border):
    """A value that may be chosen. An empty text stands for none of the others."""

    value: str | int | bool
    label: str
    hint: str


class StepCondition(Renamed):
    """Whether a step is asked, by the answer of a step before it; each limit is null where it does
    not apply.

    `step` is the id of a step beside it, "/id" of one of the form itself, "/id/*/id" of any item
    of a list, "@age" the age in full years of the item's person, "@index" the number of the item,
    "@setting" "urban" or "rural" as the area of registration says. A step that is not asked, or
    answered with null, counts as unanswered, and a condition on it does not hold, but for
    `answered: false`. Where `any` is given one of its conditions must hold, and `step` is empty.
    """

    step: str
    one_of: list[str | int | bool] | None = Field(alias="in")
    not_in: list[str | int | bool] | None
    at_least: int | None
    below: int | None
    answered: bool | None
    any_of: list[StepCondition] | None = Field(alias="any")


class StepLimits(Border):
    """What an answer must be; each is null where it does not apply. Money is in fen, `max_length`
    in characters, `most` how many items."""

    required: bool
    min: int | None
    max: int | None
    max_length: int | None
    pattern: str | None
    most: int | None


class FormStep(Renamed):
    """A question with its texts, its limits, and where its answer belongs.

    `field` is the place in the body, parted by "/", of a list's steps from the item; null for a
    step that only steers others. `options_from` "members" has the members of the draft as options
    (value: number, label: name). With `unknown`, null is an answer; `none` is the label of the
    answer that there are none (an empty list). `paper` is the kind of a photo. `steps` are the
    questions of an item, `item_title` its heading.
    """

    id: str
    section: str
    kind: Kind
    field: str | None
    title: str
    hint: str
    why: str
    read_aloud: str
    options: list[StepOption]
    options_from: str | None
    unknown: bool
    none: str
    limits: StepLimits = Field(alias="validate")
    show_if: list[StepCondition]
    paper: str | None
    steps: list[FormStep]
    item_title: str


class FormDefinition(Border):
    """A form: its version, which is that of its questions and not of its texts, and its steps."""

    name: str
    version: str
    title: str
    sections: list[FormSection]
    steps: list[FormStep]


FormName = Literal["application", "urgent_aid", "estimate"]
Answer = Any
"""The answer of a step, as its kind says."""
