"""Which events of the trail call which function: the filters in the template's stream sources.

Only an event that is known to lead to nothing is left out. Whatever is not known here (a kind or an
event of a later version, after a rollback; what is no event at all) is delivered and parked or set
aside. At most five patterns for each source: so many may an account have without asking.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.reactors import DRIVEN, FOLLOWS, MACHINES
from chalicelib.records.driver import DrivenKind

TEMPLATE = Path(__file__).parent.parent / ".chalice/resources.json"
FILTERS = re.compile(r'("FilterCriteria": \{\n *"Filters": \[).*?(\n +\]\n)', re.DOTALL)
Pattern = dict[str, Any]


def template() -> str:
    """The template with the filters that the tables of reactions and workflows ask for."""
    sources = iter((drive(), spread()))  # in the order in which they stand there

    def written(found: re.Match[str]) -> str:
        lines = (f'\n            {{"Pattern": {json.dumps(_text(one))}}}' for one in next(sources))
        return found[1] + ",".join(lines) + found[2]

    return FILTERS.sub(written, TEMPLATE.read_text("utf-8"))


def drive() -> list[Pattern]:
    """Every event of a kind with a workflow but those that neither start nor wake it."""
    return [_but(kind, _leads_on_nothing(driven)) for kind, driven in sorted(DRIVEN.items())]


def _leads_on_nothing(driven: DrivenKind) -> Iterable[str]:
    waits = driven.workflow.waits
    concerns = {
        row.event
        for row in driven.machine.transitions
        if row.starts or (row.to is not None and row.frm & waits - {row.to})
    }
    return driven.machine.events - concerns


def spread() -> list[Pattern]:
    """Every event but those of cases that nothing follows, and the known ones of kinds of which
    nothing ever follows."""
    quiet = {kind for kind in MACHINES if not any(kind == one for one, _ in FOLLOWS)}
    cases = {event for event in MACHINES["case"].events if ("case", event) not in FOLLOWS}
    return [
        _but("case", cases),
        _of(kind=sorted(quiet), event=_not({e for kind in quiet for e in MACHINES[kind].events})),
        _of(kind=_not({"case", *quiet})),
        _of(kind=[{"exists": False}]),
        _of(event=[{"exists": False}]),
    ]


def _but(kind: str, events: Iterable[str]) -> Pattern:
    return _of(kind=[kind], event=_not(events))


def _not(names: Iterable[str]) -> list[Any]:
    return [{"anything-but": sorted(names)}]


def _of(**fields: list[Any]) -> Pattern:
    return {"dynamodb": {"NewImage": {name: {"S": may} for name, may in fields.items()}}}


def _text(pattern: Pattern) -> str:
    return json.dumps(pattern, separators=(",", ":"))
