"""Departments, as staff see them."""

from __future__ import annotations

from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.partners.departments import Callback, deployed
from chalicelib.records.law import law_on
from chalicelib.verification.asking import callbacks
from chalicelib.verification.contract import (
    CallbackAnswer,
    CallbackResult,
    DepartmentFile,
    FileDecision,
    Sources,
)
from chalicelib.verification.files import department_files, shown

api = Router()


@api.get("/v1/sources", audience=Audience.STAFF, check=NO_SUBJECT, answer=Sources)
def list_sources(call: Call) -> Sources:
    """Every department that is asked, and which of them fail at the moment."""
    return shown.listed(call.now, law_on(call.now))


@api.post(
    "/v1/department-files/{department}/decision",
    audience=Audience.STAFF,
    check=shown.files_of,
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
    return shown.file_of(department_files.decide(call.subject, decision, call.actor.id, call.now))


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
