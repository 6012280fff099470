"""The departments and their state: what operators look at when answers are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain import areas
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments import BreakerLimits, Failing, failing
from chalicelib.platform.partners.departments.files import HELD, FileHead
from chalicelib.platform.runtime import clock
from chalicelib.policy import Source
from chalicelib.records.law import Law, law_on
from chalicelib.verification.contract import DepartmentFile, Sources, SourceStatus
from chalicelib.verification.files import department_files
from chalicelib.verification.files.sources import limits
from chalicelib.words import say


def listed(now: datetime, law: Law) -> Sources:
    """Every department of the catalogue, those that fail with since when and why."""
    known, _ = failing()
    sources = law.parameters.catalogue.sources
    heads = department_files.newest_heads(sources)
    lines = [_line(one, known.get(one.code), limits(law), now) for one in sources]
    shown = [
        line.model_copy(update={"file": file_of(heads.get(line.code))})
        if line.answers == "file"
        else line
        for line in lines
    ]
    return Sources(sources=shown)


def file_of(head: FileHead | None) -> DepartmentFile:
    """The newest file of a department, and what happens next with it."""
    if head is None:
        return DepartmentFile(
            status="none", status_words=say("file.none"), next=say("file.next_none")
        )
    wrong = head.reason or head.missing
    return DepartmentFile(
        name=head.name,
        day=head.day,
        status=head.status,
        status_words=say(f"file.{head.status}", rows=head.rows),
        rows=head.rows,
        rows_before=head.accepted_rows if head.status == HELD else 0,
        faults=head.faults,
        why=say(wrong) if wrong else "",
        next=say(f"file.next_{head.status}"),
        decided_by=head.decided_by,
        decided_at=head.decided_at,
    )


def _line(
    source: Source, fails: Failing | None, limits: BreakerLimits, now: datetime
) -> SourceStatus:
    line = SourceStatus(
        code=source.code,
        name=source.zh,
        level=source.level,
        answers=source.answers,
        items=len(source.items),
    )
    if fails is None:
        return line
    until = None if source.answers == "file" else limits.paused_until(fails)
    return line.model_copy(
        update={
            "failures": fails.failures,
            "failed_at": fails.at,
            "why": say(fails.code),
            "paused_until": until if until and until > now else None,
        }
    )


def files_of(actor: Actor, path: Mapping[str, str]) -> str:
    """The department of a path that leaves files, for who handles cases at a city's bureau."""
    source = law_on(clock.current().now()).parameters.catalogue.by_code.get(path["department"])
    bureau = actor.office and areas.level_of(actor.office) is areas.AreaLevel.PREFECTURE
    if source is None or source.answers != "file" or not bureau or not actor.posts & HANDLING:
        raise Refused("file.not_found")
    return source.code
