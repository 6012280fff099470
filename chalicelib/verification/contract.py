"""The departments and their state (the API contract of verification)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Instant, Reason

FILE_NAME = r"^[0-9A-Za-z_.行-]{1,60}$"


class DepartmentFile(ApiModel):
    """The newest file of a department that leaves files, and what becomes of it.

    `status` is none, accepted, held or refused; `why` says in words what is wrong with it, and
    `faults` in how many places; `next` what happens next.
    """

    name: str = ""
    day: str = ""
    status: Literal["none", "accepted", "held", "refused"]
    status_words: str
    rows: int = 0
    rows_before: int = 0
    faults: int = 0
    why: str = ""
    next: str
    decided_by: str = ""
    decided_at: str = ""


class FileDecision(ApiModel):
    """Whether a held file is taken: which one, with how many rows, and why."""

    file: Annotated[str, StringConstraints(pattern=FILE_NAME)]
    rows: Annotated[int, Field(ge=0, le=10**9)]
    decision: Literal["accept", "refuse"]
    reason: Reason


class SourceStatus(ApiModel):
    """A department; `failures` in a row, the last at `failed_at`, and until when it is paused.

    A paused department is not asked.

    `why` says in words what was wrong the last time. `file` is the newest of one that leaves files.
    """

    code: str
    name: str
    level: str
    answers: str
    items: int
    failures: int = 0
    failed_at: Instant | None = None
    why: str = ""
    paused_until: Instant | None = None
    file: DepartmentFile | None = None


class Sources(ApiModel):
    """Every department that is asked."""

    sources: list[SourceStatus]


class CallbackAnswer(ApiModel):
    """An answer that a source had promised: its ticket, the signed text, the signature.

    The text is the answer of `chalicelib.platform.partners.departments.wire`, with the nonce of the
    question; the signature is HMAC-SHA256 over "ANSWER", "/{source}", that nonce and the text.
    """

    ticket: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
    content: Annotated[str, StringConstraints(min_length=1, max_length=256 * 1024)]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class CallbackResult(ApiModel):
    """What happened to an answer: merged now, merged before, or no longer needed."""

    result: Literal["merged", "merged_before", "not_needed"]
