"""The departments that hold data on families, over HTTP."""

from chalicelib.platform.departments.asking import Delivery, Departments, Told, delivered
from chalicelib.platform.departments.exchange import Exchange
from chalicelib.platform.departments.found import Found, Person, Ticket, unverified
from chalicelib.platform.departments.gate import Failing, Gate, Limits, failing
from chalicelib.platform.departments.index import Index
from chalicelib.platform.departments.wire import is_signed

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
