"""`jiuzhu desk`: how much longer a full list of the desk takes than its JSON, and its size.

Both are asked for in turn, in one run and of one process, so that what else the machine does falls
on both; of each the middle time counts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from chalice.app import Chalice

from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain.dates import instant_text, start_of_day
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.attributes import to_attributes
from chalicelib.platform.store.keys import Key
from chalicelib.records import keys, worklist
from local.cloud import loopback, memory
from local.cloud.clock import LogicalClock
from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from local.town.world import world

MONDAY = start_of_day(date(2022, 12, 19)) + timedelta(hours=9)

MOST_TIMES, MOST_BYTES = 3.0, 60_000
OFFICE, CLERK = "220203007000", "shanqian1"
_ASSET = re.compile(r'(?:href|src)="([^"]*/desk/static/[^"]+)"')


@dataclass(frozen=True)
class Measured:
    """The middle seconds of the page and of its JSON, and the bytes of the page with its style
    sheet and scripts; `lines` are on it."""

    page: float
    json: float
    bytes: int
    lines: int

    @property
    def ratio(self) -> float:
        """How many times as long the page takes."""
        return self.page / self.json

    @property
    def holds(self) -> bool:
        """Whether both are within what they may be."""
        return self.ratio <= MOST_TIMES and self.bytes <= MOST_BYTES

    @property
    def shown(self) -> dict[str, Any]:
        """All of it, for machines."""
        return {**asdict(self), "ratio": round(self.ratio, 2)}


def run(app: Chalice, show: Callable[[str], None], times: int = 100) -> bool:
    """Print what was measured, and answer whether it holds."""
    found = measured(app, times)
    show(
        f"a list of {found.lines}: page {1000 * found.page:.1f} ms, its JSON "
        f"{1000 * found.json:.1f} ms ({found.ratio:.2f} times, at most {MOST_TIMES:.0f}), "
        f"{found.bytes:,} bytes with styles and scripts (at most {MOST_BYTES:,})"
    )
    return found.holds


def measured(app: Chalice, times: int) -> Measured:
    """A full list, asked for so many times as a page and as JSON."""
    with world(app, LogicalClock(MONDAY)) as town:
        Citizen(town, "one-who-applied", MOTHER_OF_TWO).apply()
        fill(OFFICE, range(worklist.PAGE), town.clock.now())
        token = town.staff_session(CLERK)["token"]
        page = (f"{town.url}/desk?list=office", {"Cookie": f"__Host-session={token}"})
        data = (f"{town.url}/v1/tasks?list=office", {"Authorization": f"Bearer {token}"})
        text = _asked(*page)
        taken: list[tuple[float, float]] = [
            (_seconds(*page), _seconds(*data)) for _ in range(times + 1)
        ][1:]  # what is opened once was opened by the first
        assets = [_asked(town.url + path, {}) for path in _ASSET.findall(text)]
    pages, jsons = zip(*taken, strict=True)
    size = sum(len(one.encode()) for one in (text, *assets))
    return Measured(median(pages), median(jsons), size, text.count("<tr>") - 1)


def fill(office: str, numbers: Iterable[int], now: datetime) -> None:
    """Let an office that has one task have so many more, put past the API as the tables hold
    them."""
    place = keys.work(office, "", "", "").pk
    (row,) = table.query("cases", place, limit=1)
    at, items = Key("cases", place, row["sk"]), []
    key = sealing.key_of(desk_scope(office))
    label = key.open(at, "work", worklist.SCHEMA, row["doc"])
    for number in numbers:
        due = instant_text(now + timedelta(days=30, minutes=number))
        at = keys.work(office, due, f"c{number:032}", "accept")
        sealed = key.seal(at, "work", worklist.SCHEMA, label)
        items.append(to_attributes({"pk": at.pk, "sk": at.sk, "escalations": 0, "doc": sealed}))
    memory.put_back("jiuzhu-cases", items)


def _seconds(url: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    _asked(url, headers)
    return time.perf_counter() - began


def _asked(url: str, headers: dict[str, str]) -> str:
    answer = loopback.request("GET", url, None, headers)
    assert answer.status == 200, answer.status
    return answer.data.decode()
