"""How the form of a step of a case is registered as a page, drawn from its route's contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.case import permission
from chalicelib.case.access import office_case
from chalicelib.case.case import Case, Step
from chalicelib.case.table import CASE
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records.act import Act
from chalicelib.records.requests import act_of

Choices = Callable[[Call], Mapping[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True)
class StepPage:
    """The form of a step: its name, which is the last part of its address, and what it causes."""

    name: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Possible:
    """A step that somebody may take now, and each of its events with the state that follows from
    it ("" where the state stays)."""

    name: str
    events: tuple[tuple[str, str], ...]


STEPS: list[StepPage] = []
"""The forms of all steps whose pages are loaded."""


def _no_choices(_call: Call) -> Mapping[str, Sequence[tuple[str, str]]]:
    return {}


@dataclass(frozen=True)
class Drawn:
    """What is special in how a form is drawn: what it does not ask for, and what can be chosen."""

    left_out: frozenset[str] = frozenset()
    choices: Choices = field(default=_no_choices)


def step(pages: Pages, name: str, events: tuple[str, ...], drawn: Drawn | None = None) -> None:
    """Register the form of a step, which submits to the route of that name.

    It names the version of the case that it was drawn for, where its contract asks for one.
    """
    how = drawn or Drawn()

    def show(call: Call) -> Shown:
        case: Case = call.subject
        return Shown(
            f"desk.step.{words}",
            values={
                "submit": f"desk.step.{words}",
                "back": f"/desk/cases/{case.id}",
                "case": _head(case),
            },
            fixed={"version": str(case.record.seq)},
            choices=how.choices(call),
            left_out=how.left_out,
        )

    def then(path: Mapping[str, str], _state: object) -> Shown:
        return Shown(to=f"/desk/cases/{path['case_id']}?done={words}")

    words = name.replace("-", "_")
    show.__doc__ = f"The form of the step {name}."
    STEPS.append(StepPage(name, events))
    pages.form(
        "/desk/cases/{case_id}/" + name,
        audience=Audience.STAFF,
        check=office_case,
        submits="POST /v1/cases/{case_id}/" + name,
        then=then,
        template="step.html",
        folder="case",
        words=words,
    )(show)


def _head(case: Case) -> dict[str, str]:
    """What stands above every form: which case it is about."""
    return {
        "receipt": str(case.record.clear["receipt"]),
        "scheme": case.scheme,
        "state": str(case.record.state),
    }


def possible(case: Case, call: Call) -> list[Possible]:
    """The steps that whoever asks may take now, each with the events that the table allows."""
    act = act_of(call)
    found = (Possible(one.name, tuple(_events(case, one, act))) for one in STEPS)
    return [one for one in found if one.events]


def _events(case: Case, one: StepPage, act: Act) -> Iterator[tuple[str, str]]:
    """The events of a step that the actor may cause, each with the state that follows."""
    for event in one.events:
        try:
            permission.allowed(case, event, act, Step())
        except Refused as refused:
            if refused.code != "case.sign_off_first":
                continue
        row = CASE.find(case.document.standing(case.state), event, act.actor.id)
        yield event, str(row.to or "")
