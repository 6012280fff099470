"""The simulated departments on a loopback port, and the suite asking them on the logical clock."""

import json
from datetime import timedelta

import pytest

from chalicelib.platform.partners.departments import Departments, Exchange, Subject
from chalicelib.policy import load_pack
from chalicelib.records.law import law_on
from local.cloud.clock import LogicalClock
from local.cloud.deployment import source_keys
from local.cloud.loopback import serving
from local.population.families import FAMILIES, MOTHER_OF_TWO
from local.population.residents import register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import MONDAY
from tests.integration.verification.offices import VETERANS, Office, Paper

KEYS = source_keys()
SOURCES = load_pack("jilin-city").catalogue.sources
ALL = [source.code for source in SOURCES]
WIRED = [source.code for source in SOURCES if source.answers != "file"]
"""Those that are asked over HTTP."""
DEADLINE = timedelta(seconds=8)


def persons(household):
    return [
        Subject(index, one.identity_number, one.name)
        for index, one in enumerate(household.residents)
    ]


MOTHER = persons(MOTHER_OF_TWO)


class Open:
    """A limiter that lets every question pass."""

    def refused(self, sources, booked=()):
        return {}

    def book(self, sources, about):
        return {}

    def record(self, codes):
        self.noted = dict(codes)


class Town:
    """The simulated departments, and the suite asking them on the logical clock."""

    def __init__(self, simulator, address):
        self.simulator, self.address, self.clock = simulator, address, simulator.clock
        self.limiter = Open()

    def ask(self, request_id="case-1", sources=ALL, about=MOTHER, keys=KEYS, app_id="jiuzhu"):
        return self.tell(request_id, sources, about, keys, app_id).found

    def tell(
        self, request_id="case-1", sources=ALL, about=MOTHER, keys=KEYS, app_id="jiuzhu", held=None
    ):
        """What was found, and what was promised."""
        exchange = Exchange(self.address, app_id, keys, self.clock)
        departments = Departments(
            exchange, SOURCES, DEADLINE, self.clock, self.limiter, self.simulator.files
        )
        return departments.ask(request_id, sources, about, held)

    def seconds(self):
        return (self.clock.now() - MONDAY).total_seconds()


@pytest.fixture
def exchange():
    clock = LogicalClock(MONDAY)
    simulator = DepartmentSimulator(register(FAMILIES.values()), "jiuzhu", KEYS, clock)
    with serving(simulator) as address:
        yield Town(simulator, address)
        clock.stop()


@pytest.fixture
def answering():
    """A department that signs whatever `content` is made of the question."""
    clock = LogicalClock(MONDAY)

    class Liar(DepartmentSimulator):
        content = None

        def _content(self, source, question):
            if source != "bank":
                return super()._content(source, question)
            made = self.content(question)
            return made if isinstance(made, bytes) else json.dumps(made).encode()

    simulator = Liar(register(FAMILIES.values()), "jiuzhu", KEYS, clock)
    with serving(simulator) as address:
        yield Town(simulator, address)
        clock.stop()


def of(found, source):
    return [one for one in found if one.source == source]


def only(found, item, member=0):
    (one,) = [one for one in found if (one.item, one.member) == (item, member)]
    return one


def reasons(found, source):
    return {(one.status, one.reason) for one in of(found, source)}


@pytest.fixture
def law(quiet):
    """The law of the day on which the cases of these tests begin."""
    return law_on(MONDAY)


@pytest.fixture
def office(quiet):
    return Office()


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def veterans():
    return Paper(VETERANS)
