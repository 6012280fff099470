"""The drill of a restoration: tables are put back to a moment at which money was about to be paid,
after it was paid.

What outlives the tables stays as it became: the files of the exchange, statements among them, and
what the bank did. Executions are gone, and the stream brings no earlier event: the last events are
given to *spread* again. The town then goes on: the bank's statements are read again, nobody is paid
twice, nobody is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalice.app import Chalice

from chalicelib.domain.dates import instant_text
from local.cloud import memory, watch
from local.releases import completing, files, redelivering, snapshots
from local.releases.files import FILES, FOLDER, Moment
from local.releases.replaying import Recording, findings, town_at, town_of
from local.simulators.bank import STATEMENTS, BankSimulator
from local.town.people import Citizen
from local.town.world import World

STATES = {"case": ("confirmed", "receiving")}
"""Of a case, moments at which the county has decided and money follows."""
KINDS = ("entitlement", "run", "release", "payment")
"""Of these records, every moment."""
SETTLING, LOOK, LONGEST = timedelta(hours=2), timedelta(days=1), timedelta(days=40)

Trouble = Callable[[BankSimulator], None]


def drill(app: Chalice, number: int, show: Callable[[str], None]) -> bool:
    """Restore a release to each moment at which money was on its way, a line a moment; whether
    everything holds."""
    folder, holds = FOLDER / str(number), True
    for name in files.plays(folder):
        one = Recording.read(folder, name)
        for stage in moments(one):
            found = restored(app, one, stage)
            details = f"：{'; '.join(found[:3])}" if found else ""
            show(f"{'✗' if found else '✓'} {number} {name} {stage}{details}")
            holds &= not found
    return holds


def moments(one: Recording) -> list[str]:
    """The stages of a play at which money was on its way."""
    return [
        stage.name
        for stage in one.play.stages
        if stage.kind in KINDS or stage.state in STATES.get(stage.kind, ())
    ]


def restored(
    app: Chalice, one: Recording, stage: str, trouble: Trouble = lambda _bank: None
) -> list[str]:
    """Let a town pay, put its tables back to a stage, and let it go on; what does not hold then.

    `trouble` may befall the bank between the two.
    """
    with town_at(app, one, stage) as (town, family):
        if left := completing.run_to_end(town, family):
            return left
        trouble(town.bank)
        later = _moment(town)
        kept = {p: text for p, text in snapshots.things(town).items() if p[0] == FILES}
        notes = memory.notes()
    number = [other.name for other in one.play.stages].index(stage)
    at = snapshots.instant(one.play.stages[number])
    tables = {p: text for p, text in one.play.things[number].items() if p[0] != FILES}
    with town_of(app, one, later, tables | kept) as (town, family):
        memory.put_notes(notes)
        for events in redelivering.deliveries(town.sandbox.table_items("trail"), _lag(at)):
            town.sandbox.invoke("spread", events)
        town.clock.sleep_until(town.clock.now() + SETTLING)  # all of it is past its check
        left = _run_until_booked(town, family)
        return [*left, *findings(town, family), *_left_out(town, later)]


def _lag(at: datetime) -> str:
    """From when on the stream may not have delivered everything at an instant."""
    return instant_text(at - timedelta(hours=1))


def _moment(town: World) -> Moment:
    """What no restoration puts back: the time, and what the bank did."""
    now, bank = instant_text(town.clock.now()), snapshots.books_of(town.bank)
    return Moment("", "restored", "", now, undelivered=[], bank=bank)


def _run_until_booked(town: World, family: Citizen) -> list[str]:
    """Let everybody work until the books know of all that the bank paid, or never will."""
    over = town.clock.now() + LONGEST
    left = completing.run_to_end(town, family)
    while not left and dict(town.bank.transfers).keys() - _booked(town) and town.clock.now() < over:
        town.clock.sleep_until(town.clock.now() + LOOK)
        left = completing.run_to_end(town, family)
    return left


def _booked(town: World) -> set[str]:
    rows = watch.rows(town.sandbox, "money")
    return {row["id"] for row in rows if (row["kind"], row["state"]) == ("payment", "credited")}


def _left_out(town: World, before: Moment) -> list[str]:
    """Who was paid before and is not by the books that were restored: operators are told of a
    statement that no run of these books expects, or nobody knows."""
    paid = {reference for reference, _ in before.bank["transfers"]}
    listed = [one["sk"]["S"] for one in town.sandbox.table_items("money")]
    alerts = "".join(
        content.decode()
        for (_, name), (_, content) in memory.files().items()
        if name.startswith(STATEMENTS) and f"STRAY#{name.removeprefix(STATEMENTS)}" in listed
    )
    return [
        f"{'operators were told' if reference in alerts else 'left out'}: {reference}"
        for reference in sorted(paid - _booked(town))
    ]
