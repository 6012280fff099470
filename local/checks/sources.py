"""`jiuzhu sources`: every department that is asked, asked about somebody who does not live.

Without an address the simulated departments are asked; with one the exchange that is there, as the
app that SOURCES_APP_ID names and with the secrets of SOURCES_KEYS (JSON, by source).
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.platform.partners.departments import (
    Departments,
    Exchange,
    Finding,
    Index,
    Subject,
)
from chalicelib.platform.partners.departments.files import Files
from chalicelib.platform.runtime.clock import SystemClock
from chalicelib.policy import Source, load_pack
from chalicelib.words import say
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.loopback import serving
from local.cloud.real_clock import RealClock
from local.simulators.departments import DepartmentSimulator
from local.simulators.sample_people import SAMPLE_PEOPLE

DEADLINE = timedelta(seconds=8)


@dataclass(frozen=True)
class Probe:
    """What a question to a source came to."""

    source: Source
    milliseconds: int
    reason: str
    held: int

    @property
    def answers(self) -> bool:
        """Whether the source answered as agreed."""
        return not self.reason


class Open:
    """A limiter that lets every question pass while sources are probed."""

    def refused(self, _sources: object, _booked: object = ()) -> Mapping[str, str]:
        """Every source may be asked."""
        return {}

    def book(self, _sources: object, _about: str) -> Mapping[str, datetime]:
        """Nobody waits for a turn."""
        return {}

    def record(self, codes: Mapping[str, str]) -> None:
        """Results are printed, and stored nowhere."""


def run(show: Callable[[str], None], url: str, about: str) -> int:
    """Print a line for every source; the exit code is 0 only if all answer."""
    person = somebody(about)
    with _real(url) if url else simulated() as (exchange, files):
        probes = [probed(exchange, files, source, person) for source in catalogue()]
    for probe in probes:
        show(_line(probe))
    for number, sample in SAMPLE_PEOPLE.items():
        show(f"  {number} {sample.person.name}: {sample.expect}")
    return 0 if all(probe.answers for probe in probes) else 1


def probed(exchange: Exchange, files: Files, source: Source, person: Subject) -> Probe:
    """One question to one source, timed."""
    departments = Departments(exchange, [source], DEADLINE, SystemClock(), Open(), files)
    began = time.perf_counter()
    found = departments.ask(f"probe-{secrets.token_hex(8)}", [source.code], [person]).found
    milliseconds = round((time.perf_counter() - began) * 1000)
    return Probe(source, milliseconds, _reason(found), sum(one.value is not None for one in found))


def _reason(found: list[Finding]) -> str:
    return next((one.reason for one in found if one.reason), "")


def _line(probe: Probe) -> str:
    source = probe.source
    state = say(probe.reason) if probe.reason else f"{probe.held}/{len(source.items)}"
    mark = "✓" if probe.answers else "✗"
    how = f"{source.level} {source.answers} {source.signing}"
    return f"{mark} {source.code:<20} {how:<22} {probe.milliseconds:>6} ms  {state}  {source.zh}"


def catalogue() -> tuple[Source, ...]:
    """Every source of Jilin City."""
    return load_pack("jilin-city").catalogue.sources


def somebody(number: str) -> Subject:
    """Whoever is asked about; a sample person has a name."""
    return Subject(0, number, SAMPLE_PEOPLE[number].person.name if number in SAMPLE_PEOPLE else "")


@contextmanager
def _real(url: str) -> Iterator[tuple[Exchange, Files]]:
    app_id, keys = os.environ["SOURCES_APP_ID"], json.loads(os.environ["SOURCES_KEYS"])
    yield Exchange(url, app_id, keys, SystemClock()), Index()


@contextmanager
def simulated() -> Iterator[tuple[Exchange, Files]]:
    """The simulated departments on loopback, in real time."""
    clock, secret = RealClock(SystemClock().now()), PARTNER_SECRETS["SOURCES"]
    app_id, keys = secret["app_id"], secret["keys"]
    simulator = DepartmentSimulator({}, app_id, keys, clock)
    with serving(simulator) as address:
        yield Exchange(address, app_id, keys, SystemClock()), simulator.files
        clock.stop()
