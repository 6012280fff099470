"""The HTTP API: every route is registered and answered here, and only here.

A `Router` registers the routes of a capability, with their audience and check as data; `install`
sets the app and the lookup of actors; `lead` leads to the routes of each module, which is loaded
when one is asked for; `routes_of` gives all routes of an app.
"""

from chalicelib.platform.http.answering import install
from chalicelib.platform.http.rate_limits import DAY, MINUTE, RateLimit
from chalicelib.platform.http.route import CHANGING, NO_SUBJECT, Audience, Call, Route, fresh
from chalicelib.platform.http.router import Router, lead, listed, route_of, routes_of, serve

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
    "lead",
    "listed",
    "route_of",
    "routes_of",
    "serve",
]
