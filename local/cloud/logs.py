"""The suite's log lines, captured in memory instead of written out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Capture(logging.Handler):
    def __init__(self, lines: list[str], show: Callable[[str], None] | None) -> None:
        super().__init__()
        self._lines, self._show = lines, show

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, and show that of a request that failed."""
        self._lines.append(record.getMessage())
        if self._show and record.levelno >= logging.ERROR:
            line = json.loads(record.getMessage())
            if "route" in line:
                shown = ("request_id", "route", "error")
                self._show(" ".join(["request failed:", *(str(line.get(one)) for one in shown)]))


@contextmanager
def captured(show: Callable[[str], None] | None = None) -> Iterator[list[str]]:
    """The lines logged in here, as they come; `show` is given one of every request that failed:
    its id, method and route, and the exception with its place, never what it says."""
    lines: list[str] = []
    logger = logging.getLogger("jiuzhu")
    before = logger.handlers[:]
    logger.handlers[:] = [_Capture(lines, show)]
    try:
        yield lines
    finally:
        logger.handlers[:] = before
