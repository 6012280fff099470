"""Complaints and reports as people send them in and read them (the API models of complaints)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Name, Phone, Reason, Text

Receipt = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Reporter(ApiModel):
    """Who complains under their name, and how they are reached."""

    name: Name
    phone: Phone


class Complaint(ApiModel):
    """What somebody says is not as it should be, where, and about whom.

    With a `reporter` it is checked and answered (民发〔2021〕57号, art. 37); without one it is
    looked at, and its answer can be read on the phone that sent it.
    """

    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    about: Text
    statement: Reason
    reporter: Reporter | None = None


class ComplaintReceipt(ApiModel):
    """The answer to a complaint: who looks at it, by when, and whom to call.

    `overdue_since` is the instant by which it was to be answered at first, where nobody did.
    """

    complaint_id: str
    state: str
    office_name: str
    due: str
    due_note: str
    overdue_since: str
    next: str
    telephone: str


class ComplaintView(ComplaintReceipt):
    """A complaint with what was said, and what came of it; the reporter is for staff alone, and so
    is whether somebody said that it concerns a case, and which."""

    named: bool
    area_name: str
    about: str
    statement: str
    reporter: dict[str, str] | None
    received_at: str
    concerns: Literal["unknown", "none", "case"]
    case_id: str
    outcome: str
    outcome_words: str
    answer: str


class ComplaintLine(ApiModel):
    """A complaint on a list."""

    complaint_id: str
    state: str
    state_words: str
    named: bool
    area_name: str
    due: str
    due_note: str
    overdue_since: str


class Complaints(ApiModel):
    """One's own complaints, or those that wait for one's office, the most urgent first."""

    complaints: list[ComplaintLine]


class ConcernedCase(ApiModel):
    """The receipt number of the case that a complaint concerns; null where it concerns none."""

    receipt: Receipt | None


class ComplaintAnswer(ApiModel):
    """What the check came to, and what the reporter is told."""

    outcome: Literal["confirmed", "partly_confirmed", "not_confirmed", "referred"]
    answer: Annotated[Reason, Field(description="as the reporter reads it")]
