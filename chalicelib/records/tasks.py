"""Open tasks, as records of any kind keep them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from chalicelib.domain import stored_names
from chalicelib.domain.areas import is_within, upwards
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Broken
from chalicelib.records.machine import Task


@dataclass(frozen=True)
class OpenTask:
    """A task of an office, and within it of whoever claimed it; or of the family.

    An overdue task is escalated to the office above, and those below may still do it. Where nobody
    is above, its due date stays as it was shown, and those who have it are reminded. Since when it
    is late stays with it. One that was drawn for `persons` is theirs alone; one of which `named`
    are asked is on their own lists as well.
    """

    kind: Task
    office: str  # where it is now; "" for a task of the family's own
    opened_at: datetime
    due: datetime
    claimed_by: str = ""
    escalations: int = 0  # how many times it was escalated as overdue
    origin: str = ""  # the office where it began
    since: datetime | None = None  # the instant from which `due` was counted
    counted_until: str = ""  # the last day of the holiday notices, where `due` lies beyond it
    look_again: datetime | None = None  # when those who have it are reminded, where nobody is above
    late_since: datetime | None = None  # its first due date that was missed
    persons: tuple[str, ...] = ()  # the members of staff who were drawn for it
    named: tuple[str, ...] = ()  # those of whom it is asked, wherever they work
    grouped: bool = True  # False: opened by release 1, whose lists were one an office and kind

    @property
    def name(self) -> str:
        """The name of the kind of task; a record has one open task of it."""
        return self.kind.name

    @property
    def check(self) -> datetime:
        """The instant by which something must have happened to it."""
        return self.look_again or self.due

    @property
    def offices(self) -> list[str]:
        """The offices that it lies with, from where it began to where it is now."""
        if not self.office:
            return []
        return [office for office in upwards(self.origin) if is_within(office, self.office)]


PEOPLE = ("persons", "named")
INSTANTS = ("opened_at", "due", "since", "look_again", "late_since")


def to_json(task: OpenTask) -> dict[str, Any]:
    """An open task as JSON, as a record stores it."""
    values = {one.name: getattr(task, one.name) for one in fields(task) if one.name != "kind"}
    instants = {name: values[name] and instant_text(values[name]) for name in INSTANTS}
    people = {name: list(values[name]) for name in PEOPLE}
    return {
        name: value
        for name, value in {"name": task.name, **values, **instants, **people}.items()
        if name not in PEOPLE or value
    }


def stored_task(kinds: Mapping[str, Task], stored: Mapping[str, Any]) -> OpenTask:
    """The task that `to_json` stored, of one of these kinds (by name).

    Broken("document.unfit") for a kind that is not known here, or what is no task.
    """
    try:
        return from_json(kinds[stored["name"]], stored)
    except (KeyError, TypeError):
        raise Broken("document.unfit", shape=OpenTask.__name__) from None


def from_json(kind: Task, stored: Mapping[str, Any]) -> OpenTask:
    """The task of that kind that `to_json` stored."""
    instants = {name: parse_instant(stored[name]) for name in INSTANTS if stored.get(name)}
    others = {name: value for name, value in stored_names.fields(stored).items() if name != "name"}
    earlier = {"grouped": False, "since": instants["opened_at"]}
    people = {name: tuple(stored.get(name, ())) for name in PEOPLE}
    return OpenTask(kind, **{**earlier, **others, **instants, **people})
