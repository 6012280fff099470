"""Looking for a case."""

from __future__ import annotations

from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.search import contract, service

api = Router()


@api.post(
    "/v1/searches",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=contract.Search,
    answer=contract.SearchResult,
    no_key_reason="each search is a look of its own, and is on record as one",
)
def search(call: Call) -> contract.SearchResult:
    """Look for cases that one may open: by receipt number, last four, initials, name or village.
    Names are masked; the search is recorded."""
    return service.search(call.body, call.actor, call.now)
