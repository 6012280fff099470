"""What a department's file costs when it arrives, and what a question about it costs afterwards.

Each file is taken in by a process of its own, through the suite's own reading and keeping, in a
sandbox. Times are the processor's, which other work on the machine lengthens little; the memory is
the most that the process had, with the whole sandbox and the rows that were kept, which on AWS lie
in S3.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from chalicelib.domain.dates import start_of_day
from chalicelib.domain.identity import with_check_digit
from chalicelib.platform.aws import objects
from chalicelib.platform.partners.departments import Index, Subject
from chalicelib.platform.partners.departments.files import findings_of_file
from chalicelib.policy import Source, load_pack
from chalicelib.verification.files import department_files
from local.cloud import logs
from local.cloud.engine import Sandbox
from local.demo import demo
from local.population.numbers import CODE

SOURCE = "agriculture"
SUBSIDY = "耕地地力和种粮补贴"
FEW = 100
QUESTIONS = 20
IN_A_DAY = 1000  # how many numbers a day of birth has
FIRST_BORN = date(1950, 1, 1)
CONFIG = Path(__file__).parents[2] / ".chalice/config.json"


@dataclass(frozen=True)
class Measurement:
    """What reading a file took: time, memory, and then the time of a question."""

    rows: int
    kind: str
    megabytes: float
    seconds: float
    peak: int
    milliseconds: float

    def line(self) -> str:
        """The measurement as a line."""
        return (
            f"{self.rows:>9,} rows ({self.kind}, {self.megabytes:.1f} MB): taken in within "
            f"{self.seconds:.1f} s and {self.peak} MB; a question takes {self.milliseconds:.1f} ms"
        )


def measured(rows: int, show: Callable[[str], None]) -> Iterator[str]:
    """Take in files of few rows, of so many, and a workbook of a tenth; yields what is too much."""
    seconds, megabytes = _limits()
    for count, kind in ((FEW, "csv"), (rows, "csv"), (rows // 10, "xlsx")):
        taken = in_a_process(count, kind)
        show(taken.line())
        if taken.seconds > seconds or taken.peak > megabytes:
            yield f"a {kind} of {count:,} rows is too much for the function that reads it"


def in_a_process(rows: int, kind: str) -> Measurement:
    """A file of so many rows, taken in by a fresh process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{demo.FIRST_DAY}-{rows}.{kind}"
        (_write_csv if kind == "csv" else _write_xlsx)(path, rows)
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            return pool.submit(_measure, path, rows).result()


def _limits() -> tuple[int, int]:
    """How many seconds and megabytes the function has that reads what departments leave."""
    (stage,) = json.loads(CONFIG.read_text(encoding="utf-8"))["stages"].values()
    function = stage["lambda_functions"]["verification_index"]
    return function["lambda_timeout"], function["lambda_memory_size"]


def _measure(path: Path, rows: int) -> Measurement:
    """What taking a file in costs this process."""
    now = start_of_day(demo.FIRST_DAY) + demo.OPENS
    source = load_pack("jilin-city").catalogue.by_code[SOURCE]
    with logs.captured(), Sandbox({}, now, threaded=False):
        objects.put(f"departments/{SOURCE}/{path.name}", path.read_bytes())
        began = time.process_time()
        department_files.read_new_files([source], now, 100)
        seconds, size = time.process_time() - began, path.stat().st_size / 1e6
        return Measurement(rows, path.suffix[1:], size, seconds, _peak(), _asked(source, rows, now))


def _asked(source: Source, rows: int, now: datetime) -> float:
    """The milliseconds that a question about somebody in the file takes."""
    began = time.process_time()
    for at in range(QUESTIONS):
        number, name, _ = _person(at * rows // QUESTIONS)
        (found,) = [
            one
            for one in findings_of_file(source, [Subject(0, number, name)], Index(), now)
            if one.status == "verified"
        ]
        assert found.value == 120_050
    return (time.process_time() - began) * 1000 / QUESTIONS


def _peak() -> int:
    """The most megabytes that this process has had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)  # bytes there, else kB


def _person(at: int) -> tuple[str, str, str]:
    """One of as many people as there may be, a thousand of them born on each day."""
    day = FIRST_BORN + timedelta(days=at // IN_A_DAY)
    number = with_check_digit(f"{CODE}{day:%Y%m%d}{at % IN_A_DAY:03d}")
    return number, f"某{at}", "1200.50"


def _table(rows: int) -> Iterator[tuple[str, str, str]]:
    yield "身份证号", "姓名", SUBSIDY
    yield from map(_person, range(rows))


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_table(rows))


def _write_xlsx(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in _table(rows):
        sheet.append(cells)
    book.save(path)
