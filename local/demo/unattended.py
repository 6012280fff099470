"""Families whose cases nobody handles: only time passes, and the same invariants must hold.

Their offices have staff who do nothing, or have nobody; one case belongs elsewhere, one is known to
the county alone. They are not in the log: what is checked is their state after some weeks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from chalice.app import Chalice

from chalicelib.domain.dates import start_of_day
from local.cloud import watch
from local.cloud.clock import LogicalClock
from local.demo import invariants
from local.demo.invariants import Invariant, checked
from local.demo.narrator import Part
from local.demo.plays.scene import Scene
from local.population import families
from local.population.residents import Household
from local.town.people import Citizen
from local.town.world import World, world

UNATTENDED = timedelta(days=21)
MOST_STEPS = 4 * UNATTENDED.days
"""Billed states that a case may take in that time: it is escalated and reminded, and does not
loop."""
NOBODY = "220284001001"  # 磐石市福安街道平安社区: neither the street nor its county has staff
ELSEWHERE = "220102001001"  # 长春市南关区
KINDS: dict[str, tuple[Household, dict[str, object]]] = {
    # Of each kind of case what its form says otherwise.
    "unattended": (families.MOTHER_OF_TWO, {}),
    "no-staff": (
        replace(families.RETIRED_COUPLE, registered_area=NOBODY, living_area=NOBODY),
        {},
    ),
    "urgent": (families.INJURED_WORKER, {}),
    "elsewhere": (families.CHARITY_MONEY, {"registered_area": ELSEWHERE}),
    "county-only": (families.PAPER_MISSING, {"confidential": True}),
}


def checks(app: Chalice, first_day: date) -> list[Invariant]:
    """What must hold after weeks in which nobody did anything."""
    clock = LogicalClock(start_of_day(first_day) + timedelta(hours=9))
    with world(app, clock) as town:
        scenes = [_applied(town, name) for name in KINDS]
        clock.sleep_until(clock.now() + UNATTENDED)
        return [checked(name, check) for name, check in _what_holds(town, scenes).items()]


def _applied(town: World, name: str) -> Scene:
    household, said = KINDS[name]
    family = Citizen(town, f"unattended-{name}", household)
    family.apply_on_phone((), **said)
    return Scene(town, None, Part(name, name, ""), family)


def _what_holds(town: World, scenes: list[Scene]) -> dict[str, Callable[[], list[str]]]:
    return {
        "没有人办的案件：每件仍有能办的人负责、有下一次检查": lambda: (
            invariants.owners(town) + invariants.looked_after(town)
        ),
        "没有人办的案件：记录前后相连，没有卡住、丢失或失败": lambda: (
            invariants.chains(town) + invariants.parked(town)
        ),
        "没有人办的案件：逐级上转、到顶提醒，不空转": lambda: _looping(town),
        "没有人办的案件：加密保存以外没有姓名、证件号码、电话和账号": lambda: invariants.in_clear(
            town, scenes
        ),
    }


def _looping(town: World) -> list[str]:
    """The cases whose workflow took more steps than escalating and reminding need."""
    billed = watch.billed_transitions(town.sandbox)
    return [f"{case}: {steps}" for case, steps in billed.items() if steps > MOST_STEPS]
