"""The HTTP API: every route is registered and answered here, and only here.

A `Router` registers routes on a blueprint, with their audience and check as data; `install` sets
the app and the lookup of actors; `routes_of` reads the registered routes from an app.
"""

from chalicelib.platform.http.answering import install
from chalicelib.platform.http.rate_limits import DAY, MINUTE, RateLimit
from chalicelib.platform.http.route import CHANGING, NO_SUBJECT, Audience, Call, Route, fresh
from chalicelib.platform.http.router import Router, routes_of

__all__ = [
    "CHANGING",
    "DAY",
    "MINUTE",
    "NO_SUBJECT",
    "Audience",
    "Call",
    "RateLimit",
    "Route",
    "Router",
    "fresh",
    "install",
    "routes_of",
]
