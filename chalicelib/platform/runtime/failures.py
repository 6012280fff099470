"""Failures at the edge of a function: every one is a Fact, and noted without any data."""

from __future__ import annotations

from chalicelib.domain.errors import Broken, Failure, Unavailable
from chalicelib.platform.runtime import log

BUSY = frozenset(
    {
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "InternalFailure",
        "TransactionConflictException",
        "TooManyRequestsException",  # Lambda's own word
        "SlowDown",  # S3's own words, and the next two
        "InternalError",
        "RequestTimeout",
    }
)
NETWORK = frozenset(
    {
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
        "ResponseStreamingError",  # while a file is read
        "IncompleteReadError",
    }
)


def as_fact(failure: Exception) -> Failure:
    """The fact behind a failure: AWS being busy is Unavailable; what nobody foresaw is Broken."""
    if isinstance(failure, Failure):
        return failure
    code = getattr(failure, "response", {}).get("Error", {}).get("Code", "")
    if code in BUSY or type(failure).__name__ in NETWORK:
        return Unavailable("aws.unavailable")
    return Broken("worker.unexpected")


def record_failure(message: str, code: str, failure: Exception, **more: object) -> None:
    """Log a failure by its code, its type and its place; never by its text."""
    frame = failure.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
    log.error(message, code=code, error=f"{type(failure).__name__} at {place}", **more)
