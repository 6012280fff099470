"""The daily round through the names of all statements, some hundreds at a time.

One under the name of no run nobody would ever look for: it is kept by name and said to operators
once for each content. A person asks the bank what it meant, and moves the file away or has it
written again under the name of its run. One that comes, or changes, after its run was over wakes
that run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.dates import instant_text
from chalicelib.payments import keys, rules, store
from chalicelib.payments.bank.exchange import STATEMENTS, folded
from chalicelib.payments.store import RUN
from chalicelib.platform.aws import objects
from chalicelib.platform.runtime import log
from chalicelib.platform.store import record, table
from chalicelib.records import kind
from chalicelib.records.change import Change
from chalicelib.records.law import Law

STRAY = "payments.statement_of_nobody"
MOST_NAMES = 200
"""So many names are looked at in one pass; the next goes on behind them."""

REFERENCE = 26  # the length of a run's id, with which the name of a statement begins


def look(now: datetime, law: Law) -> int:
    """Tell operators of every further statement of no run, and wake the runs that are over and
    have a new one; how many files of no run there were.

    The day's round is over with the last name; the next begins the next morning.
    """
    place = keys.statement_round()
    told = table.get(place, consistent=False) or {"after": "", "since": ""}
    if told["since"] > instant_text(now):
        return 0
    found = objects.some(STATEMENTS, told["after"], MOST_NAMES)
    over = len(found) < MOST_NAMES
    runs = _by_run(found, over)
    strays = [name for run, files in runs.items() for name in _strays(run, files, now, law)]
    after = max(max(files) for files in runs.values()) if runs else ""
    since = instant_text(rules.next_morning(now)) if over else ""
    table.put(place, {"after": "" if over else after, "since": since})
    return len(strays)


def _by_run(found: Mapping[str, str], over: bool) -> dict[str, dict[str, str]]:
    """The files by the run that they name; those of the last are left for the next pass, which may
    bring more of them, where there are any before."""
    runs: dict[str, dict[str, str]] = {}
    for name in sorted(found):
        id_ = name.removeprefix(STATEMENTS)[:REFERENCE]
        runs.setdefault(id_, {})[name] = found[name]
    if not over and len(runs) > 1:
        runs.popitem()
    return runs


def _strays(run_id: str, files: Mapping[str, str], now: datetime, law: Law) -> list[str]:
    """Those files that are of no run and were not said before; else the run hears of new ones."""
    run = record.load("run", run_id)
    if run is None:
        return [name for name, version in files.items() if _is_new(name, version)]
    if run.state == "reconciled" and run.clear.get("known") != folded(files):
        record.retried(lambda: _wake(run_id, now, law))
    return []


def _wake(run_id: str, now: datetime, law: Law) -> None:
    run = kind.load(RUN, run_id)
    if run.state == "reconciled" and "sent_at" in run.clear:
        store.follows(RUN, run, Change("listen", check=now), now, law)


def _is_new(name: str, version: str) -> bool:
    """Keep a statement of no run, and say so; False for what was said before."""
    file = name.removeprefix(STATEMENTS)
    place = keys.stray_statement(file)
    if (table.get(place) or {}).get("version") == version:
        return False
    log.error("statement of no run", code=STRAY, record=file)
    return table.put(place, {"kind": "stray", "version": version})
