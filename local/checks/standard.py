"""`jiuzhu capacity`: what one application asks of the tables, from submission to its first money.

The standard application is the mother of two, verified by every source of the catalogue. Several
of her kind go through one run of payments, so that the run's own rows fall to each by their share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from chalice.app import Chalice
from rich.console import Console
from rich.table import Table

from chalicelib.domain.dates import start_of_day
from local.cloud.billing import UPLOAD, UPLOAD_OF_FAMILY
from local.cloud.capacity import Meter, Purpose, Units
from local.cloud.clock import LogicalClock
from local.demo import demo
from local.demo.narrator import Part
from local.demo.plays import mother_of_two
from local.demo.plays.scene import Scene
from local.population.families import MOTHER_OF_TWO
from local.population.numbers import numbered
from local.population.residents import Household
from local.town.people import Citizen
from local.town.world import World, world

FAMILIES = 16
"""A county pays far more at once: their shares of a run are larger than in life."""
MOST_WRITTEN, MOST_READ = 185, 75
APPLICATION, RUN = "the application", "its share of a run"
SIGNING_IN, FILLING_IN = "signing in", "filling in"
LOOKS, FILES, TICKS = "looks by people", "files of departments", "looks for what is due"
COUNTED = (APPLICATION, RUN)
"""What is held against the goals: from the submission on. The rest is the same however many apply,
or as long as a form is filled in."""

BEFORE_IT_IS_SENT = frozenset(
    {
        "POST /v1/drafts",
        "PUT /v1/drafts/{draft_id}/answers/{step}",
        "POST /v1/proofs",
        "POST /v1/proofs/{proof_id}/result",
        UPLOAD_OF_FAMILY,
    }
)
"""What a family of the standard application asks for before it hands in its form: it is filmed and
takes its photos then, and none later."""

Used = Mapping[str, Mapping[str, Units]]


def run(app: Chalice, console: Console) -> None:
    """Print what the standard application uses, and whether that is within the goals."""
    used = shares(measured(app))
    console.print(_table(used))
    total = of_one(used)
    holds = total.written <= MOST_WRITTEN and total.read <= MOST_READ
    console.print(
        f"One application: {total.written:g} write units (goal {MOST_WRITTEN}), "
        f"{total.read:g} read units (goal {MOST_READ}): {'met' if holds else 'NOT met'}"
    )


def measured(
    app: Chalice,
    families: int = FAMILIES,
    before: Callable[[World], None] = lambda _town: None,
    after: Callable[[World], None] = lambda _town: None,
) -> Mapping[Purpose, Units]:
    """The units of so many standard applications and of the run that pays them, for each.

    `before` is given the town before anybody applies, `after` once all were paid.
    """
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    households = [_renumbered(MOTHER_OF_TWO, 2 * number) for number in range(families)]
    meter = Meter()
    with world(app, clock, households) as town:
        town.sandbox.meters.append(meter)
        before(town)
        scenes = [
            Scene(town, None, Part(str(at), "", ""), Citizen(town, f"openid-{at}", household))
            for at, household in enumerate(households)
        ]
        plays = [mother_of_two.play, *[_waits] * (families - 1)]
        starts = [timedelta(minutes=10 * at) for at in range(families)]
        demo.play_all(clock, [*zip(plays, scenes, starts, strict=True)])
        after(town)
    return {
        purpose: Units(one.read / families, one.write / families, one.index / families)
        for purpose, one in meter.used.items()
    }


def shares(used: Mapping[Purpose, Units]) -> Used:
    """The units by what they are for, and there by the kind of item."""
    found: dict[str, dict[str, Units]] = defaultdict(lambda: defaultdict(Units))
    for purpose, units in used.items():
        found[_share(purpose)][purpose.item] += units
    return found


def of_one(used: Used) -> Units:
    """What is held against the goals."""
    return sum((one for name in COUNTED for one in used[name].values()), Units())


def _waits(scene: Scene) -> None:
    mother_of_two.is_granted(scene)
    scene.waits_for_money()


def _renumbered(household: Household, further: int) -> Household:
    """The same household of other people: those born so much later on the same days."""
    return replace(
        household,
        residents=tuple(
            replace(
                one,
                identity_number=numbered(
                    one.born.isoformat(), int(str(one.identity_number)[14:17]) + 100 + further
                ),
            )
            for one in household.residents
        ),
    )


def _share(purpose: Purpose) -> str:
    kind = purpose.item.partition(" ")[0]
    if kind in {"SIGNIN", "BOUND"} and not purpose.request.startswith("GET"):
        return SIGNING_IN
    if purpose.request == UPLOAD and kind == "ACCOUNT":
        return FILLING_IN
    return share_of_request(purpose.request) or _share_of_work(purpose, kind)


def share_of_request(request: str) -> str:
    """What a request to the API is for; "" for what is a part of an application."""
    if request.startswith("GET"):
        return LOOKS
    if request in BEFORE_IT_IS_SENT:
        return FILLING_IN
    return SIGNING_IN if request.startswith("POST /v1/sessions") else ""


def _share_of_work(purpose: Purpose, kind: str) -> str:
    if purpose.function == "verification_index":
        return FILES
    if purpose.function == "reconcile" and kind in {"due", "PROVISIONAL", "STUCK"}:
        return TICKS
    if kind in {"RUN", "BOOK", "RELEASE", "RELEASES", "VAULT"}:
        return RUN
    return APPLICATION


def _table(used: Used) -> Table:
    table = Table("for", "kind of item", "write", "index", "read")
    for name in (APPLICATION, RUN, SIGNING_IN, FILLING_IN, LOOKS, FILES, TICKS):
        rows = sorted(used.get(name, {}).items(), key=lambda one: -one[1].written)
        for item, units in rows if name in COUNTED else ():
            table.add_row(name, item, f"{units.write:g}", f"{units.index:g}", f"{units.read:g}")
        total = sum((units for _, units in rows), Units())
        table.add_row(
            name, "together", f"{total.write:g}", f"{total.index:g}", f"{total.read:g}",
            style="bold", end_section=True,
        )  # fmt: skip
    return table
