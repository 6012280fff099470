"""How the form of a step of a case is registered as a page, drawn from its route's contract."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.case import looks, recorded, step_context
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.case.step_context import Followed, StepContext
from chalicelib.domain import names
from chalicelib.platform.aws import papers
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import GoesWith, Pages, Shown, carried
from chalicelib.records.act import Act
from chalicelib.records.requests import act_of

Choices = Mapping[str, Sequence[tuple[str, str]]]
OfCall = Callable[[Call], Mapping[str, Any]]
Cannot = Callable[[Case, Act], Collection[str]]


@dataclass(frozen=True)
class StepPage:
    """The form of a step: its name, which is the last part of its address, and what it causes.

    `cannot` are those of its events that the table allows a case and its documents do not.
    """

    name: str
    events: tuple[str, ...]
    cannot: Cannot

    def possible(self, case: Case, act: Act) -> list[Followed]:
        """Its events that whoever asks may cause now, each with what follows from it."""
        never = self.cannot(case, act)
        return list(
            step_context.allowed(case, [one for one in self.events if one not in never], act)
        )


@dataclass(frozen=True)
class Possible:
    """A step that somebody may take now, and what follows from each of its events."""

    name: str
    events: tuple[Followed, ...]


STEPS: list[StepPage] = []
"""The forms of all steps whose pages are loaded."""


def _nothing(_call: Call) -> Mapping[str, Any]:
    return {}


def _evidence(call: Call) -> list[recorded.RecordedAct]:
    """What a decision rests on, shown to whoever takes it: a look at the case."""
    looks.record(call.subject, call.actor, "", call.now)
    return recorded.evidence(call.subject)


@dataclass(frozen=True)
class Drawn:
    """What is special in how a form is drawn: what it does not ask for, what it asks for with some
    choices alone, what can be chosen, what its fields hold at first, which hints stand beside
    them, how many empty entries a list has, what its own `template` (of a `folder`) shows. One
    that takes `files` has them uploaded before or by its script. A value that `causes` events under
    another name is offered as long as one of them can happen; `barred` are others that are not.
    Beside one that `weighs` stands what was recorded; who has it before them looked at the case."""

    left_out: Callable[[Call], frozenset[str]] = lambda _call: frozenset()
    choices: Callable[[Call], Choices] = field(default=_nothing)
    start: OfCall = field(default=_nothing)
    fixed: Callable[[Call], Mapping[str, str]] = field(default=_nothing)
    goes_with: Mapping[str, GoesWith] = field(default_factory=dict)
    hints: Callable[[Call], Mapping[str, str]] = field(default=_nothing)
    causes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    barred: Callable[[Call], frozenset[str]] = lambda _call: frozenset()
    entries: Mapping[str, int] = field(default_factory=dict)
    values: OfCall = field(default=_nothing)
    template: str = "step.html"
    folder: str = "case"
    files: bool = False
    weighs: bool = False


def step(
    pages: Pages,
    name: str,
    events: tuple[str, ...],
    drawn: Drawn | None = None,
    cannot: Cannot = lambda _case, _act: (),
) -> None:
    """Register the form of a step, which submits to the route of that name.

    It names the version of the case that it was drawn for, where its contract asks for one, and is
    offered as long as an event can happen; `cannot` are those that no table rules out.
    """
    how, page = drawn or Drawn(), StepPage(name, events, cannot)

    def show(call: Call) -> Shown:
        case: Case = call.subject
        files = call.query.get(carried.FILES, "")
        act = act_of(call)
        context = step_context.context_of(case, events, page.possible(case, act), act)
        return Shown(
            f"desk.step.{words}",
            values={
                "submit": f"desk.step.{words}",
                "back": f"/desk/cases/{case.id}",
                "case": _head(case),
                "context": context,
                "files": files,
                "evidence": _evidence(call) if how.weighs else [],
                **how.values(call),
            },
            start={**carried.start(files), **how.start(call)},
            fixed={"version": str(case.record.seq), **how.fixed(call)},
            choices=how.choices(call),
            left_out=how.left_out(call),
            barred=_barred(events, how.causes, context) | how.barred(call),
            goes_with=how.goes_with,
            hints=how.hints(call),
            entries=how.entries,
            sends_to=papers.origin_of_store() if how.files else "",
        )

    def then(path: Mapping[str, str], _state: object) -> Shown:
        return Shown(to=f"/desk/cases/{path['case_id']}?done={words}")

    words = name.replace("-", "_")
    show.__doc__ = f"The form of the step {name}."
    STEPS.append(page)
    pages.form(
        "/desk/cases/{case_id}/" + name,
        audience=Audience.STAFF,
        check=office_case,
        submits="POST /v1/cases/{case_id}/" + name,
        then=then,
        template=how.template,
        folder=how.folder,
        words=words,
        query=(carried.FILES,) if how.files else (),
    )(show)


def _barred(
    events: Sequence[str], causes: Mapping[str, tuple[str, ...]], context: StepContext
) -> frozenset[str]:
    """What cannot be caused now, where anything else can: who may do nothing reads why when they
    try."""
    follows = {one.event for one in context.follows}
    if not follows:
        return frozenset()
    values = {value for value, caused in causes.items() if follows.isdisjoint(caused)}
    return frozenset(events) - follows - causes.keys() | values


def members(case: Case) -> Sequence[tuple[str, str]]:
    """The members of the household to choose from: by their numbers, the names masked."""
    listed = case.doc("application")["members"]
    return [(str(at), names.masked(str(one.get("name", "")))) for at, one in enumerate(listed)]


def _head(case: Case) -> dict[str, str]:
    """What stands above every form: which case it is about."""
    return {
        "id": case.id,
        "receipt": str(case.record.clear["receipt"]),
        "scheme": case.scheme,
        "state": str(case.record.state),
    }


def possible(case: Case, call: Call) -> list[Possible]:
    """The steps that whoever asks may take now, each with the events that the table allows."""
    act = act_of(call)
    found = (Possible(one.name, tuple(one.possible(case, act))) for one in STEPS)
    return [one for one in found if one.events]
