"""The front door: every route of the API is registered and answered here, and only here.

A `Door` registers routes on a blueprint, with their audience and check as data; `install` hands
the door its app and the lookup of actors; `routes_of` reads the registered routes from an app.
"""

from chalicelib.platform.http.answering import install
from chalicelib.platform.http.bounds import DAY, MINUTE, Bound
from chalicelib.platform.http.door import Door, routes_of
from chalicelib.platform.http.route import NO_SUBJECT, Audience, Call, Route, fresh

__all__ = [
    "DAY",
    "MINUTE",
    "NO_SUBJECT",
    "Audience",
    "Bound",
    "Call",
    "Door",
    "Route",
    "fresh",
    "install",
    "routes_of",
]
