"""The departments that hold data on families, over HTTP."""

from chalicelib.platform.departments.asking import Departments, Told
from chalicelib.platform.departments.exchange import Exchange
from chalicelib.platform.departments.found import Found, Person, Ticket, unverified

__all__ = ["Departments", "Exchange", "Found", "Person", "Ticket", "Told", "unverified"]
