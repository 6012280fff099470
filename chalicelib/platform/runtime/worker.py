"""The decorator of every entry of a `tasks.py`: log context, the clock, errors without any data.

An error leaves a worker as exactly Refused, Unavailable or Broken with the fact's code as its only
text: Step Functions matches these names, and whatever an exception says lands in its history.

An entry loads what it calls when it is called: several functions have their entries in one module
and need different things, and what cannot be loaded is told as any other fault.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.runtime import clock, log
from chalicelib.platform.runtime.failures import as_fact, record_failure

Entry = Callable[[dict[str, Any], Any], Any]


def task(body: Callable[[dict[str, Any], datetime], Any]) -> Entry:
    """The Lambda entry of `body(event, now)`."""

    @functools.wraps(body)
    def entry(event: dict[str, Any], context: Any) -> Any:
        log.bind(
            function=getattr(context, "function_name", body.__name__),
            request_id=getattr(context, "aws_request_id", ""),
            case_id=event.get("case_id", ""),
            attempt=event.get("attempt", ""),
            stage=event.get("stage", ""),
        )
        try:
            return body(event, clock.current().now())
        except Exception as failure:
            fact = as_fact(failure)
            record_failure("task failed", fact.code, failure)
            raise _family(fact)(fact.code) from None

    return entry


def _family(fact: Exception) -> Callable[[str], Exception]:
    for family in (Refused, Unavailable, Broken):
        if isinstance(fact, family):
            return family
    return Broken
