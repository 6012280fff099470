"""Statements of the bank that match no run: a daily scan of all file names, some hundreds at a
time.

Such a file is recorded by name and reported to operators once for each content. A person asks the
bank what it meant, and moves the file away or has it written again under the name of its run. A
file that arrives, or changes, after its run was over starts the checks of that run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.dates import instant_text
from chalicelib.payments import keys, rules, store
from chalicelib.payments.bank.exchange import STATEMENTS, fingerprint
from chalicelib.payments.store import RUN
from chalicelib.platform.aws import objects
from chalicelib.platform.runtime import log
from chalicelib.platform.store import record, table
from chalicelib.records import kind
from chalicelib.records.change import Change
from chalicelib.records.law import Law

UNMATCHED = "payments.statement_of_nobody"
MOST_NAMES = 200
"""The number of names in one scan; the next scan continues after them."""

REFERENCE = 26  # the length of a run's id, with which the name of a statement begins


def scan(now: datetime, law: Law) -> int:
    """Report every new statement of no run to operators, and check the runs again that are over and
    have a new one; the number of new files of no run.

    The day's scan ends with the last name; the next begins the next morning.
    """
    place = keys.statement_scan()
    progress = table.get(place, consistent=False) or {"after": "", "since": ""}
    if progress["since"] > instant_text(now):
        return 0
    found = objects.some(STATEMENTS, progress["after"], MOST_NAMES)
    over = len(found) < MOST_NAMES
    runs = _by_run(found, over)
    unmatched_files = [
        name for run, files in runs.items() for name in _unmatched(run, files, now, law)
    ]
    after = max(max(files) for files in runs.values()) if runs else ""
    since = instant_text(rules.next_morning(now)) if over else ""
    table.put(place, {"after": "" if over else after, "since": since})
    return len(unmatched_files)


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


def _unmatched(run_id: str, files: Mapping[str, str], now: datetime, law: Law) -> list[str]:
    """The files that match no run and were not reported before; a run that has new ones is
    checked."""
    run = record.load("run", run_id)
    if run is None:
        return [name for name, version in files.items() if _is_new(name, version)]
    if run.state == "reconciled" and run.clear.get("known") != fingerprint(files):
        record.retried(lambda: _check_again(run_id, now, law))
    return []


def _check_again(run_id: str, now: datetime, law: Law) -> None:
    run = kind.load(RUN, run_id)
    if run.state == "reconciled" and "sent_at" in run.clear:
        store.follows(RUN, run, Change("listen", check=now), now, law)


def _is_new(name: str, version: str) -> bool:
    """Record and report a statement of no run; False for one that was reported before."""
    file = name.removeprefix(STATEMENTS)
    place = keys.unmatched_statement(file)
    if (table.get(place) or {}).get("version") == version:
        return False
    log.error("statement of no run", code=UNMATCHED, record=file)
    return table.put(place, {"kind": "stray", "version": version})
