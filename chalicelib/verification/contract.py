"""What departments are and how they fare (the border of verification)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from chalicelib.platform.border import Border


class SourceLine(Border):
    """A department; `failures` in a row, the last at `failed_at`, and until when it is left alone.

    `why` says in words what was wrong the last time.
    """

    code: str
    name: str
    level: str
    answers: str
    items: int
    failures: int = 0
    failed_at: datetime | None = None
    why: str = ""
    left_alone_until: datetime | None = None


class Sources(Border):
    """Every department that is asked."""

    sources: list[SourceLine]


class Answered(Border):
    """An answer that a source had promised: its ticket, the signed text, the signature.

    The text is the answer of `chalicelib.platform.departments.wire`, with the nonce of the
    question; the signature is HMAC-SHA256 over "ANSWER", "/{source}", that nonce and the text.
    """

    ticket: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
    content: Annotated[str, StringConstraints(min_length=1, max_length=256 * 1024)]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Taken(Border):
    """What became of an answer: merged now, merged before, or of no use to anybody any more."""

    taken: Literal["now", "before", "not_needed"]
