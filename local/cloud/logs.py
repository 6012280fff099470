"""The suite's log lines, captured in memory instead of written out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Capture(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self._lines.append(record.getMessage())


@contextmanager
def captured() -> Iterator[list[str]]:
    """The lines logged in here, as they come."""
    lines: list[str] = []
    logger = logging.getLogger("jiuzhu")
    before = logger.handlers[:]
    logger.handlers[:] = [_Capture(lines)]
    try:
        yield lines
    finally:
        logger.handlers[:] = before
