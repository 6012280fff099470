"""What departments are and how they fare (the border of verification)."""

from __future__ import annotations

from datetime import datetime

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
