"""The departments that hold data on families, over HTTP."""

from chalicelib.platform.partners.departments.asking import (
    Callback,
    Departments,
    RoundResult,
    findings_of_callback,
)
from chalicelib.platform.partners.departments.circuit_breaker import (
    BreakerLimits,
    CircuitBreaker,
    Failing,
    failing,
)
from chalicelib.platform.partners.departments.exchange import Exchange
from chalicelib.platform.partners.departments.findings import (
    Finding,
    Subject,
    Ticket,
    unverified,
)
from chalicelib.platform.partners.departments.index import Index
from chalicelib.platform.partners.departments.wire import is_signed

__all__ = [
    "BreakerLimits",
    "Callback",
    "CircuitBreaker",
    "Departments",
    "Exchange",
    "Failing",
    "Finding",
    "Index",
    "RoundResult",
    "Subject",
    "Ticket",
    "failing",
    "findings_of_callback",
    "is_signed",
    "unverified",
]
