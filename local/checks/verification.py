"""`jiuzhu verification`: what asking 28 sources costs, and whether families are assessed by it.

Counted: seconds against the slowest source, function-seconds against one function for each
department, write units of a report, seconds and memory of a file that a department leaves. Proved,
under a seed that is printed: every contradiction above the tolerance is reported, none at or below
it, records of other people and amounts in other units count for nothing, and no clean family is
accused; and for each family once more while two departments, drawn anew, are silent.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from chalice.app import Chalice

from chalicelib.domain.dates import start_of_day
from chalicelib.platform.partners.departments import Departments, Exchange, Subject
from chalicelib.platform.runtime.clock import SystemClock
from chalicelib.policy import Catalogue, load_pack
from chalicelib.verification.rules import differences
from local.checks import filing
from local.checks.sources import Open
from local.cloud.clock import LogicalClock
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.loopback import serving
from local.cloud.real_clock import RealClock
from local.demo import demo
from local.population.contradictions import Injected, drawn
from local.population.families import MOTHER_OF_TWO
from local.population.invented.households import population
from local.population.residents import register
from local.simulators.departments import DepartmentSimulator
from local.simulators.sample_people import SAMPLE_PEOPLE
from local.town.people import Citizen
from local.town.world import World, world

Show = Callable[[str], None]
SLOWEST, QUICKEST = 2.0, 0.2  # seconds that sources take in the measurement
MOST_RATIO, MOST_UNITS = 1.15, 5
DEADLINE = timedelta(seconds=8)
BETWEEN = timedelta(seconds=6)  # from one application to the next
SETTLED = timedelta(hours=9)  # five hours, and as many rounds as there are
TOWN = 100
UNIT = 1024  # bytes that a write unit of DynamoDB holds


def run(app: Chalice, seed: int, households: int, rows: int, show: Show) -> bool:
    """Measure and prove; whether every target is met and nothing speaks against it."""
    show(f"seed {seed}, {households} households")
    catalogue = load_pack("jilin-city").catalogue
    failures = [*_times(catalogue, show), *_units(app, show), *filing.measured(rows, show)]
    families = _families(seed, households)
    reports = verified(app, families, show)
    failures += [*wrong(families, [_figures(one["report"]["differences"]) for one in reports])]
    failures += _silenced(families, reports, seed, show)
    for failure in failures[:20]:
        show(f"✗ {failure}")
    show("✓ everything holds" if not failures else f"{len(failures)} failures")
    return not failures


def _times(catalogue: Catalogue, show: Show) -> Iterator[str]:
    """Real seconds for 6, 12 and 28 sources at once, against the slowest of them."""
    number, sample = next(iter(SAMPLE_PEOPLE.items()))
    person = Subject(0, number, sample.person.name)
    for many in (6, 12, 28):
        sources = catalogue.sources[:many]
        clock = RealClock(SystemClock().now())
        simulator = DepartmentSimulator({}, *_secret(), clock)
        step = (SLOWEST - QUICKEST) / (many - 1)
        taken = {source.code: QUICKEST + step * at for at, source in enumerate(sources)}
        for code, seconds in taken.items():
            simulator.behaviour[code].latency = seconds
        with serving(simulator) as address:
            exchange = Exchange(address, *_secret(), SystemClock())
            departments = Departments(
                exchange, sources, DEADLINE, SystemClock(), Open(), simulator.files
            )
            began = time.perf_counter()
            found = departments.ask("measured", [*taken], [person]).found
            wall = time.perf_counter() - began
            clock.stop()
        ratio, apart = wall / SLOWEST, sum(taken.values())
        show(
            f"{many:>2} sources: {wall:.2f} s, {ratio:.3f} × the slowest (target {MOST_RATIO}); "
            f"function-seconds {wall:.1f}, one function each {apart:.1f} ({apart / wall:.1f} ×)"
        )
        if ratio > MOST_RATIO or any(one.reason for one in found):
            yield f"{many} sources took {ratio:.3f} times as long as the slowest"


def _secret() -> tuple[str, dict[str, str]]:
    return PARTNER_SECRETS["SOURCES"]["app_id"], PARTNER_SECRETS["SOURCES"]["keys"]


def _units(app: Chalice, show: Show) -> Iterator[str]:
    """What the answers about one person take up: 275 items, sealed."""
    alone = replace(MOTHER_OF_TWO, residents=MOTHER_OF_TWO.residents[:1])
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    with world(app, clock, [alone]) as town:
        Citizen(town, "measured", alone).apply()
        clock.sleep_until(clock.now() + SETTLED)
        (answers,) = [
            item
            for item in town.sandbox.table_items("cases")
            if item["sk"]["S"].startswith("ANSWER#")
        ]
    size = sum(len(name) + _size(value) for name, value in answers.items())
    units = -(-size // UNIT)
    show(f"275 items of one person: {size} bytes, {units} write units (target {MOST_UNITS})")
    if units > MOST_UNITS:
        yield f"the answers about one person take {units} write units"


def _size(value: dict[str, Any]) -> int:
    """The bytes of an attribute, as DynamoDB counts them."""
    ((kind, content),) = value.items()
    return len(content) if kind == "B" else len(str(content).encode())


def _families(seed: int, households: int) -> list[Injected]:
    chance = random.Random(f"verification/{seed}")
    return drawn(population(seed, households), chance, _tolerance())


def _tolerance() -> int:
    """How much the policy of the demo's first day tolerates (fen a month, or fen)."""
    law = load_pack("jilin-city").parameters_on(demo.FIRST_DAY)
    return int(law.value("verification.tolerance").amount)


def _figures(differences: list[dict[str, Any]]) -> set[str]:
    return {line["figure"] for line in differences}


def wrong(
    families: list[Injected], reported: list[set[str]], silent: bool = False
) -> Iterator[str]:
    """Families of whom something else is reported than was injected; of `silent` less may be."""
    for one, found in zip(families, reported, strict=True):
        if not (found <= one.expected_differences if silent else found == one.expected_differences):
            yield f"{one.kind}: {sorted(found)} instead of {sorted(one.expected_differences)}"


def verified(app: Chalice, families: list[Injected], show: Show) -> list[dict[str, Any]]:
    """The documents of each family's case, after all applied over the API and all were asked.

    They live in towns of TOWN families: moto looks through every item at each query.
    """
    documents: list[dict[str, Any]] = []
    began = time.perf_counter()
    for first in range(0, len(families), TOWN):
        documents += _town(app, families[first : first + TOWN], first)
        reported = sum(bool(one["report"]["differences"]) for one in documents)
        expected = sum(bool(one.expected_differences) for one in families[: len(documents)])
        show(
            f"{len(documents)} of {len(families)} families end to end: "
            f"{expected} with differences to report, {reported} with reported ones; "
            f"{time.perf_counter() - began:.0f} s"
        )
    return documents


def _town(app: Chalice, families: list[Injected], first: int) -> list[dict[str, Any]]:
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    with world(app, clock, [one.household for one in families]) as town:
        citizens = list(_applied(town, clock, families, first))
        clock.sleep_until(clock.now() + SETTLED)
        return [citizen.case()["documents"] for citizen in citizens]


def _applied(
    town: World, clock: LogicalClock, families: list[Injected], first: int
) -> Iterator[Citizen]:
    for number, one in enumerate(families, first):
        citizen = Citizen(town, f"family-{number}", one.household)
        citizen.apply()
        clock.sleep_until(clock.now() + BETWEEN)
        yield citizen


def _silenced(
    families: list[Injected], reports: list[dict[str, Any]], seed: int, show: Show
) -> Iterator[str]:
    """Every family asked about once more, each while two other departments are silent."""
    chance = random.Random(f"silence/{seed}")
    catalogue, clock = load_pack("jilin-city").catalogue, LogicalClock(start_of_day(demo.FIRST_DAY))
    simulator = DepartmentSimulator(register(one.household for one in families), *_secret(), clock)
    reported = []
    with serving(simulator) as address:
        exchange = Exchange(address, *_secret(), clock)
        departments = Departments(
            exchange, catalogue.sources, DEADLINE, clock, Open(), simulator.files
        )
        for number, documents in enumerate(reports):
            application, unasked = documents["application"], documents["report"]["no_consent"]
            simulator.behaviour.clear()
            for code in chance.sample([*catalogue.by_code], 2):
                simulator.behaviour[code].silent = True
            persons = [
                Subject(index, one["identity_number"], one["name"])
                for index, one in enumerate(application["members"])
                if index not in unasked
            ]
            found = departments.ask(f"silent-{number}", [*catalogue.by_code], persons).found
            items = [asdict(one) for one in found]
            reported.append(_figures(differences(application, items, catalogue, _tolerance())))
        clock.stop()
    show(
        f"{len(reported)} families, two silent departments each: {sum(map(bool, reported))} differ"
    )
    yield from wrong(families, reported, silent=True)
