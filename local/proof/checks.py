"""What must hold after a play, wherever a process died; each check answers what is against it."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice.app import Chalice

from chalicelib.case.states import State
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.dates import instant_text
from chalicelib.platform.http import routes_of
from chalicelib.platform.store.attributes import from_attributes
from chalicelib.platform.store.idempotency import MARK, IdempotencyKey
from local.cloud import watch
from local.cloud.engine import Sandbox
from local.cloud.functions import API
from local.demo import invariants
from local.proof.points import Crash
from local.town.world import World


@dataclass
class Listener:
    """Records what the API acknowledged, and whether the reconciler leaves due work undone.

    Only routes that take an idempotency key (`keyed`) promise to have done something. What is past
    its check twice in a row, after the reconciler has answered, has no owner.
    """

    sandbox: Sandbox
    keyed: frozenset[str]
    acknowledged: list[str] = field(default_factory=list)
    unattended: list[str] = field(default_factory=list)
    _behind: int = 0

    def __call__(self, function: str, event: Mapping[str, Any], answer: Any) -> None:
        """Called with each answer of a function."""
        if function == API and event["requestContext"]["resourcePath"] in self.keyed:
            headers = {name.lower(): value for name, value in event["headers"].items()}
            if answer["statusCode"] < 300:
                self.acknowledged.append(headers["idempotency-key"])
        if function == "reconcile":
            now = instant_text(self.sandbox.clock.now())
            earliest = self.sandbox.earliest_work()
            self._behind = 0 if earliest is None or earliest > now else self._behind + 1
            if self._behind == 2:
                self.unattended.append(f"due work not done at {now}")


def keyed(app: Chalice) -> frozenset[str]:
    """The paths of the routes that take an idempotency key."""
    return frozenset(route.path for route in routes_of(app) if route.repeated)


def lost(town: World, acknowledged: list[str]) -> Iterator[str]:
    """Answers that were given and have no event, receipts that are no case, lost attempts."""
    done: dict[str, set[str]] = defaultdict(set)
    for item in map(from_attributes, town.sandbox.table_items("trail")):
        done[item["actor"]].add(item.get("once", ""))
    for item in map(from_attributes, town.sandbox.table_items("people")):
        if item["sk"].startswith("ATTEMPT#"):  # which has no event of its own
            done[item["pk"].partition("#")[2]].add(item["sk"].partition("#")[2])
        if item["sk"].startswith("DRAFT#"):  # which has none either, and marks of its own
            marks = MARK.iter_unpack(base64.b64decode(item["answered"]))
            done[item["pk"].partition("#")[2]] |= {key.hex() for key, *_ in marks}
    for key in acknowledged:
        requests = (IdempotencyKey(actor, key, "", 0) for actor in done)
        if not any({one.mark, one.id} & done[one.actor] for one in requests):
            yield "acknowledged and lost: a request"


def wrongly_paid(town: World) -> Iterator[str]:
    """What the bank paid and the books do not say so, or the other way round."""
    credited = {
        row["id"]: row["amount_fen"]
        for row in watch.rows(town.sandbox, "money")
        if (row["kind"], row["state"]) == ("payment", "credited")
    }
    ledger = {name: entry.amount_fen for name, entry in town.bank.ledger.items()}
    for reference in sorted(credited.keys() ^ ledger.keys()):
        yield f"in one of bank and books only: {reference}"
    if town.bank.refused:
        yield f"the bank refused {town.bank.refused}"


def stuck(town: World) -> Iterator[str]:
    """Records without an owner, what is past its check, parked reactions, dead letters."""
    yield from (f"nobody looks after {case}" for case in invariants.owners(town))
    now = instant_text(town.clock.now())
    earliest = town.sandbox.earliest_work()
    if earliest is not None and earliest <= now:
        yield f"past its check since {earliest or 'it was parked'}"
    dead = [repr(failure) for failure in town.ticks.failures if not isinstance(failure, Crash)]
    yield from (f"a tick died: {failure}" for failure in dead)
    yield from (f"dead letter of {one['function']}" for one in town.sandbox.pump.dead_letters)
    yield from _still_running(town.sandbox)


def _still_running(sandbox: Sandbox) -> Iterator[str]:
    """Executions of cases that need no workflow any more."""
    states = {row["id"]: row["state"] for row in watch.rows(sandbox, "cases")}
    over = set(State) - DRIVEN.carried
    for name, execution in sandbox.executions().items():
        case_id = name.rpartition("-")[0]
        if execution.exec_status == "RUNNING" and states.get(case_id, "") in over:
            yield f"still running: {name}"
