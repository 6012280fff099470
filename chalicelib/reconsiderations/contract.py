"""Reconsiderations as people send them in and read them (the API models of reconsiderations)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import TO_FAMILY, Reason, Text
from chalicelib.reconsiderations.rules import Ground, Outcome


class ReconsiderationRequest(ApiModel):
    """With which decision a family does not agree, and why."""

    letter: Annotated[Text, Field(description="the number of the letter, as it is printed on it")]
    statement: Reason


class ReconsiderationWithdrawal(ApiModel):
    """Nothing more is said of a withdrawal."""


class ReconsiderationAnswer(ApiModel):
    """What came of looking at the decision again."""

    outcome: Outcome
    dismissed_for: Ground | None = None
    reason: Annotated[Reason, TO_FAMILY]


class ReconsiderationLine(ApiModel):
    """A reconsideration on a list: which decision, where it stands, and by when it is answered."""

    reconsideration_id: str
    case_id: str
    letter: str
    title: str
    state: str
    state_words: str
    office_name: str
    due: str
    due_note: str


class ReconsiderationView(ReconsiderationLine):
    """A reconsideration with what was said, and what came of it; who was drawn, by which seed and
    among how many, is for staff."""

    asked_at: str
    in_time: bool
    statement: str
    outcome: str
    outcome_words: str
    reason: str
    next: str
    time_limits_note: str
    telephone: str
    draws: list[dict[str, str]]


class Reconsiderations(ApiModel):
    """Those of a case, or those for which one was drawn, the most urgent first."""

    reconsiderations: list[ReconsiderationLine]
