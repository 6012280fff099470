"""The proof: two cases of the demo, crashed at every call, and the injected faults that it detects.

Every point is played in a town of its own with fresh small tables, on a process for each core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import cpu_count, get_context

from chalice.app import Chalice

from local.proof.faults import INJECTED_FAULTS, detected
from local.proof.points import Point
from local.proof.story import STORIES, PlayResult, play_story

EVERY = 50  # points between two lines of progress
TOGETHER = 4  # points that a process is handed at once

_undisturbed: dict[str, PlayResult] = {}


def run(app: Chalice, show: Callable[[str], None]) -> bool:
    """Try all points of all stories, then the controls; whether everything holds."""
    began = time.monotonic()
    undisturbed = {name: play_story(app, story) for name, story in STORIES.items()}
    holds = True
    for name, one in undisturbed.items():
        if one.findings:
            show(f"✗ 案件 {name}，无人干扰：{'; '.join(one.findings)}")
            holds = False
    with ProcessPoolExecutor(
        cpu_count(), get_context("spawn"), initializer=_begin, initargs=(undisturbed,)
    ) as processes:
        for name, one in undisturbed.items():
            tried = processes.map(_try, [(name, at) for at in one.points], chunksize=TOGETHER)
            failed = [*_shown(name, len(one.points), tried, show)]
            show(f"案件 {name}：{len(one.points)} 个崩溃点，{len(failed)} 个不成立")
            holds &= not failed
        for name, found in zip(
            INJECTED_FAULTS, processes.map(_detect, INJECTED_FAULTS), strict=True
        ):
            show(f"{'✓ 查出' if found else '✗ 未查出'}植入的故障 {name}：{found}")
            holds &= bool(found)
    show(f"用时 {time.monotonic() - began:.0f} 秒")
    return holds


def _shown(
    name: str,
    points: int,
    tried: Iterator[tuple[Point, list[str]]],
    show: Callable[[str], None],
) -> Iterator[Point]:
    """The points at which something does not hold, each shown as it comes."""
    for number, (point, findings) in enumerate(tried, start=1):
        if number % EVERY == 0:
            print(f"案件 {name}：{number}/{points}", file=sys.stderr, flush=True)
        if findings:
            show(f"✗ 案件 {name}，{point}：{'; '.join(findings)}")
            yield point


def _begin(undisturbed: Mapping[str, PlayResult]) -> None:
    _undisturbed.update(undisturbed)


def _try(task: tuple[str, Point]) -> tuple[Point, list[str]]:
    from app import app

    name, point = task
    return point, play_story(app, STORIES[name], point, _undisturbed[name]).findings


def _detect(name: str) -> str:
    from app import app

    return detected(app, INJECTED_FAULTS[name])
