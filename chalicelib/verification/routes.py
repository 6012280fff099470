"""Departments, as staff see them."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.case.due import law_on
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Door
from chalicelib.verification import sources
from chalicelib.verification.contract import Sources

bp = Blueprint(__name__)
api = Door(bp)


@api.get("/v1/sources", audience=Audience.STAFF, check=NO_SUBJECT, answer=Sources)
def list_sources(call: Call) -> Sources:
    """Every department that is asked, and which of them fail at the moment."""
    return sources.listed(call.now, law_on(call.now))
