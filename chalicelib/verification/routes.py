"""Departments, as staff see them."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.case.due import law_on
from chalicelib.platform import partners
from chalicelib.platform.departments import Delivery
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Door
from chalicelib.verification import delivered, sources
from chalicelib.verification.contract import Answered, Sources, Taken

bp = Blueprint(__name__)
api = Door(bp)


@api.get("/v1/sources", audience=Audience.STAFF, check=NO_SUBJECT, answer=Sources)
def list_sources(call: Call) -> Sources:
    """Every department that is asked, and which of them fail at the moment."""
    return sources.listed(call.now, law_on(call.now))


@api.post(
    "/v1/sources/{source}/answers",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=Answered,
    answer=Taken,
    no_key="a ticket is answered once by itself, and the signature says who answers",
)
def take_answer(call: Call) -> Taken:
    """Take an answer that a department had promised; it is believed by its signature."""
    told = call.body
    delivery = Delivery(call.path["source"], told.ticket, told.content, told.signature)
    key = partners.source_key(delivery.source)
    return delivered.take(delivery, key, call.now, law_on(call.now))
