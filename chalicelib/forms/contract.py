"""Forms and drafts as they are sent and answered (the API models of forms)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from chalicelib.applications.contract import Scheme
from chalicelib.domain import texts
from chalicelib.domain.errors import Refused
from chalicelib.forms.definitions.question import Kind
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Instant, fault


class Renamed(ApiModel):
    """A model with fields whose names Python keeps for itself."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)


class FormSection(ApiModel):
    """A part of a form, with its heading."""

    id: str
    title: str


class StepOption(ApiModel):
    """A value that may be chosen. An empty text stands for none of the others."""

    value: str | int | bool
    label: str
    hint: str


class StepCondition(Renamed):
    """Whether a step is asked, by the answer of a step before it; each limit is null where it does
    not apply.

    `step` is the id of a step beside it, "/id" of one of the form itself, "/id/*/id" of any item
    of a list, "@age" the age in full years of the item's person, "@index" the number of the item,
    "@labour" true for an item's person of 16 to 59 without a disability and nothing for any other,
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


class StepLimits(ApiModel):
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


class FormDefinition(ApiModel):
    """A form: its version, which is that of its questions and not of its texts, and its steps."""

    name: str
    version: str
    title: str
    sections: list[FormSection]
    steps: list[FormStep]


def _legible(value: Any) -> Any:
    """An answer whose texts can all be read: no marks that nobody sees, and no blanks alone."""
    for text in _texts(value):
        try:
            readable = texts.readable(text, lines=True)
        except Refused as refusal:
            raise fault(refusal.code) from None
        if text and not texts.visible_length(readable):
            raise PydanticCustomError("string_too_short", "too short", {"min_length": 1})
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else ():
        yield from _texts(part)
    for part in value if isinstance(value, list) else ():
        yield from _texts(part)


DraftedForm = Literal["application", "urgent_aid"]
Answer = Annotated[JsonValue, AfterValidator(_legible)]
"""The answer of a step, as its kind says; null where it is not known."""


class NewDraft(ApiModel):
    """A form that is begun: one's own, or with a `helper_id` that of whom one helps."""

    form: DraftedForm
    helper_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")] | None = None


class StepAnswer(ApiModel):
    """The answer of a step; a list is saved whole, also where items of it are filled in by half.

    `version` is the version of the answer that was there when this one was given, 0 where there
    was none. `removed` is the number of the item that was taken out of a list, as it was before:
    what other answers say of its people by number moves with it.
    """

    value: Answer
    version: Annotated[int, Field(ge=0)] = 0
    removed: Annotated[int, Field(ge=0)] | None = None


class DraftBegun(ApiModel):
    """A draft that was begun, and until when it can be gone on with."""

    draft_id: str
    form: DraftedForm
    version: str
    answers: dict[str, Answer]
    expires_at: Instant
    next: str


class DraftLine(ApiModel):
    """A draft on the list: how many steps are answered, and for whom it is ("" for oneself)."""

    draft_id: str
    form: DraftedForm
    answered: int
    updated_at: Instant
    expires_at: Instant
    for_name: str


class Drafts(ApiModel):
    """One's own drafts, the latest changed first."""

    drafts: list[DraftLine]


class Draft(ApiModel):
    """A draft as it stands, under the form of today.

    `look_again` are the steps that ask something else than when they were answered; an answer that
    does not fit any more is left out. `versions` are those of the answers, of a step also that has
    none where it rests on what changed. `submitted_case` is the case that it became.
    """

    draft_id: str
    form: DraftedForm
    version: str
    answers: dict[str, Answer]
    versions: dict[str, int]
    look_again: list[str]
    expires_at: Instant
    submitted_case: str | None


class SavedAnswer(ApiModel):
    """The answer is saved; how many steps are answered, and until when the draft lasts.

    `versions` are those of this answer and of what rests on it, as far as they are still the
    newest. `changed` are the other answers that changed with it, null where one is to be given
    anew: of whoever is named by number in them, and of whoever must sign again.
    """

    saved: Literal[True] = True
    versions: dict[str, int]
    changed: dict[str, Answer]
    answered: int
    expires_at: Instant


class RemovedDraft(ApiModel):
    """The draft is gone."""

    next: str


class DraftRow(ApiModel):
    """An answer as it is looked over; `item` and `sub_step` of a question within a list."""

    step: str
    item: int | None
    sub_step: str | None
    title: str
    shown: str


class DraftGap(ApiModel):
    """What is missing or wrong, at the step where it is put right, in plain words; the step is
    empty where it is of none."""

    step: str
    item: int | None
    sub_step: str | None
    words: str


class DraftScheme(ApiModel):
    """Whether a scheme fits by what was answered so far; fen a month, or once for temporary aid."""

    scheme: str
    name: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    amount_fen: int
    words: str


class DraftCheck(ApiModel):
    """A draft looked over under the form of today: the answers, what is missing, which scheme fits,
    and what comes next."""

    version: str
    rows: list[DraftRow]
    missing: list[DraftGap]
    schemes: list[DraftScheme]
    suggested: Scheme | None
    next: str


class DraftSubmission(ApiModel):
    """The scheme for which the draft is handed in."""

    scheme: Scheme
