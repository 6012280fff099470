"""`jiuzhu staff`: enter the staff of a list, in a deployment or, to try it, in a sandbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.domain.dates import day_of
from chalicelib.platform.partners.departments.tables import Unreadable
from chalicelib.platform.runtime import clock
from chalicelib.platform.runtime.settings import settings
from chalicelib.words import say
from local import stacks
from local.arguments import reason_of
from local.staff import entering, lists
from local.staff.entering import Plan
from local.staff.lists import StaffList

REACHED = {
    "DIRECTORY_TABLE": "DirectoryTable",
    "CASES_TABLE": "CasesTable",
    "DATA_KEY_ID": "DataKey",
}
"""The settings that entering needs, by the outputs of a stack: names are sealed under the key of
their county's desk, which lies among the cases."""
AT_ONCE = 1_000
"""Rows after which it is said how far it has come."""


def run(file: Path, stack: str, show: Callable[[str], None], *, dry: bool) -> int:
    """Enter the list in a file, if every row is right; else say in the file what is not.

    0 where everything is entered, or would be; 1 where rows are to be mended, 2 where there is no
    reading or writing the file.
    """
    try:
        held = lists.opened(file)
        with directory_of(stack):
            plan = entering.planned(held.rows, held.day_zero, day_of(clock.current().now()))
            if not plan.is_faulty and not dry:
                _enter(plan, show)
        held.write(plan.sentences())
    except stacks.NotReached as away:
        show(say("stack.not_reached", stack=stack, why=away))
        return 2
    except (OSError, Unreadable) as unread:
        why = say(unread.code) if isinstance(unread, Unreadable) else reason_of(unread)
        show(say("file.cannot_open", file=file.name, why=why))
        return 2
    return _told(held, plan, file, show, dry=dry)


def _enter(plan: Plan, show: Callable[[str], None]) -> None:
    changes = [change for change in plan.changes if change.kind != "same"]
    for first in range(0, len(changes), AT_ONCE):
        entering.enter(plan, changes[first : first + AT_ONCE])
        show(say("roster.entered", done=min(first + AT_ONCE, len(changes)), all=len(changes)))


def _told(
    held: StaffList, plan: Plan, file: Path, show: Callable[[str], None], *, dry: bool
) -> int:
    for sheet in held.unread:
        show(say("roster.unread", sheet=sheet))
    if wrong := plan.sentences():
        code = "roster.faults" if plan.is_faulty else "roster.others"
        show(say(code, count=len(wrong), file=file.name))
        return 1
    figures: dict[str, Any] = plan.counts()
    show(say("roster.counts", all=len(held.rows), **figures))
    if dry:
        show(say("roster.dry"))
    return 0


def example(file: Path, show: Callable[[str], None]) -> int:
    """Write an example of a list; 2 where there is a file of that name."""
    try:
        lists.write_example(file)
    except FileExistsError:
        show(say("roster.exists", file=file.name))
        return 2
    show(say("roster.example", file=file.name))
    return 0


@contextmanager
def directory_of(stack: str) -> Iterator[None]:
    """In here the directory is that of a stack, by its outputs and the profile and region of the
    environment; without a name it is an empty one of a sandbox."""
    if not stack:
        from local.cloud.engine import Sandbox  # moto, of which a deployment needs nothing

        with Sandbox({}, clock.SystemClock().now(), threaded=False):
            yield
        return
    found = stacks.outputs(stack)
    os.environ |= {setting: found[output] for setting, output in REACHED.items()}
    settings.cache_clear()
    yield
