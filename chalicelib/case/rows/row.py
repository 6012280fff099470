"""How a row of the transition table of a case is written."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.case.states import HANDLED, State, Transition
from chalicelib.records.machine import By


def row(event: str, frm: Iterable[State], to: State | None, by: By, **more: object) -> Transition:
    """A row of the table: who may cause an event in which states, and to which it leads.

    Facts (`needs`, `bars`, `sets`, `clears`) and tasks (`opens`, `closes`, `not_while`) are one
    text of names with blanks between them. Without `tracks` it is for every case that is handled
    here, not for one that belongs elsewhere.
    """
    columns: dict[str, object] = {"tracks": HANDLED}
    for name, value in more.items():
        if name in {"needs", "bars", "sets", "clears"}:
            columns[name] = frozenset(str(value).split())
        elif name in {"opens", "closes", "not_while"}:
            columns[name] = tuple(str(value).split())
        else:
            columns[name] = value
    return Transition(event, frozenset(frm), to, by, **columns)  # type: ignore[arg-type]
