"""Statements under the name of no run: nobody would ever look for them, so operators are told.

Once a day the names of all statements are gone through, some hundreds at a time. One that belongs
to no run is kept by name and said once for each content: a person asks the bank what it meant, and
moves the file away or has it written again under the name of its run.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.dates import instant_text
from chalicelib.payments import rules
from chalicelib.payments.exchange import STATEMENTS
from chalicelib.platform import keys, log, objects, record, table

STRAY = "payments.statement_of_nobody"
MOST_NAMES = 200
"""So many names are looked at in one pass; the next goes on behind them."""

REFERENCE = 26  # the length of a run's id, with which the name of a statement begins


def look(now: datetime) -> int:
    """Tell operators of every further statement of no run; how many there were.

    The day's round is over with the last name; the next begins the next morning.
    """
    place = keys.statement_round()
    told = table.get(place) or {"after": "", "since": ""}
    if told["since"] > instant_text(now):
        return 0
    found = objects.some(STATEMENTS, told["after"], MOST_NAMES)
    strays = [name for name, version in found.items() if _is_new(name, version)]
    over = len(found) < MOST_NAMES
    since = instant_text(rules.next_morning(now)) if over else ""
    table.put(place, {"after": "" if over else max(found), "since": since})
    return len(strays)


def _is_new(name: str, version: str) -> bool:
    """Keep a statement of no run, and say so; False for every other, and what was said before."""
    file = name.removeprefix(STATEMENTS)
    if record.load("run", file[:REFERENCE]) is not None:
        return False
    place = keys.stray_statement(file)
    if (table.get(place) or {}).get("version") == version:
        return False
    log.error("statement of no run", code=STRAY, record=file)
    return table.put(place, {"kind": "stray", "version": version})
