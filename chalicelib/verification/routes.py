"""Departments, as staff see them."""

from __future__ import annotations

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domain import areas
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Door
from chalicelib.platform.partners.departments import Delivery, deployed
from chalicelib.platform.runtime import clock
from chalicelib.records.law import law_on
from chalicelib.verification.asking import delivered
from chalicelib.verification.contract import (
    Answered,
    FileDecision,
    FileLine,
    Sources,
    Taken,
)
from chalicelib.verification.files import filed, sources

bp = Blueprint(__name__)
api = Door(bp)


@api.get("/v1/sources", audience=Audience.STAFF, check=NO_SUBJECT, answer=Sources)
def list_sources(call: Call) -> Sources:
    """Every department that is asked, and which of them fail at the moment."""
    return sources.listed(call.now, law_on(call.now))


def files_of(actor: Actor, path: Mapping[str, str]) -> str:
    """The department of a path that leaves files, for who handles cases at a city's bureau."""
    source = law_on(clock.current().now()).parameters.catalogue.by_code.get(path["department"])
    bureau = actor.office and areas.level_of(actor.office) is areas.Level.PREFECTURE
    if source is None or source.answers != "file" or not bureau or not actor.posts & HANDLING:
        raise Refused("file.not_found")
    return source.code


@api.post(
    "/v1/files/{department}/decision",
    audience=Audience.STAFF,
    check=files_of,
    body=FileDecision,
    answer=FileLine,
    no_key="a held file is decided once by itself, and the same decision again is the first",
)
def decide_file(call: Call) -> FileLine:
    """Take or give back a file that lost so many rows that it was held."""
    told = call.body
    decision = filed.Decision(told.file, told.rows, told.decision == "accept", told.reason)
    return sources.file_line(filed.decide(call.subject, decision, call.actor.id, call.now))


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
    key = deployed.source_key(delivery.source)
    return delivered.take(delivery, key, call.now, law_on(call.now))
