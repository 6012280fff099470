"""`jiuzhu simulate`: two policies compared over a file of households."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Broken
from chalicelib.platform.runtime.clock import SystemClock
from chalicelib.policy import load_pack
from chalicelib.words import say
from local.arguments import reason_of
from local.policy_lab.simulation import page as pages
from local.policy_lab.simulation import report
from local.policy_lab.simulation.reading import Policy, households_in
from local.policy_lab.simulation.totals import Comparison, compare

PackOnDay = tuple[str, date | None]


def run(
    packs: Sequence[PackOnDay], on: date | None, file: Path, as_json: bool, page: Path | None
) -> int:
    """Print who gains, who loses and what it costs; 1 where there is nothing to compare.

    A pack without a day of its own is taken as it stands `on` that day, or today.
    """
    try:
        comparison = _compared(packs, on or day_of(SystemClock().now()), file)
        if page is not None:
            page.write_text(pages.draw(comparison), encoding="utf-8")
    except _Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except OSError as closed:
        print(say("file.cannot_open", file=closed.filename, why=reason_of(closed)), file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(comparison.as_json(), ensure_ascii=False, indent=1))
    else:
        report.print_report(comparison)
    return 0


class _Wrong(Exception):
    """What is wrong with what was given, in words."""


def _compared(packs: Sequence[PackOnDay], today: date, file: Path) -> Comparison:
    if len(packs) != 2:
        raise _Wrong(say("simulation.two_packs"))
    before, after = (_policy(name, day or today) for name, day in packs)
    households, faults = households_in(file.read_bytes(), (before, after))
    if faults:
        raise _Wrong("\n".join(say("simulation.fault", **vars(fault)) for fault in faults))
    if not households:
        raise _Wrong(say("simulation.no_households", path=file))
    return compare(households, (before, after))


def _policy(name: str, day: date) -> Policy:
    try:
        return Policy(name, day, load_pack(name).parameters_on(day))
    except Broken as broken:
        if broken.code != "policy.no_pack":
            raise
        raise _Wrong(say("simulation.no_pack", pack=name)) from None
