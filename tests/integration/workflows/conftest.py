"""An office with the workflow at its back: real steps, driver and reconciler, nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import tasks as entries
from chalicelib.approval import tasks as approval
from chalicelib.assessment import tasks as assessment
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import Track
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.actors import Actor, system
from chalicelib.platform.aws import stepfunctions
from chalicelib.platform.store import tokens, trail
from chalicelib.records import driver
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from chalicelib.verification import tasks as verification
from local.cloud.engine import Sandbox
from local.cloud.streams import Trouble
from local.cloud.ticks import Ticks
from tests.conftest import FAMILY, MONDAY, employ, nothing, staff
from tests.integration.workflows.plays import states
from tests.support.cases import submitted

MACHINE = system("test")
TOWN, COUNTY, LEADER = "town1", "county1", "county2"
GRANTED = {"decision": {"amount_fen": 130_000}}
ROUND = timedelta(hours=1)
ACCOUNT = {"bank": "吉林银行", "number": "6217000000000000001", "holder": 0}


@dataclass
class Office:
    """Cases, what people do to them, and the executions behind them."""

    sandbox: Sandbox
    driving: bool = True
    made: int = field(default=0)

    @property
    def now(self):
        return self.sandbox.clock.now()

    @property
    def law(self):
        return law_on(self.now)

    def drive(self, event, context):
        """The driver, unless it is down."""
        return entries.drive(event, context) if self.driving else nothing(event, context)

    # People and time.

    def happens(self, case: Case, event: str, actor: Actor | str = MACHINE, **more: Any) -> Case:
        """Let something happen to a case now; nothing has followed from it yet."""
        who = staff(actor) if isinstance(actor, str) else actor
        step = Step(documents=more.pop("documents", {}), named=[who.id], **more)
        return transitions.advance(cases.load(case.id), event, Act(who, self.now, self.law), step)

    def settle(self) -> None:
        """Whatever follows at this instant has followed."""
        self.sandbox.clock.settle()

    def later(self, **length: float) -> None:
        """Some time passes."""
        self.sandbox.clock.sleep_until(self.now + timedelta(**length))
        self.settle()

    def submits(self, track: Track = Track.STANDARD) -> Case:
        """A family applies: urgently on the same-day track."""
        self.made += 1
        scheme = "temporary_aid" if track is Track.SAME_DAY else "dibao"
        form = f"form-{self.made:04d}"
        case = submitted(self.sandbox, self.law, form, track, scheme, account=ACCOUNT)
        self.settle()
        return case

    def brought_to(self, stage: str) -> Case:
        """A case at a stage, brought there by hand: no execution is behind it."""
        track = Track.SAME_DAY if stage in SAME_DAY else Track.STANDARD
        self.driving = False
        case = self.submits(track)
        for event, actor, more in (SAME_DAY | STANDARD)[stage]:
            given = {"stage_due": self.now + ROUND} if event == "start_verification" else {}
            case = self.happens(case, event, actor, documents=more, **given)
        self.settle()
        self.driving = True
        assert case.state == stage.removeprefix("urgent_")
        return case

    # Executions.

    def begins(self, case: Case) -> Case | None:
        """The next attempt begins, as the reconciler would have it; None if none is needed."""
        before = cases.load_clear(case.id)
        driver.restart(DRIVEN, case.id, before.seq, self.now, self.law)
        begun = cases.load(case.id)
        self.settle()
        return begun if begun.record.attempt > before.attempt else None

    def begins_again(self, case: Case, stage: str, name: str = "again", seconds: int = 1) -> str:
        """An execution of the attempt that `case` was at comes back at a stage; its name."""
        attempt = case.record.attempt
        told = stepfunctions.Payload(
            kind="case", id=case.id, attempt=attempt, stage=stage, seconds=seconds
        )
        started = f"{case.id}-{name}"
        with self.sandbox.as_function("outside"):
            start(self.sandbox, started, told)
        self.settle()
        return started

    def entered(self, case: Case, name: str | int) -> list[str]:
        """The states that an execution of a case entered."""
        arn = self.sandbox.executions()[f"{case.id}-{name}"].exec_arn
        return states(client().get_execution_history(executionArn=arn)["events"])

    def status(self, case: Case, name: str | int) -> str:
        """RUNNING, SUCCEEDED, FAILED or ABORTED."""
        return str(self.sandbox.executions()[f"{case.id}-{name}"].exec_status.value)

    def tokens(self, case: Case) -> list[str]:
        """The stages at which a step waits for people, by the tokens kept; used ones left out."""
        state, attempt = self.now_at(case)
        kept = [(item["stage"], item["attempt"]) for item in tokens.waiting("case", case.id)]
        return [stage for stage, of in kept if stage == state or of != attempt]

    def now_at(self, case: Case) -> tuple[str, int]:
        """State and attempt of a case as it is now."""
        row = cases.load_clear(case.id)
        return row.state, row.attempt

    def events(self, case: Case) -> list[str]:
        """The names of a case's events so far."""
        return [event["event"] for event in trail.history("case", case.id)]


def client():
    from local.cloud import deployment

    return deployment.client("stepfunctions")


def start(sandbox, name, told):
    """Start an execution under any name, as an operator could."""
    import json

    client().start_execution(
        stateMachineArn=sandbox.names["STATE_MACHINE_ARN"], name=name, input=json.dumps(told)
    )


_REPORT = {"report": {"items": [], "differences": []}}
_REVIEWED = [
    ("accept", TOWN, {}),
    ("call_back", TOWN, {}),
    ("visit", TOWN, {}),
    ("countersign", "town2", {}),
    ("start_verification", MACHINE, {}),
    ("report_clear", MACHINE, _REPORT),
]
_ASSESSED = [*_REVIEWED, ("propose_grant", TOWN, {"opinion": {"decision": "propose_grant"}})]
_NOTICED = [
    *_ASSESSED, ("assess_eligible", MACHINE, {"assessment": {"amount_fen": 130_000}}),
]  # fmt: skip
_CONFIRMING = [*_NOTICED, ("notice_over", MACHINE, {})]
_PAID = {"decision": {"amount_fen": 100_000, "part": "instalment-1", "from_month": "2022-12"}}
_RECEIVING = [*_CONFIRMING, ("confirm", COUNTY, {}), ("entitle", MACHINE, {})]
_URGENT = [("grant_urgent", TOWN, _PAID)]

STANDARD = {
    "waiting": [],
    "verifying": _REVIEWED[:5],
    "explaining": [*_REVIEWED[:5], ("report_differs", MACHINE, _REPORT)],
    "reviewing": _REVIEWED,
    "assessing": _ASSESSED,
    "proposing": [*_ASSESSED, ("assess_other", MACHINE, {"assessment": {}})],
    "noticing": _NOTICED,
    "confirming": _CONFIRMING,
    "confirmed": _RECEIVING[:-1],
    "declined": [*_CONFIRMING, ("decline", COUNTY, {})],
    "receiving": _RECEIVING,
    "rechecking": [*_RECEIVING, ("recheck", MACHINE, {})],
    "refused": [*_CONFIRMING, ("decline", COUNTY, {}), ("refuse", MACHINE, {})],
    "withdrawn": [("withdraw", FAMILY, {})],
    "ended": [("die", MACHINE, {})],
}
SAME_DAY = {
    "deciding": [],
    "paying_first": _URGENT,
    "urgent_waiting": [*_URGENT, ("pay_first", MACHINE, {})],
    "urgent_verifying": [
        *_URGENT, ("pay_first", MACHINE, {}), ("start_verification", MACHINE, {}),
    ],
    "post_reviewing": [
        *_URGENT, ("pay_first", MACHINE, {}), ("start_verification", MACHINE, {}),
        ("report_clear", MACHINE, _REPORT),
    ],
}  # fmt: skip
"""By which events a case comes to each stage."""


def opened(trouble: Trouble | None = None) -> Sandbox:
    """The functions of the workflow in a deployment of their own."""
    handlers = {
        "verification_verify": verification.verify,
        "approval_wait": approval.wait,
        "approval_overdue": approval.overdue,
        "assessment_assess": assessment.assess,
        "approval_conclude": approval.conclude,
        "drive": nothing,
        "spread": nothing,
        "reconcile": entries.reconcile,
    }
    return Sandbox(
        handlers, MONDAY, {"SOURCES_BASE_URL": "http://127.0.0.1:9"}, trouble=trouble or Trouble()
    )


def furnished(sandbox: Sandbox) -> Office:
    """The office's staff, its driver and its ticks."""
    employ()
    office = Office(sandbox)
    sandbox.handlers["drive"] = office.drive  # type: ignore[index]
    Ticks(sandbox).start()
    return office


@pytest.fixture
def office():
    with opened() as sandbox:
        yield furnished(sandbox)
