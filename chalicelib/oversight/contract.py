"""What the county says of a sign (the API models of oversight)."""

from __future__ import annotations

from typing import Literal

from chalicelib.oversight.rules import SignKind
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Reason


class SignAnswer(ApiModel):
    """What came of asking: the look was for the work, or it was not, and what follows."""

    outcome: Literal["for_work", "not_for_work"]
    reason: Reason


class SignLine(ApiModel):
    """A sign: of what kind, about whom, on which day, and in which cases."""

    sign_id: str
    kind: SignKind
    kind_words: str
    staff: str
    day: str
    cases: list[str]
    state: str
    due: str
    due_note: str
    outcome: str
    reason: str


class Signs(ApiModel):
    """What waits to be answered, the most urgent first."""

    signs: list[SignLine]
