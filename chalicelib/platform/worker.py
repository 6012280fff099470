"""What every entry of a `tasks.py` wears: log context, the clock, and errors without any data.

An error leaves a worker as exactly Refused, Unavailable or Broken with the fact's code as its only
text: Step Functions matches these names, and whatever an exception says lands in its history.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import clock, log

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
        except (Refused, Unavailable, Broken) as fact:
            _note(fact.code, fact)
            raise _family(fact)(fact.code) from None
        except Exception as unexpected:
            raise _translated(unexpected) from None

    return entry


def _translated(unexpected: Exception) -> Exception:
    """AWS being busy is Unavailable; anything else that was not foreseen is Broken."""
    code = getattr(unexpected, "response", {}).get("Error", {}).get("Code", "")
    if code in BUSY or type(unexpected).__name__ in NETWORK:
        _note("aws.unavailable", unexpected)
        return Unavailable("aws.unavailable")
    _note("worker.unexpected", unexpected)
    return Broken("worker.unexpected")


BUSY = frozenset(
    {
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "InternalFailure",
        "TransactionConflictException",
    }
)
NETWORK = frozenset({"EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"})


def _family(fact: Exception) -> Callable[[str], Exception]:
    for family in (Refused, Unavailable, Broken):
        if isinstance(fact, family):
            return family
    return Broken


def _note(code: str, failure: Exception) -> None:
    frame = failure.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
    log.error("task failed", code=code, error=f"{type(failure).__name__} at {place}")
