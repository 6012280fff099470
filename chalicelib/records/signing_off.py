"""Who of an office signs before a step is done: handler, reviewer, signatory (经办、审核、签发).

Off where the pack says nothing. A value `sign_offs` says how many others sign before whoever does
the task that its `where` names; it may name a scheme, and `from_fen` from which amount on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chalicelib.policy import Value
from chalicelib.records.law import Law

PARAMETER = "sign_offs"


@dataclass(frozen=True)
class SignOff:
    """That somebody signed that `event` may happen, upon a version of the record."""

    task: str
    event: str
    by: str
    version: int


def needed(law: Law, task: str, scheme: str, amount_fen: int) -> int:
    """How many people sign before somebody does the task."""
    values = (one for one in law.parameters.every(PARAMETER) if _is_for(one, task, scheme))
    return max(
        (int(one.amount) for one in values if int(one.where.get("from_fen", 0)) <= amount_fen),
        default=0,
    )


def _is_for(value: Value, task: str, scheme: str) -> bool:
    return value.holds({**value.where, "task": task, "scheme": scheme})


def missing(
    needed: int, event: str, actor: str, signed: Iterable[SignOff], stale: Callable[[int], bool]
) -> int:
    """How many must still sign before `actor` causes the event: others, upon what stands now."""
    valid = {one.by for one in signed if one.event == event and not stale(one.version)}
    return max(0, needed - len(valid - {actor}))


def from_json(stored: Iterable[Mapping[str, str | int]]) -> list[SignOff]:
    """The sign-offs that a record stores."""
    return [
        SignOff(str(one["task"]), str(one["event"]), str(one["by"]), int(one["version"]))
        for one in stored
    ]
