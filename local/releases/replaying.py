"""Replaying a release: what it left in the middle of every stage is carried on to its end by the
code of today, and every payload that it sent is taken once more and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from chalicelib.approval.noticing import grants
from chalicelib.case import case as cases
from chalicelib.records.law import law_on
from chalicelib.search import store as search
from local.cloud import logs, watch
from local.cloud.clock import LogicalClock
from local.demo import invariants
from local.population import personas
from local.proof.checks import stuck
from local.releases import completing, files, snapshots
from local.releases.files import (
    CONSUMERS,
    FOLDER,
    OVER,
    STREAM,
    Base,
    Moment,
    PlayRecording,
    Things,
)
from local.town.clerks import Clerk
from local.town.client import Client, Declined
from local.town.people import Citizen
from local.town.world import World, world


def replay(app: Chalice, number: int, show: Callable[[str], None]) -> bool:
    """Replay a whole release, a line a stage; whether everything holds."""
    folder = FOLDER / str(number)
    holds = True
    for name in files.plays(folder):
        one = Recording.read(folder, name)
        found = {stage.name: carry_on_stage(app, one, stage.name) for stage in one.play.stages}
        found |= {
            f"{stage.name}，原流程续行": carry_on_stage(app, one, stage.name, steps=True)
            for stage in one.play.stages
            if stage.kind == "case"
        }
        found["再次送达"] = deliver_again(app, one)
        for what, findings in found.items():
            details = f"：{'; '.join(findings[:3])}" if findings else ""
            show(f"{'✗' if findings else '✓'} {number} {name} {what}{details}")
            holds &= not findings
    return holds


@dataclass(frozen=True)
class Recording:
    """A play, with what all plays of its release have in common."""

    base: Base
    play: PlayRecording

    @classmethod
    def read(cls, folder: Path, play: str) -> Recording:
        """The recording of a play in the folder of a release."""
        base = files.read_base(folder)
        return cls(base, files.read(folder, play, base))


def carry_on_stage(app: Chalice, one: Recording, stage: str, *, steps: bool = False) -> list[str]:
    """Carry a stage on to its end; what does not hold then.

    The executions of then are gone. With `steps` each of their steps comes once more before: an
    execution that a release overtakes goes on with the payload that it has.
    """
    try:
        with town_at(app, one, stage) as (town, family):
            for function, _, event in one.play.payloads if steps else ():
                if "attempt" in event:
                    town.sandbox.invoke(function, event)
            left = completing.run_to_end(town, family)
            return [*left, *findings(town, family)]
    except Exception as failure:
        return [f"{type(failure).__name__}: {failure}"]


def deliver_again(app: Chalice, one: Recording) -> list[str]:
    """Deliver every payload of a play again when all is over; what fails, or changes anything."""
    found = []
    with town_at(app, one, OVER) as (town, _):
        town.clock.settle()
        town.sandbox.invoke("reconcile", {})  # which looks once a day for what the bank left
        for row in watch.rows(town.sandbox, "cases"):
            if row["kind"] == "case":  # listed nowhere yet, if a release before these lists left it
                now = town.clock.now()
                search.keep(cases.load(row["id"]))
                grants.update_grant(row["id"], 0, now, law_on(now))
        for name, kind, event in one.play.payloads:
            for function in CONSUMERS if name == STREAM else (name,):
                before = snapshots.things(town)
                found += [f"{function} {kind}: {why}" for why in _refused(town, function, event)]
                changed = _changed(before, snapshots.things(town))
                found += [f"{function} {kind} changed {place}" for place in changed]
        return [*found, *invariants.parked(town)]


def _refused(town: World, function: str, event: dict[str, Any]) -> Iterator[str]:
    """Why a function did not take a payload."""
    try:
        answer = town.sandbox.invoke(function, event)
        if town.sandbox.earliest_work() == "":  # what comes so late is parked first
            town.sandbox.invoke("reconcile", {})
    except Exception as failure:
        yield f"{type(failure).__name__}: {failure}"
    else:
        yield from ("not taken" for _ in (answer or {}).get("batchItemFailures", ()))


@contextmanager
def town_at(app: Chalice, one: Recording, stage: str) -> Iterator[tuple[World, Citizen]]:
    """A town of today's code in which lies what lay there at a stage, and its family."""
    number = [other.name for other in one.play.stages].index(stage)
    with town_of(app, one, one.play.stages[number], one.play.things[number]) as found:
        yield found


@contextmanager
def town_of(
    app: Chalice, one: Recording, moment: Moment, held: Things
) -> Iterator[tuple[World, Citizen]]:
    """A town of today's code that holds this at a moment, and the family of a play."""
    clock = LogicalClock(snapshots.instant(moment))
    with logs.captured(), world(app, clock, [one.play.household]) as town:
        snapshots.put_common(one.base)
        snapshots.put_back(town, moment, held)
        town.wechat.issue_code(one.play.openid)  # so that WeChat knows who it is
        family = Citizen(town, one.play.openid, one.play.household)
        family.household = one.play.household  # newborns are as old as they were
        yield town, family


def _changed(before: Things, after: Things) -> list[str]:
    places = before.keys() | after.keys()
    return [" ".join(one) for one in sorted(places) if before.get(one) != after.get(one)]


def findings(town: World, family: Citizen) -> Iterator[str]:
    """What does not hold in a town at rest."""
    yield from invariants.chains(town)
    yield from stuck(town)
    yield from _paid_wrongly(town)
    yield from _unreadable(town, family)


def _paid_wrongly(town: World) -> Iterator[str]:
    """Differences between books and bank, and payments that were made twice."""
    payments = [row for row in watch.rows(town.sandbox, "money") if row["kind"] == "payment"]
    credited = {row["id"]: row["amount_fen"] for row in payments if row["state"] == "credited"}
    if credited != dict(town.bank.transfers) or len(credited) != len(town.bank.transfers):
        yield f"books {credited}, bank {town.bank.transfers}"
    if difference := town.books()["difference_fen"]:
        yield f"the books differ by {difference}"
    parts = Counter((row["part"], row["period"]) for row in payments if row["state"] == "credited")
    yield from (f"paid twice: {part}" for part, times in parts.items() if times > 1)


def _unreadable(town: World, family: Citizen) -> Iterator[str]:
    """What the family, and its office, can no longer open."""
    for line in family.client.get("/v1/cases")["cases"]:
        path = f"/v1/cases/{line['case_id']}"
        case: dict[str, Any] = family.client.get(path)
        for what in ("timeline", "letters"):
            yield from _declined(family.client, f"{path}/{what}")
        staff = [one for one in personas.personas() if one.office == case["office"]]
        if "report" in case["documents"] and staff:
            clerk = Clerk(town, staff[0]).client
            yield from _declined(clerk, f"{path}/report")
            yield from _declined(clerk, f"{path}/report/page")


def _declined(client: Client, path: str) -> Iterator[str]:
    try:
        client.get(path)
    except Declined as declined:
        yield f"{path.rpartition('/')[2]}: {declined}"
