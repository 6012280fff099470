"""Cases of the demo played with somebody at the workflow: told of each state it enters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager

from app import app
from chalicelib.domain.dates import start_of_day
from chalicelib.platform.store import trail
from local.cloud import logs, watch
from local.cloud.clock import LogicalClock
from local.demo import demo, plays
from local.demo.narrator import Part
from local.demo.plays.scene import Scene
from local.population import families
from local.town.people import Citizen
from local.town.world import World, world

CARRYING_ON = frozenset({"resume", "escalate", "remind"})
PLAYS = {
    name: (getattr(plays, name).play, getattr(families, name.upper()))
    for name in ("mother_of_two", "retired_couple", "injured_worker", "same_name", "found_work")
}

Entered = Callable[[World, str, dict[str, Any]], None]
"""Told (town, state, input) whenever an execution enters a state, before anything happens in it."""


def nobody(_town: World, _state: str, _payload: dict[str, Any]) -> None:
    """Nobody is at the workflow."""


@dataclass(frozen=True)
class Outcome:
    """How a play ended: the case, its events without those that carry it on, what was paid."""

    state: str
    attempt: int
    events: list[str]
    paid: list[int]
    executions: dict[int, str]  # the status of each attempt's execution
    entered: dict[int, list[str]]  # the states that each of them entered


class Unhurried(Scene):
    """Nobody decides in the very moment in which the application comes in."""

    def applies(self, without: tuple[str, ...] = ()) -> str:
        office = super().applies(without)
        self.later(minutes=10)
        return office


@contextmanager
def at_each_state(tell: Callable[[str, dict[str, Any]], None]) -> Iterator[None]:
    """Tell of each state that an execution enters, and with which input."""
    real = EventManager.add_event

    def add(self: EventManager, *args: Any, **more: Any) -> int:
        number: int = real(self, *args, **more)
        entered = (more.get("event_details") or {}).get("stateEnteredEventDetails")
        if entered:
            tell(entered["name"], json.loads(entered["input"]))
        return number

    with patch.object(EventManager, "add_event", add):
        yield


def played(
    name: str,
    entered: Entered = nobody,
    before: Callable[[World], None] = lambda _town: None,
    after: Callable[[World], None] = lambda _town: None,
) -> Outcome:
    """The outcome of a play in a town of its own."""
    play, household = PLAYS[name]
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    with logs.captured(), world(app, clock, [household]) as town:
        family = Citizen(town, f"openid-{name}", household)
        before(town)
        scene = Unhurried(town, None, Part("1", "", ""), family)
        with at_each_state(lambda state, payload: entered(town, state, payload)):
            demo.play_all(clock, [(play, scene, timedelta())])
            clock.sleep_until(clock.now() + timedelta(hours=1))
            after(town)
        return outcome(town, scene.family.case_id)


@cache
def undisturbed(name: str) -> Outcome:
    """The outcome of a play that nothing disturbs."""
    return played(name)


def outcome(town: World, case_id: str) -> Outcome:
    """What is there now."""
    (row,) = (row for row in watch.rows(town.sandbox, "cases") if row["id"] == case_id)
    events = [event["event"] for event in trail.history("case", case_id)]
    histories = watch.execution_histories(town.sandbox)
    return Outcome(
        state=row["state"],
        attempt=row["attempt"],
        events=[event for event in events if event not in CARRYING_ON],
        paid=sorted(entry.amount_fen for entry in town.bank.ledger.values()),
        executions={
            number_of(name): execution.exec_status
            for name, execution in town.sandbox.executions().items()
        },
        entered={number_of(name): states(events) for name, events in histories.items()},
    )


def number_of(execution: str) -> int:
    """The attempt of an execution."""
    return int(execution.rpartition("-")[2])


def states(history: list[dict[str, Any]]) -> list[str]:
    """The states that an execution entered, in order."""
    return [
        event["stateEnteredEventDetails"]["name"]
        for event in history
        if "stateEnteredEventDetails" in event
    ]
