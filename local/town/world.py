"""A town on one machine: the suite deployed, its partners over HTTP, its staff, and the clock.

The suite is reached through its public API alone; partners are simulators that speak the real
formats; the schedule ticks. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from chalice.app import Chalice

from chalicelib.domain.dates import WorkCalendar
from chalicelib.payments.rules import PaymentLine, balance
from chalicelib.policy import load_pack
from local.cloud import deployment, memory, watch
from local.cloud.api import gateway
from local.cloud.clock import LogicalClock
from local.cloud.engine import Sandbox
from local.cloud.functions import deployed
from local.cloud.loopback import serving
from local.cloud.ticks import INDEX, Ticks, files_changed
from local.population import personas
from local.population.families import FAMILIES
from local.population.residents import Household, register
from local.simulators.bank import BankSimulator
from local.simulators.departments import DepartmentSimulator
from local.simulators.wechat import WeChatSimulator
from local.simulators.wecom import WeComSimulator
from local.town.client import Client, Declined


@dataclass(frozen=True)
class World:
    """What people in the town can reach, and what an observer may look at."""

    url: str
    clock: LogicalClock
    sandbox: Sandbox
    wechat: WeChatSimulator
    wecom: WeComSimulator
    departments: DepartmentSimulator
    bank: BankSimulator
    ticks: Ticks
    calendar: WorkCalendar

    def books(self) -> dict[str, int]:
        """What was ordered from the bank in all, and what became of it (fen)."""
        lines = [
            PaymentLine(row["id"], row["state"], row["amount_fen"])
            for row in watch.rows(self.sandbox, "money")
            if row["kind"] == "payment"
        ]
        found = balance(lines)
        return {**asdict(found), "difference_fen": found.difference_fen}

    def citizen_session(self, openid: str) -> dict[str, Any]:
        """A session of a WeChat user."""
        return self._session("citizen", lambda: self.wechat.issue_code(openid))

    def staff_session(self, userid: str) -> dict[str, Any]:
        """A session of a member of staff."""
        return self._session("staff", lambda: self.wecom.issue_code(userid))

    def _session(self, role: str, code: Callable[[], str]) -> dict[str, Any]:
        """A session; by another code if the first was spent on a request that was not answered."""
        try:
            return self._signed_in(role, code())
        except Declined as declined:
            if declined.status != 401:
                raise
            return self._signed_in(role, code())

    def _signed_in(self, role: str, code: str) -> dict[str, Any]:
        session: dict[str, Any] = Client(self.url).post(f"/v1/sessions/{role}", {"code": code})
        return session


def leave_files(departments: DepartmentSimulator) -> None:
    """Let every department that answers by file leave its newest one."""
    for source in departments.catalogue.sources:
        left = departments.leaves(source.code) if source.answers == "file" else {}
        for name, content in left.items():
            place = f"departments/{source.code}/{name}"
            memory.put_file("jiuzhu-exchange", place, content, "application/octet-stream")


@contextmanager
def world(
    app: Chalice,
    clock: LogicalClock,
    households: Iterable[Household] = tuple(FAMILIES.values()),
) -> Iterator[World]:
    """Build the town around `app`, let its clock tick, and take it down at the end."""
    partner = deployment.PARTNER_SECRETS
    wechat = WeChatSimulator(clock, partner["WECHAT"])
    wecom = WeComSimulator(clock, partner["WECOM"])
    held = partner["SOURCES"]
    departments = DepartmentSimulator(register(households), held["app_id"], held["keys"], clock)
    with ExitStack() as open_:
        addresses = {
            name: open_.enter_context(serving(simulator))
            for name, simulator in (
                ("WECHAT_BASE_URL", wechat),
                ("WECOM_BASE_URL", wecom),
                ("SOURCES_BASE_URL", departments),
            )
        }
        addresses["WECOM_SIGN_IN_URL"] = addresses["WECOM_BASE_URL"]
        handlers = deployed(app)
        sandbox = open_.enter_context(
            Sandbox(handlers, clock.now(), environment=addresses, clock=clock, s3_over_http=True)
        )
        bank = BankSimulator(sandbox)
        leave_files(departments)
        personas.employ()
        url = open_.enter_context(serving(gateway(app, sandbox.invoke)))
        wecom.proves(f"{url}/v1/wecom/messages")
        ticks = Ticks(sandbox).start()
        Ticks(sandbox, INDEX, due=files_changed()).start()
        calendar = load_pack("jilin-city").calendar
        yield World(url, clock, sandbox, wechat, wecom, departments, bank, ticks, calendar)
