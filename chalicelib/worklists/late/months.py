"""What passed its clock in a month, office by office, as leaders read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.areas import AreaLevel, is_within, level_of, parent_of
from chalicelib.domain.dates import Month, day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records import late
from chalicelib.records.late import LateLine
from chalicelib.records.law import law_on
from chalicelib.worklists import contract
from chalicelib.worklists.service import words_of


@dataclass(frozen=True)
class OfficeMonth:
    """A month of an office."""

    office: str
    month: Month


def leads(actor: Actor, _path: Mapping[str, str]) -> None:
    """Whoever reads what was late leads an office; Refused("area.not_found") for any other."""
    if actor.role is not Role.STAFF or Post.LEADER not in actor.posts:
        raise Refused("area.not_found")


def of_office(actor: Actor, path: Mapping[str, str]) -> OfficeMonth:
    """A month of an office, for a leader there or above; Refused("area.not_found") for any other,
    ("date.not_a_month")."""
    office = path["office"]
    if office not in routing.area_names() or level_of(office) is AreaLevel.VILLAGE:
        raise Refused("area.not_found")
    leads(actor, path)
    if not is_within(office, actor.office):
        raise Refused("area.not_found")
    return OfficeMonth(office, Month.parse(path["period"]))


def listed(of: OfficeMonth, actor: Actor, after: str, now: datetime) -> contract.LateTasks:
    """A page of what passed its clock at an office and below it in its county."""
    page = late.page(of.office, of.month, after)
    return contract.LateTasks(
        office=of.office,
        office_name=routing.office_name(of.office),
        month=str(of.month),
        tasks=[_shown(line, actor, now) for line in page.lines],
        unread=sorted(map(routing.office_name, page.unread)),
        below=_below(of.office),
        next=page.next or None,
    )


def _shown(line: LateLine, actor: Actor, now: datetime) -> contract.LateTask:
    step, own = line.late, _is_theirs(line, actor)
    until = day_of(line.until or now)
    return contract.LateTask(
        kind=line.kind,
        id=line.id if own else "",
        task=step.name,
        task_words=words_of(step.name),
        scheme=line.scheme,
        label=line.label if own else "",
        office=step.origin,
        office_name=routing.office_name(step.origin),
        now_with=routing.office_name(step.office),
        claimed_by=step.claimed_by,
        late_since=instant_text(step.since),
        done_at=instant_text(line.until) if line.until else "",
        days_over=law_on(now).calendar.working_days_between(day_of(step.since), until),
    )


def _is_theirs(line: LateLine, actor: Actor) -> bool:
    """Whether the step lies with the reader's office, or with one between it and where it began:
    what the county alone may know of is named to nobody above."""
    step = line.late
    return is_within(step.origin, actor.office) and is_within(actor.office, step.office)


def _below(office: str) -> list[contract.OfficeBelow]:
    """The offices directly below one, down to townships."""
    own = level_of(office)
    if own >= AreaLevel.TOWNSHIP:
        return []
    within = (one for one in routing.area_names() if one.startswith(office[:own]))
    names = (one for one in within if one != office and parent_of(one) == office)
    return [
        contract.OfficeBelow(office=one, office_name=routing.office_name(one))
        for one in sorted(names)
    ]
