"""A toy deployment: three steps around a wait and a token, and a trail with two consumers."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from app import app
from chalicelib.platform import aws
from local import serve
from local.cloud import logs
from local.cloud.engine import Sandbox

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)  # 09:00 in Jilin
HOUR, DAY = 3600, 86400


def task(function, **more):
    """A Lambda step that hands on what it was given."""
    return {
        "Type": "Task",
        "Resource": "arn:aws-cn:states:::lambda:invoke",
        "Parameters": {"FunctionName": f"${{{function}}}", "Payload.$": "$"},
        "TimeoutSeconds": 60,
        "ResultPath": None,
        **more,
    }


def token_task(function, seconds, on_timeout, following):
    """A step that waits for somebody's answer, and is escalated when none comes."""
    step = task(function, Next=following, TimeoutSeconds=seconds)
    step["Resource"] += ".waitForTaskToken"
    step["Parameters"]["Payload"] = {"id.$": "$.id", "token.$": "$$.Task.Token"}
    del step["Parameters"]["Payload.$"]
    step["Catch"] = [{"ErrorEquals": ["States.Timeout"], "ResultPath": None, "Next": on_timeout}]
    return step


DEFINITION = json.dumps(
    {
        "StartAt": "Wait",
        "States": {
            "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Verify"},
            "Verify": task("Verify", Next="Review"),
            "Review": token_task("Review", 3 * DAY, "Escalate", "Notice"),
            "Escalate": task("Escalate", Next="Review"),
            "Notice": {"Type": "Wait", "Seconds": 7 * DAY, "Next": "Grant"},
            "Grant": task("Grant", End=True),
        },
    }
)


class Toy:
    """Handlers that write down when they were called; any can be replaced."""

    def __init__(self):
        self.seen = []
        self.tokens = {}
        self.handlers = {
            name: self._note(name)
            for name in ("verify", "review", "escalate", "grant", "drive", "spread", "reconcile")
        }

    def _note(self, name):
        def handler(event, _context):
            if name not in {"drive", "spread"}:
                self.seen.append((name, event.get("id"), self.hours()))
            if "token" in event:
                self.tokens[event["id"]] = event["token"]
            return {}

        return handler

    def hours(self):
        return (self.sandbox.clock.now() - MONDAY).total_seconds() / HOUR

    def deploy(self, **more):
        self.sandbox = Sandbox(self.handlers, MONDAY, definition=DEFINITION, **more)
        return self.sandbox

    def start(self, name, seconds=5 * HOUR):
        aws.client("stepfunctions").start_execution(
            stateMachineArn=self.sandbox.names["STATE_MACHINE_ARN"],
            name=name,
            input=json.dumps({"id": name, "seconds": seconds}),
        )

    def answer(self, name):
        aws.client("stepfunctions").send_task_success(taskToken=self.tokens[name], output="{}")

    def pass_hours(self, hours):
        self.sandbox.clock.wait(object(), hours * HOUR)

    def status(self, name):
        return self.sandbox.executions()[name].exec_status


@pytest.fixture
def toy():
    return Toy()


def put(pk, sk="1", table="trail", **more):
    """Put one item."""
    item = {"pk": {"S": pk}, "sk": {"S": sk}, **more}
    aws.client("dynamodb").put_item(TableName=f"jiuzhu-{table}", Item=item)


def transact(*entries, token=None):
    """Put items in one transaction; an entry is (table, pk, sk, condition or None)."""
    parts = []
    for table, pk, sk, condition in entries:
        part = {"TableName": f"jiuzhu-{table}", "Item": {"pk": {"S": pk}, "sk": {"S": sk}}}
        parts.append({"Put": part | ({"ConditionExpression": condition} if condition else {})})
    given = {"ClientRequestToken": token} if token else {}
    aws.client("dynamodb").transact_write_items(TransactItems=parts, **given)


@contextmanager
def served():
    """The sandbox served on loopback; its address."""
    lines, over, up = [], threading.Event(), threading.Event()

    def show(line):
        lines.append(line)
        up.set()

    def run():
        with logs.captured():
            serve.run(app, 0, show, over)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert up.wait(60)
    yield lines[0].split()[1].partition("（")[0]
    over.set()
    thread.join(60)
    assert not thread.is_alive()
