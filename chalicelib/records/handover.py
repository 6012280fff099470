"""How a task of a record of any kind is claimed and handed over, by `claim` and `hand_over` of its
table: rows of By.HOLDER that do not change the state."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.directory import store
from chalicelib.domain.errors import Refused
from chalicelib.records import assignment
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.changing import change
from chalicelib.records.document import D
from chalicelib.records.kind import Kind, task_of
from chalicelib.records.tasks import OpenTask


def claim(kind: Kind[D], found: Version[D], name: str, act: Act) -> Version[D]:
    """Take the task of that name. Raises as `hand_over`."""
    return _given(kind, found, name, act.actor.id, act, "claim")


def hand_over(kind: Kind[D], found: Version[D], name: str, to: str, act: Act) -> Version[D]:
    """Hand the task of that name to somebody of its offices who may do it.

    Refused("{the machine's name}.not_yours") for whoever does not hold it, (".task_closed") where
    it is not open, and ("approval.not_a_colleague") for somebody who may not do it.
    """
    return _given(kind, found, name, to, act, "hand_over")


def _given(
    kind: Kind[D], found: Version[D], name: str, to: str, act: Act, event: str
) -> Version[D]:
    def given(version: Version[D]) -> Change[D]:
        task = task_of(kind, version.record, name)
        if task is None:
            raise Refused(f"{kind.machine.name}.task_closed", task=name)
        if not assignment.holds(task, act.actor):
            raise Refused(f"{kind.machine.name}.not_yours")
        if to != act.actor.id:
            _must_be_able(replace(task, claimed_by=""), to)
        why = {"task": name} if event == "claim" else {"task": name, "to": to}
        return Change(event, why=why, tasks={name: replace(task, claimed_by=to)})

    return change(kind, found, act, given)


def _must_be_able(free: OpenTask, to: str) -> None:
    colleague = store.actor_of(to)
    if colleague is None or not assignment.holds(free, colleague):
        raise Refused("approval.not_a_colleague")
