"""Every kind of fault at every department: the case always moves, and nobody is accused by it.

On the logical clock: each kind at each of the 28 sources, each pair of kinds at two sources, and
draws of any number of faulty sources: a hundred, and a thousand in the search. `JIUZHU_SEED`
chooses which draws.
"""

import itertools
import os
import random
from dataclasses import dataclass

import pytest

from chalicelib.case import report, transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.platform.partners.departments import Departments, Exchange
from chalicelib.records.act import Act
from local.cloud.clock import LogicalClock
from local.cloud.loopback import serving
from local.population.families import MOTHER_OF_TWO
from local.population.residents import register
from local.simulators.behaviour import Behaviour
from local.simulators.departments import DepartmentSimulator
from tests.conftest import FAMILY, MONDAY
from tests.integration.verification.conftest import ALL, DEADLINE, KEYS, SOURCES, Open, persons
from tests.integration.verification.rounds import FIVE_HOURS, ROUND, family, verify
from tests.support.cases import member
from tests.support.searches import sampled

DRAWS = (100, 1_000)
OPEN = {"not_verified", "mismatch"}


@dataclass(frozen=True)
class Kind:
    """A kind of fault: how the source behaves, and what its items may then come to."""

    behaviour: Behaviour
    comes_to: frozenset[tuple[str, str]]  # status and reason; empty: as if nothing were wrong


def kind(*reasons, status="not_verified", **behaviour):
    return Kind(Behaviour(**behaviour), frozenset((status, f"answer.{one}") for one in reasons))


KINDS = {
    "dead": kind("failed", errors=1.0),
    "silent": kind("late", silent=True),
    "slow": kind(latency=7.0),
    "too slow": kind("late", latency=9.0),
    "garbage": kind("malformed", malformed=True),
    "unsigned": kind("unsigned", unsigned=True),
    "twice": kind(repeats=True),
    "late": kind("pending", delay=10.0**6),
    "wrong person": kind("other_person", status="mismatch", wrong_person=True),
    "wrong unit": kind("wrong_unit", wrong_unit=True),
    "once more": kind(failing_tries=1),
}


class Town:
    """Departments over HTTP that can be set to any fault, and what they found without one."""

    def __init__(self, simulator, address):
        self.simulator, self.address = simulator, address
        self.calm = self.ask("calm", {})[0]

    def ask(self, name, faults):
        """What was found of the mother's family, and how long it took (logical seconds)."""
        clock = LogicalClock(MONDAY)
        self.simulator.clock = clock
        self.simulator.behaviour.clear()
        for source, fault in faults.items():
            self.simulator.behaviour[source] = KINDS[fault].behaviour
        exchange = Exchange(self.address, "jiuzhu", KEYS, clock)
        departments = Departments(exchange, SOURCES, DEADLINE, clock, Open(), self.simulator.files)
        named = faults.keys() or ALL
        answers = departments.ask(name, [*named], persons(MOTHER_OF_TWO))
        seconds = (clock.now() - MONDAY).total_seconds()
        clock.stop()
        return {(one.source, one.item, one.member): one for one in answers.found}, seconds


@pytest.fixture(scope="module")
def town():
    clock = LogicalClock(MONDAY)
    simulator = DepartmentSimulator(register([MOTHER_OF_TWO]), "jiuzhu", KEYS, clock)
    with serving(simulator) as address:
        yield Town(simulator, address)


def wrong(town, faults, name="case"):
    """Whatever a run with these faults says that its departments did not."""
    found, seconds = town.ask(name, faults)
    expected = {place for place in town.calm if place[0] in faults}
    problems = [] if found.keys() == expected else ["items are missing or too many"]
    if seconds > DEADLINE.total_seconds():
        problems.append(f"{seconds} seconds")
    for place, one in found.items():
        calm, fault = town.calm[place], faults[place[0]]
        allowed = comes_to(fault, calm) or {(calm.status, "")}
        value = None if one.status in OPEN else calm.value
        if (one.status, one.reason) not in allowed or one.value != value:
            problems.append(f"{place}: {one.status} {one.reason} by {fault}")
    return problems


def comes_to(fault, calm):
    """What an item may come to by a fault; empty where the fault does nothing to it."""
    if WAYS[calm.source].answers == "file":
        return OF_FILES.get(fault, frozenset())
    harmless = {
        "wrong unit": calm.status != "verified" or not UNITS[calm.item],
        "unsigned": WAYS[calm.source].signing != "hmac",
    }
    return frozenset() if harmless.get(fault) else KINDS[fault].comes_to


NO_FILE = frozenset({("not_verified", "answer.no_file")})
OF_FILES = {
    "dead": NO_FILE,
    "silent": NO_FILE,
    "late": NO_FILE,
    "garbage": KINDS["garbage"].comes_to,
    "wrong person": KINDS["wrong person"].comes_to,
}
"""The faults that a file can have."""
UNITS = {item.code: item.unit for source in SOURCES for item in source.items}
WAYS = {source.code: source for source in SOURCES}


@pytest.mark.parametrize("fault", KINDS)
def test_each_fault_at_each_source_is_distinguished_and_stays_there(town, fault):
    for source in ALL:
        assert wrong(town, {source: fault}, f"{fault}-{source}") == []


def test_each_pair_of_faults_at_two_sources_is_distinguished(town):
    pairs = itertools.product(KINDS, repeat=2)
    for number, (one, other) in enumerate(pairs):
        sources = ALL[number % 28], ALL[(number + 1 + number // 28) % 28]
        assert wrong(town, dict(zip(sources, (one, other), strict=True)), f"pair-{number}") == []


@pytest.mark.parametrize("draws", sampled(DRAWS, 2))
def test_no_draw_of_faults_makes_anybody_guilty_or_keeps_anybody_waiting(town, draws):
    dice = random.Random(int(os.environ["JIUZHU_SEED"]))
    for number in range(draws):
        sources = dice.sample(ALL, dice.choice((1, 2, 3, 5)))
        faults = {source: dice.choice([*KINDS]) for source in sources}
        assert wrong(town, faults, f"draw-{number}") == [], f"draw {number}: {faults}"


def test_a_check_that_accepts_anybody_would_be_noticed(town, monkeypatch):
    monkeypatch.setattr(
        "chalicelib.platform.partners.departments.answers.AnswerItem.is_about", lambda *_: True
    )
    assert wrong(town, {"civil_affairs": "wrong person"}, "blind")


@pytest.mark.parametrize("fault", KINDS)
def test_a_case_with_all_departments_at_fault_comes_to_the_people_who_decide(quiet, law, fault):
    members = [
        member(one.name, f"{one.born:%Y%m%d}", one.relation)
        | {"identity_number": one.identity_number}
        for one in MOTHER_OF_TWO.residents
    ]
    case = family(quiet, law, members=members)
    simulator = DepartmentSimulator(register([MOTHER_OF_TWO]), "jiuzhu", KEYS, quiet.clock)
    simulator.behaviour.update(dict.fromkeys(ALL, KINDS[fault].behaviour))
    with serving(simulator) as address:
        exchange = Exchange(address, "jiuzhu", KEYS, quiet.clock)
        departments = Departments(exchange, SOURCES, DEADLINE, quiet.clock, Open(), simulator.files)
        for number in range(3):
            now = FIVE_HOURS + number * ROUND
            quiet.clock.sleep_until(now)
            case = verify(case, departments, now)
        quiet.clock.settle()
    if case.state is State.EXPLAINING:
        case = transitions.advance(
            case, "explain_whole", Act(FAMILY, quiet.clock.now(), law), Step()
        )
    assert case.state is State.REVIEWING
    assert {one["status"] for one in report.items(case)} <= {"verified", "nothing_held", *OPEN}
    assert {one["reason"] for one in report.items(case) if one["status"] in OPEN} <= {
        reason for _, reason in KINDS[fault].comes_to | OF_FILES.get(fault, frozenset())
    }
