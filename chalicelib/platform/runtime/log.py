"""One JSON line per event of note, built from an allow-list of fields.

A field that is not on the list cannot be logged, so no personal data can slip in by accident.
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar

ALLOWED = frozenset(
    {
        "function",
        "request_id",
        "case_id",
        "attempt",
        "stage",
        "event",
        "seq",
        "code",
        "error",
        "route",
        "status",
        "source",
        "run",
        "record",
        "task",
        "office",
        "count",
    }
)

_context: ContextVar[dict[str, object] | None] = ContextVar("log_context", default=None)
_logger = logging.getLogger("jiuzhu")
_handler = logging.StreamHandler(sys.stdout)
_handler.setFormatter(logging.Formatter("%(message)s"))
_logger.addHandler(_handler)
_logger.setLevel(logging.INFO)
_logger.propagate = False


def bind(**fields: object) -> None:
    """Set what every following line of this invocation carries, in place of what was set."""
    _context.set(_only_allowed(fields))


def info(message: str, **fields: object) -> None:
    """Note something that nobody must act on."""
    _write(logging.INFO, message, fields)


def error(message: str, **fields: object) -> None:
    """Note something that a person must act on."""
    _write(logging.ERROR, message, fields)


def _write(level: int, message: str, fields: dict[str, object]) -> None:
    line: dict[str, object] = {"level": logging.getLevelName(level), "message": message}
    line |= {**(_context.get() or {}), **_only_allowed(fields)}
    _logger.log(level, json.dumps(line, ensure_ascii=False, default=str))


def _only_allowed(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name in ALLOWED}
