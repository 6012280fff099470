"""The departments that hold data on families, over HTTP."""

from chalicelib.platform.partners.departments.asking import (
    Delivery,
    Departments,
    Told,
    delivered,
)
from chalicelib.platform.partners.departments.exchange import Exchange
from chalicelib.platform.partners.departments.found import (
    Found,
    Person,
    Ticket,
    unverified,
)
from chalicelib.platform.partners.departments.gate import Failing, Gate, Limits, failing
from chalicelib.platform.partners.departments.index import Index
from chalicelib.platform.partners.departments.wire import is_signed

__all__ = [
    "Delivery",
    "Departments",
    "Exchange",
    "Failing",
    "Found",
    "Gate",
    "Index",
    "Limits",
    "Person",
    "Ticket",
    "Told",
    "delivered",
    "failing",
    "is_signed",
    "unverified",
]
