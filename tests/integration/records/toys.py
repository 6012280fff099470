"""A tiny kind of record with a workflow, in the people's table: somebody answers, it is settled."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chalicelib.domain.dates import parse_instant
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import sealing
from chalicelib.platform.store.keys import KEY, Key
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.records import changing
from chalicelib.records.document import Document
from chalicelib.records.driver import Workflow
from chalicelib.records.kind import Kind
from chalicelib.records.machine import By, Machine, OfficeLevel, Task, Transition
from tests.conftest import TOWNSHIP
from tests.sandbox.conftest import task as step

SCOPE = KeyScope("person", "somebody", Key("people", "PERSON#somebody", KEY))
ASK = Task("ask", OfficeLevel.TOWNSHIP, "deadline.accept")


def row(event, frm, to, by=By.SYSTEM, **more):
    return Transition(event, frozenset(frm.split()), to, by, **more)


TABLE = Machine(
    name="toy",
    transitions=(
        row("begin", "", "asking", first=True, starts=True, opens=("ask",)),
        row("answer", "asking", "settling", By.HOLDER, task="ask"),
        row("settle", "settling", "settled"),
        row("forget", "asking settling", "settled", By.OFFICER),
        row("escalate", "asking", None),
        row("claim", "asking", None, By.HOLDER),
        row("hand_over", "asking", None, By.HOLDER),
        row("remind", "asking", None),
        row("recount", "asking", None),
        row("resume", "asking settling", None, starts=True),
    ),
    ends=frozenset({"settled"}),
    stage_tasks=frozenset({"ask"}),
)


@dataclass(frozen=True)
class Toy(Document):
    """It says nothing."""


def until(found):
    open_ = [json.loads(found.clear["tasks"])[0]] if found.state == "asking" else []
    return parse_instant(open_[0]["due"] if open_ else found.clear["begun_at"])


TOY = Kind(
    name="toy",
    part="toys",
    machine=TABLE,
    shape=Toy,
    key=lambda _clear: sealing.key_of(SCOPE),
    tasks={"ask": ASK},
    office=lambda _found: TOWNSHIP,
    label=lambda _found: "玩具",
    workflow=Workflow(
        arn=lambda: settings().need("state_machine_arn"), waits=frozenset({"asking"}), until=until
    ),
    table="people",
)
DRIVEN = changing.driven(TOY)


def goes(stage, following):
    return {"Variable": "$.stage", "StringEquals": stage, "Next": following}


def asks():
    """The step that waits for somebody."""
    waits = step("ToyWait", Next="Route", TimeoutSecondsPath="$.seconds")
    waits["Resource"] += ".waitForTaskToken"
    waits["Parameters"]["Payload"] = {
        "id.$": "$.id", "attempt.$": "$.attempt", "stage": "asking", "token.$": "$$.Task.Token",
    }  # fmt: skip
    del waits["Parameters"]["Payload.$"], waits["TimeoutSeconds"], waits["ResultPath"]
    waits["Catch"] = [{"ErrorEquals": ["States.Timeout"], "ResultPath": None, "Next": "Late"}]
    return waits


def acts(function, **then):
    """A step that answers where the record stands."""
    made = step(function, OutputPath="$.Payload", **then)
    del made["ResultPath"]
    return made


DEFINITION = json.dumps(
    {
        "StartAt": "Route",
        "States": {
            "Route": {
                "Type": "Choice",
                "Choices": [goes("asking", "Ask"), goes("settling", "Settle")],
                "Default": "Over",
            },
            "Ask": asks(),
            "Late": acts("ToyLate", Next="Route"),
            "Settle": acts("ToySettle", Next="Route"),
            "Over": {"Type": "Succeed"},
        },
    }
)
