"""Money that waits at the desk of a town in real time: a release, and a line that came back."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.actors import Post
from local.population.families import INJURED_WORKER
from local.population.personas import at as staff_at
from local.population.residents import resident
from local.town.clerks import Clerk
from local.town.people import Citizen
from tests.system.api.conftest import URGENT, ask

MINUTE, HOUR = 60, 3600
CHANGYI = "220202000000"
NAMES = ("申大勇", "申二勇", "申三勇", "申四勇")


def decided(town, number):
    """A worker whose urgent aid was decided, and waits for a finance clerk of Changyi."""
    one = resident(NAMES[number], f"198{number}-07-14", 33, deposits=35_000)
    family = Citizen(town, f"worker-{number}", replace(INJURED_WORKER, residents=(one,)))
    office = str(family.apply()["office"])
    town.clock.forward(MINUTE)
    clerk = Clerk(town, staff_at(office, Post.CASE_WORKER)[0])
    clerk.does(family.case_id, "decision", **URGENT)
    town.clock.forward(MINUTE)
    return family


def waiting(town, about="run"):
    """What waits for the finance clerk of Changyi."""
    token = town.staff_session("changyi-finance")["token"]
    listed = ask(town, token, "GET", "/v1/releases")[1]["releases"]
    return next(one for one in listed if one["about"] == about)


def came_back(town, number):
    """A worker whose account was closed: the money was released, and came back."""
    family = decided(town, number)
    town.bank.closed.add(family.account()["number"])
    line = waiting(town)
    finance = Clerk(town, staff_at(CHANGYI, Post.FINANCE)[0])
    said = {"decision": "release", "reason": "笔数与金额核对无误"}
    path = f"/v1/releases/{line['release_id']}/release"
    finance.client.post(path, said | {name: line[name] for name in ("count", "sum_fen")})
    while not any(one.get("returned_at") for one in family.timeline()["payments"]):
        town.clock.forward(HOUR)
    return family
