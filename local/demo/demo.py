"""The demo: seven families' applications on one logical calendar, and whether everything holds.

Played through the public API and the scheduled ticks alone; what is checked at the end is read
past the API, as an auditor would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from chalicelib.domain.dates import day_of, parse_instant, start_of_day
from chalicelib.domain.names import masked
from local.cloud import watch
from local.cloud.clock import LogicalClock
from local.demo import unattended
from local.demo.artefacts import leave
from local.demo.invariants import all_of
from local.demo.narrator import Narrator, Part
from local.demo.observer import Observer
from local.demo.plays import (
    charity_money,
    found_work,
    injured_worker,
    mother_of_two,
    paper_missing,
    retired_couple,
    same_name,
)
from local.demo.plays.scene import Scene
from local.demo.result import CaseResult, Result
from local.population import families
from local.population.residents import Household
from local.town.people import Citizen
from local.town.world import World, world

FIRST_DAY = date(2022, 12, 19)
OPENS = timedelta(hours=9)
LONGEST = timedelta(days=90)
Play = Callable[[Scene], None]

PROGRAMME: tuple[tuple[str, str, Household, Play, timedelta], ...] = (
    ("1", "独自带两个孩子的母亲", families.MOTHER_OF_TWO, mother_of_two.play, timedelta()),
    ("2", "靠养老金的老两口", families.RETIRED_COUPLE, retired_couple.play, timedelta(minutes=30)),
    ("3", "失火受伤的务工者", families.INJURED_WORKER, injured_worker.play, timedelta(hours=1)),
    ("4", "同名的人", families.SAME_NAME, same_name.play, timedelta(minutes=90)),
    ("5", "孩子的手术钱", families.CHARITY_MONEY, charity_money.play, timedelta(hours=2)),
    ("6a", "撤回申请", families.FOUND_WORK, found_work.play, timedelta(hours=4)),
    ("6b", "缺一份材料", families.PAPER_MISSING, paper_missing.play, timedelta(hours=5)),
)
OUTCOMES = {
    "receiving": "granted",
    "closed": "granted",
    "refused": "refused",
    "withdrawn": "withdrawn",
}


def run(app: Chalice, out: Path, first_day: date, show: Callable[[str], None]) -> Result:
    """Play everything from nine on `first_day`, leave the artefacts in `out`, and check."""
    began = time.monotonic()
    show("另有五件申请没有人办：日历先走三周，看它们怎样。\n")
    unattended_checks = unattended.checks(app, first_day)
    clock = LogicalClock(start_of_day(first_day) + OPENS)
    with world(app, clock) as town:
        narrator = Narrator(clock.now, show)
        town.sandbox.on_event(narrator.observe)
        scenes = [_scene(town, narrator, entry) for entry in PROGRAMME]
        observer = Observer(town, scenes)
        play_all(
            clock,
            [
                (play, scene, start)
                for scene, (_, _, _, play, start) in zip(scenes, PROGRAMME, strict=True)
            ],
        )
        looks = observer.finish()
        cases = [_case_result(town, scene) for scene in scenes]
        books = town.books()
        invariants = [*all_of(town, scenes, books), *unattended_checks]
        seconds = round(time.monotonic() - began, 1)
        uses = frozenset(town.sandbox.uses)
        result = Result(first_day, cases, books, invariants, seconds, narrator, looks, uses)
        return leave(out, town, scenes, result)


def play_all(
    clock: LogicalClock,
    plays: list[tuple[Play, Scene, timedelta]],
    longest: timedelta = LONGEST,
) -> None:
    """Play at once, each from its instant on; an error of one is raised here.

    TimeoutError when a play does not come to its end.
    """
    over, left, begin = object(), set(range(len(plays))), clock.now()

    def run_one(index: int) -> None:
        play, scene, start = plays[index]
        try:
            clock.sleep_until(begin + start)
            play(scene)
            left.discard(index)
        except BaseException:
            left.clear()
            raise
        finally:
            if not left:
                clock.fire(over)

    for index in range(len(plays)):
        clock.thread(lambda i=index: run_one(i), f"play-{index}")  # type: ignore[misc]
    if not clock.wait(over, longest.total_seconds()):
        raise TimeoutError("a play did not come to its end")


def _scene(
    town: World, narrator: Narrator, entry: tuple[str, str, Household, Play, timedelta]
) -> Scene:
    number, title, household, _, _ = entry
    family = Citizen(town, f"openid-{number}", household)
    part = Part(number, title, masked(household.residents[0].name))
    narrator.begin_case(part)
    return Scene(town, narrator, part, family)


def _case_result(town: World, scene: Scene) -> CaseResult:
    timeline, case = scene.family.timeline(), scene.family.case()
    holders = timeline["holders"]
    ended = _decided_at(timeline) or town.clock.now()
    started = parse_instant(case["submitted_at"])
    billed = watch.billed_executions(town.sandbox)
    executions = tuple(billed.get(scene.family.case_id, ()))
    return CaseResult(
        part=scene.part.number,
        title=scene.part.title,
        receipt=str(case["receipt"]),
        scheme=str(case["scheme"]),
        outcome=OUTCOMES.get(case["state"], "open"),
        state=str(case["state"]),
        owner=str(holders[0]["office_name"] if holders else case["office_name"]),
        working_days=town.calendar.working_days_between(day_of(started), day_of(ended)),
        billed_transitions=sum(executions),
        executions=executions,
    )


DECISIONS = frozenset({"confirm", "decline", "grant_urgent", "withdraw", "not_accept"})


def _decided_at(timeline: dict[str, Any]) -> datetime | None:
    decided = [moment["at"] for moment in timeline["events"] if moment["event"] in DECISIONS]
    return parse_instant(decided[-1]) if decided else None
