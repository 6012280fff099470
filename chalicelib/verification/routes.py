"""Departments, as staff see them."""

from __future__ import annotations

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domain import areas
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.partners.departments import Callback, deployed
from chalicelib.platform.runtime import clock
from chalicelib.records.law import law_on
from chalicelib.verification.asking import callbacks
from chalicelib.verification.contract import (
    CallbackAnswer,
    CallbackResult,
    DepartmentFile,
    FileDecision,
    Sources,
)
from chalicelib.verification.files import department_files, sources

bp = Blueprint(__name__)
api = Router(bp)


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
    "/v1/department-files/{department}/decision",
    audience=Audience.STAFF,
    check=files_of,
    body=FileDecision,
    answer=DepartmentFile,
    no_key_reason="a held file is decided once by itself, and the same decision again is the first",
)
def decide_file(call: Call) -> DepartmentFile:
    """Accept or refuse a file that was held because it lost too many rows."""
    body = call.body
    decision = department_files.FileDecision(
        body.file, body.rows, body.decision == "accept", body.reason
    )
    return sources.file_of(department_files.decide(call.subject, decision, call.actor.id, call.now))


@api.post(
    "/v1/sources/{source}/answers",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=CallbackAnswer,
    answer=CallbackResult,
    no_key_reason="a ticket is answered once by itself, and the signature says who answers",
)
def take_answer(call: Call) -> CallbackResult:
    """Take an answer that a department had promised; its signature proves the sender."""
    body = call.body
    callback = Callback(call.path["source"], body.ticket, body.content, body.signature)
    key = deployed.source_key(callback.source)
    return callbacks.take(callback, key, call.now, law_on(call.now))
