"""Towns put back as they were: where many tests begin is played once a process."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case.workflow import DRIVEN
from chalicelib.platform.aws import stepfunctions
from chalicelib.records import driver
from local.cloud import memory, watch
from local.demo.narrator import Narrator, Part
from local.demo.plays.scene import Scene
from local.simulators.behaviour import Behaviour
from local.town.people import Citizen

TABLES = ("cases", "directory", "money", "people", "public")
BOOKS = ("ledger", "transfers", "orders", "named")


def scene(town, name, household):
    """A family's case, told to nobody."""
    family = Citizen(town, name, household)
    narrator = Narrator(town.clock.now, lambda _line: None)
    part = Part(name, name, "某*")
    narrator.begin_case(part)
    return Scene(town, narrator, part, family)


@dataclass(frozen=True)
class _Held:
    """A town at an instant: its tables, its files, the bank's books, and each family's receipt."""

    at: datetime
    tables: Mapping[str, Any]
    files: Mapping[Any, Any]
    books: Mapping[str, Any]
    receipts: Sequence[Mapping[str, Any]]


_held: dict[str, _Held] = {}


def prepared(town, name, household, play, openid="family"):
    """The scene of a family that `play` brought to where tests of that name begin."""
    (stage,) = prepared_families(town, name, {openid: household}, lambda: [play()])
    return stage


def prepared_families(town, name, households, play):
    """The scenes of families, each by its WeChat user, that `play` brought to where tests of that
    name begin.

    It is played the first time, and wherever the town is not as it was built. Later the town is put
    at that instant as it was, and what waits for people waits in an execution of its own; what is
    gone is what partners were asked.
    """
    if not _is_as_built(town):
        return play()
    asked = f"{name} {households!r} {town.departments.residents!r} {_begun(town)}"
    if asked not in _held:
        stages = play()
        town.clock.settle()
        _held[asked] = _held_of(town, stages)
        return stages
    stages = [scene(town, openid, household) for openid, household in households.items()]
    _put_back(town, stages, _held[asked])
    return stages


def _begun(town):
    """What lies in a town before it is played: its staff, and whoever is signed in."""
    items = {name: sorted(map(str, town.sandbox.table_items(name))) for name in TABLES}
    return f"{items} {sorted(memory.files())}"


def _is_as_built(town):
    """Whether nothing has happened in the town yet, under its own policy and with partners that
    answer as they should."""
    own_policy = os.environ["POLICY_PACK"] == town.sandbox.names["POLICY_PACK"]
    well = all(how == Behaviour() for how in town.departments.behaviour.values())
    bank = all(_is_default(town.bank, one) for one in fields(town.bank) if one.name != "sandbox")
    return own_policy and well and bank and not town.sandbox.table_items("trail")


def _is_default(one, field):
    made = field.default if field.default_factory is MISSING else field.default_factory()
    return getattr(one, field.name) == made


def _held_of(town, stages):
    return _Held(
        town.clock.now(),
        town.sandbox.snapshot(),
        memory.files(),
        {name: copy.copy(getattr(town.bank, name)) for name in BOOKS},
        [stage.family.receipt for stage in stages],
    )


def _put_back(town, stages, held):
    """Before time goes on as well, so that no file is read that was read already."""
    memory.put_files(held.files)
    town.sandbox.restore(held.tables)
    town.clock.sleep_until(held.at)
    town.sandbox.restore(held.tables)
    memory.put_files(held.files)
    for name, value in held.books.items():
        setattr(town.bank, name, copy.copy(value))
    for stage, receipt in zip(stages, held.receipts, strict=True):
        stage.family.receipt = dict(receipt)
        stage.family.case_id = receipt["case_id"]
        stage.narrator.link_case(stage.part.number, stage.family.case_id)
        town.wechat.issue_code(stage.family.openid)  # so that WeChat knows who it is
    _carry_on(town)


def _carry_on(town):
    """Start the attempt of every case that waits for people, as the driver did."""
    for row in watch.rows(town.sandbox, "cases"):
        if row["kind"] == "case" and row["state"] in DRIVEN.workflow.waits:
            found = cases.load(row["id"]).record
            with town.sandbox.as_function("drive"):
                told = driver.payload(DRIVEN, found, found.attempt, town.clock.now())
                stepfunctions.start(DRIVEN.workflow.arn(), told)
    town.clock.settle()
