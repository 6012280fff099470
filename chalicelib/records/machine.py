"""The state machine of a kind of record, as a table. Pure.

Whatever decides whether an event may happen to a record is in its table; the table is data and
knows no clock, no store and no law. An event that the table does not allow changes nothing and says
why. Code, diagrams and exhaustive search read the same rows.

A record is where it stands: its `state`, the `track` on which it goes (the course of a case; other
kinds have one), the `facts` that events have established, its open `tasks`, and who of the staff
`acted`. A transition names the states it leaves, the facts it needs and those it bars, who may
cause it, and what it opens, closes, sets and clears.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from chalicelib.domain.actors import HANDLING, Post
from chalicelib.domain.errors import Refused

S = TypeVar("S", bound=str)
T = TypeVar("T", bound=str)


class By(StrEnum):
    """Who may cause an event."""

    APPLICANT = "applicant"
    HOLDER = "holder"  # the member of staff who holds the event's task
    COUNTY = "county"
    OFFICER = "officer"  # any member of staff who handles cases
    FINANCE = "finance"  # a finance clerk of the county, or whoever it went up to
    FAMILY_OR_STAFF = "family_or_staff"  # the family, or any member of staff who handles cases
    NAMED = "named"  # a colleague whom an earlier act names
    SIGNER = "signer"  # whoever signs or is proved, or the officer who saw the card
    PUBLIC = "public"
    PUBLIC_OR_STAFF = "public_or_staff"  # anybody, or the officer to whom they said it
    SYSTEM = "system"


class LockEffect(StrEnum):
    """What an event does to a lock that records of a kind share."""

    NONE = ""
    WANTED = "wanted"  # taken where it is free, or held by one that gives way
    NEEDED = "needed"  # the event does not happen without it


class OfficeLevel(StrEnum):
    """Which office a task goes to first; a task of the family's own is on no office's list."""

    TOWNSHIP = "township"
    COUNTY = "county"
    FAMILY = "family"


@dataclass(frozen=True)
class Task:
    """A kind of task: who gets it, and the parameter of the policy pack that says by when.

    `posts` are those whose holders do it where it begins; what is late a leader may do as well.
    """

    name: str
    level: OfficeLevel
    due: str
    posts: frozenset[Post] = HANDLING


@dataclass(frozen=True)
class Transition(Generic[S, T]):
    """One row: `event` leads from any of `frm` to `to` (None: the state stays)."""

    event: str
    frm: frozenset[S]
    to: S | None
    by: By
    task: str = ""  # the task that the event carries out, and closes
    needs: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    clears: frozenset[str] = frozenset()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    tracks: frozenset[T] = frozenset()  # on which it may happen; none: on each
    onto: T | None = None  # the track on which the record goes on; None: its own
    not_while: tuple[str, ...] = ()  # open tasks that must be done before
    acts: bool = False  # who of the staff causes it, and whom it names, counts as having acted
    four_eyes: bool = False  # nobody who acted may cause it
    anew: bool = False  # decided again from here: whoever decided counts as having acted
    lock: LockEffect = LockEffect.NONE
    starts: bool = False  # a new attempt of the workflow begins
    first: bool = False  # creates the record


@dataclass(frozen=True)
class Standing(Generic[S, T]):
    """Where a record stands, as far as its table looks; one that is new has no state."""

    track: T
    state: S | None = None
    facts: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    acted: frozenset[str] = frozenset()  # who of the staff acted, or was named in an act
    decided: frozenset[str] = frozenset()  # who of the staff decided as the second person


@dataclass(frozen=True)
class Machine(Generic[S, T]):
    """The table of a kind of record; `name` begins the codes of its refusals.

    A task of `stage_tasks` ends with the state in which it was opened; one that `lives` names ends
    where the record leaves those states. Records of the states `ends` have no tasks but those that
    `outlive` the end, each where the fact named beside it holds. The open ones of `disclosed`
    are named to anybody who may act on the record.
    """

    name: str
    transitions: tuple[Transition[S, T], ...]
    ends: frozenset[S]
    stage_tasks: frozenset[str] = frozenset()
    lives: Mapping[str, frozenset[S]] = field(default_factory=dict)
    outlive: Mapping[str, str] = field(default_factory=dict)
    disclosed: frozenset[str] = frozenset()

    @cached_property
    def events(self) -> frozenset[str]:
        """Whatever may happen to a record."""
        return frozenset(row.event for row in self.transitions)

    @cached_property
    def decisions(self) -> frozenset[str]:
        """What a second person decides."""
        return frozenset(row.event for row in self.transitions if row.four_eyes)

    @cached_property
    def _leaving(self) -> Mapping[tuple[str, S | None], Sequence[Transition[S, T]]]:
        """The rows of an event that leave a state, or begin a record."""
        rows: dict[tuple[str, S | None], list[Transition[S, T]]] = defaultdict(list)
        for row in self.transitions:
            for state in (None,) if row.first else row.frm:
                rows[row.event, state].append(row)
        return rows

    def find(self, standing: Standing[S, T], event: str, *people: str) -> Transition[S, T]:
        """The row by which `event` may happen here and now: the first that fits `people`, who cause
        it or are named in it.

        Where none does, Refused with the reason of the first, if it may be of one whose task is
        open: "unknown_event", "not_now" (with the state, and the tasks that are open now),
        "other_track" (with what may be done instead), "task_closed", "needs" or "bars" (with the
        fact), "task_first" (with the task), "four_eyes"; each after the machine's name.
        """
        found = self.fitting(standing, event, *people)
        if found is None:
            raise self._why_none(standing, event)
        return found

    def fitting(
        self, standing: Standing[S, T], event: str, *people: str
    ) -> Transition[S, T] | None:
        """As `find`; None where no row fits."""
        for row in self._leaving.get((event, standing.state or None), ()):
            if (
                (not row.tracks or standing.track in row.tracks)
                and (not row.task or row.task in standing.tasks)
                and row.needs <= standing.facts
                and row.bars.isdisjoint(standing.facts)
                and standing.tasks.isdisjoint(row.not_while)
                and not (row.four_eyes and not standing.acted.isdisjoint(people))
            ):
                return row
        return None

    def follow(
        self,
        standing: Standing[S, T],
        row: Transition[S, T],
        actor: str = "",
        named: Iterable[str] = (),
    ) -> Standing[S, T]:
        """Where a record stands after `row`; `named` are the colleagues whom the event names."""
        state = row.to or standing.state
        people = _people(row, actor, named) if row.acts else frozenset()
        earlier = standing.decided if row.anew else frozenset()
        return replace(
            standing,
            track=row.onto or standing.track,
            state=state,
            facts=(standing.facts - row.clears) | row.sets,
            tasks=self._tasks_after(standing, row, state),
            acted=standing.acted | people | earlier,
        )

    def deciders(self, row: Transition[S, T], actor: str, named: Iterable[str] = ()) -> set[str]:
        """Who of the staff decided as the second person, when `row` happened to a record."""
        return _people(row, actor, named) if row.event in self.decisions else set()

    def _not_here(self, standing: Standing[S, T], event: str) -> Refused:
        """Why no row fits: where other tracks have one, what the open task is for on this one."""
        rows = self.transitions
        tasks = {row.task for row in rows if row.event == event and standing.state in row.frm}
        tasks &= standing.tasks
        instead = [row.event for row in rows if row.task in tasks and _leaves(row, standing)]
        if instead:
            return self._refused("other_track", event=event, instead=tuple(dict.fromkeys(instead)))
        open_ = tuple(sorted(standing.tasks & self.disclosed)) or ("none",)
        return self._refused("not_now", event=event, state=str(standing.state), task=open_)

    def _why_none(self, standing: Standing[S, T], event: str) -> Refused:
        """Why no row of an event fits: the reason of the first, if it may be whose task is open."""
        if event not in self.events:
            return self._refused("unknown_event", event=event)
        here = self._leaving.get((event, standing.state or None), ())
        rows = [row for row in here if not row.tracks or standing.track in row.tracks]
        if not rows:
            return self._not_here(standing, event)
        rows = [row for row in rows if row.task in {"", *standing.tasks}] or rows
        return self._unfit(rows[0], standing)

    def _unfit(self, row: Transition[S, T], standing: Standing[S, T]) -> Refused:
        """Why a row does not fit."""
        if row.task and row.task not in standing.tasks:
            return self._refused("task_closed", task=row.task)
        missing, barred = row.needs - standing.facts, row.bars & standing.facts
        if missing:
            return self._refused("needs", fact=min(missing))
        if barred:
            return self._refused("bars", fact=min(barred))
        first = standing.tasks & set(row.not_while)
        if first:
            return self._refused("task_first", task=min(first))
        return self._refused("four_eyes")

    def _tasks_after(
        self, standing: Standing[S, T], row: Transition[S, T], state: S | None
    ) -> frozenset[str]:
        tasks = standing.tasks - {row.task} - set(row.closes)
        if state in self.ends:
            facts = (standing.facts - row.clears) | row.sets
            tasks |= set(row.opens)
            return frozenset(task for task in tasks if self.outlive.get(task) in facts)
        if row.to is not None and row.to != standing.state:
            tasks -= self.stage_tasks  # what the stage that was left asked for decides nothing more
        tasks -= {task for task, states in self.lives.items() if state not in states}
        return tasks | set(row.opens)

    def _refused(self, reason: str, **figures: str | tuple[str, ...]) -> Refused:
        return Refused(f"{self.name}.{reason}", **figures)


def _leaves(row: Transition[S, T], standing: Standing[S, T]) -> bool:
    if row.tracks and standing.track not in row.tracks:
        return False
    return row.first if not standing.state else standing.state in row.frm


def _people(row: Transition[S, T], actor: str, named: Iterable[str]) -> set[str]:
    return {*named} if row.by in {By.SYSTEM, By.FAMILY_OR_STAFF} else {actor, *named}
