"""AWS on one machine: moto's engine with our own tables, functions and state machine.

Tables come from the merge template, the state machine from its ASL, Lambda calls go to our own
handlers. One lock makes every DynamoDB call atomic, as AWS does and moto does not. Every AWS call
is recorded with the function that made it and held to that function's role, and hooks may fail it
before or after its effect. Reads that are not consistent see `copies`, which may be behind.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.client import BaseClient
from moto import mock_aws
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from chalicelib.platform.runtime import clock
from chalicelib.platform.store import keys
from local.cloud import (
    calls,
    deployment,
    interpreter,
    memory,
    partner_calls,
    processes,
    streams,
    wire,
)
from local.cloud.calls import OUTSIDE, WORKFLOW, AwsCall, Hook, Use, as_function
from local.cloud.capacity import Meter
from local.cloud.cheap_tables import cheap_tables
from local.cloud.clock import LogicalClock
from local.cloud.copies import Copies
from local.cloud.guards import Guards, check_rights
from local.cloud.interception import Context, routed_to
from local.cloud.memory import ACCOUNT, REGION

__all__ = ["AwsCall", "Hook", "Sandbox", "Use"]

Handler = Callable[[dict[str, Any], Any], Any]
Observer = Callable[[str, bytes], None]
EventObserver = Callable[[Mapping[str, Any]], None]
AnswerObserver = Callable[[str, Mapping[str, Any], Any], None]
WRITES = calls.PUTS | {"UpdateItem", "DeleteItem"}


@dataclass
class Sandbox:
    """A whole deployment in this process; use it as a context manager.

    `handlers` are the functions by their deployed names. `definition` replaces the application's
    ASL, `clock` the logical clock that starts at `start`. `threaded` delivers the stream on threads
    of the clock; without it, `pump.drain()` does. `s3_over_http` puts S3 on a loopback port, so
    that a pre-signed POST can be sent. `unsafe_no_lock` shows what moto does without our lock.
    """

    handlers: Mapping[str, Handler]
    start: datetime
    environment: Mapping[str, str] = field(default_factory=dict)
    threaded: bool = True
    trouble: streams.Trouble = field(default_factory=streams.Trouble)
    definition: str | None = None
    clock: LogicalClock = field(default=None)  # type: ignore[assignment]
    s3_over_http: bool = False
    unsafe_no_lock: bool = False

    def __post_init__(self) -> None:
        self.calls: list[AwsCall] = []
        self.uses: set[Use] = set()
        self.hooks: list[Hook] = []
        self.meters: list[Meter] = []
        self.copies = Copies(timedelta())
        self.put_observers: list[tuple[str, str, Observer]] = []
        self.event_observers: list[EventObserver] = []
        self.answer_observers: list[AnswerObserver] = []
        self.names: dict[str, str] = {}
        self._guards = Guards()
        self._open = ExitStack()
        self._lock: AbstractContextManager[Any] = (
            nullcontext() if self.unsafe_no_lock else threading.RLock()
        )
        self._checks = memory.Checks()

    def __enter__(self) -> Sandbox:
        logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)
        self.clock = self.clock or LogicalClock(self.start)
        try:
            self._enter()
        except BaseException:
            self._open.close()
            raise
        return self

    def _enter(self) -> None:
        self._open.enter_context(deployment.environment())
        mock = mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
        mock.start()
        self._open.callback(mock.stop)
        self._open.enter_context(cheap_tables())
        self._open.enter_context(processes.apart())
        clock.install(self.clock)
        self._open.callback(clock.install, clock.SystemClock())
        interpreter.install(self.clock)
        consumers = [
            c for c in streams.mappings(deployment.resources()) if c.function in self.handlers
        ]
        self.pump = streams.Pump(self.clock, self.invoke, consumers, self.threaded, self.trouble)
        self.names = deployment.make(self.handlers, self.definition) | dict(self.environment)
        os.environ.update(self.names)
        if self.s3_over_http:
            self._open.enter_context(deployment.s3_on_loopback())
        processes.forget()
        self._open.callback(processes.forget)
        self._open.enter_context(routed_to(self))
        self._open.enter_context(partner_calls.observed_by(self._call_hooks))
        self._open.callback(self.clock.stop)

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Call a function as AWS would: by JSON, under its own name.

        The caller is busy, so time stands still unless the function itself waits.
        """
        given = json.loads(json.dumps(event, default=_bytes))
        with as_function(name, given):
            answer = json.loads(json.dumps(self.handlers[name](given, Context(name))))
        for observer in self.answer_observers:
            observer(name, given, answer)
        return answer

    def as_function(self, name: str) -> AbstractContextManager[None]:
        """What happens here is done by the function of that name."""
        return as_function(name)

    def on_event(self, observer: EventObserver) -> None:
        """Tell `observer` of every committed event, as the item of the trail in DynamoDB JSON."""
        self.event_observers.append(observer)

    def on_answer(self, observer: AnswerObserver) -> None:
        """Tell `observer` (function, event, answer) whenever a function has answered."""
        self.answer_observers.append(observer)

    def on_put(self, bucket: str, prefix: str, observer: Observer) -> None:
        """Tell `observer` (key, body) of every object put under a prefix of a bucket."""
        self.put_observers.append((bucket, prefix, observer))

    def table_items(self, name: str) -> list[dict[str, Any]]:
        """Every item of a table in DynamoDB JSON, read past the API (for searches in tests)."""
        return [
            {n: memory.plain(a) for n, a in row.attrs.items()}
            for row in memory.rows(f"jiuzhu-{name}")
        ]

    def snapshot(self) -> dict[str, Any]:
        """The tables and the open data keys as they are, to be given to `restore`."""
        return {"tables": memory.snapshot(), "open": processes.open_keys()}

    def restore(self, held: Mapping[str, Any]) -> None:
        """Put the tables and the open data keys back as they were; time goes on."""
        memory.restore(held["tables"])
        self._afresh()
        processes.reopen(held["open"])

    def reset(self) -> None:
        """Empty every table, and drop what was recorded and cached; time goes on."""
        memory.empty()
        self.calls.clear()
        self._afresh()

    def _afresh(self) -> None:
        self._checks = memory.Checks()
        self._guards = Guards()
        processes.forget()

    def earliest_work(self) -> str | None:
        """The earliest instant at which `reconcile` has anything to do, read past the API.

        The earliest `next_check` of the due indexes; "" when a reaction is parked, which is due at
        every tick; None when there is nothing.
        """
        with self._lock:
            found = (self._checks.of(f"jiuzhu-{name}") for name in keys.HOLDING_RECORDS)
            return min((check for checks in found for check in checks.values()), default=None)

    def executions(self) -> dict[str, Any]:
        """moto's executions by name; `.exec_status` is RUNNING, SUCCEEDED, FAILED or ABORTED."""
        backend = stepfunctions_parser_backends[ACCOUNT][REGION]
        return {e.name: e for machine in backend.state_machines for e in machine.executions}

    def stop_execution(self, name: str) -> None:
        """End an execution as an operator or a fault would; it is over when the clock settles."""
        execution = self.executions()[name]
        if not execution.exec_worker.env.is_running():
            self.clock.settle()
        deployment.client("stepfunctions").stop_execution(executionArn=execution.exec_arn)

    def api_call(self, client: BaseClient, operation: str, params: dict[str, Any]) -> Any:
        """One AWS call: hooks before, the call itself (atomic), what it committed, hooks after."""
        service = client.meta.service_model.service_name
        call = calls.describe(service, operation, params)
        self.calls.append(call)
        for use in calls.uses(call, params):
            self.uses.add(use)
            check_rights(use)
        if call.function != WORKFLOW:
            self._call_hooks("before", call)
        self._guards.check(service, operation, params)
        if service == "dynamodb":
            answer = self._database_call(client, call, operation, params)
        else:
            answer = wire.call(client, operation, params)
            self._tell_observers(operation, params)
        if call.function != WORKFLOW:
            self._call_hooks("after", call)
        return answer

    def _call_hooks(self, phase: str, call: AwsCall) -> None:
        with as_function(OUTSIDE):
            for hook in list(self.hooks):
                hook(phase, call)

    def _database_call(
        self, client: BaseClient, call: AwsCall, operation: str, params: dict[str, Any]
    ) -> Any:
        images = calls.images(operation, params, self.names["TRAIL_TABLE"])
        if self.trouble.unsafe_see_cancelled:
            self.pump.committed(images)
        with self._lock:
            now = self.clock.now()
            answer = self._guards.answered(operation, params, now)
            if answer is not None:
                return answer
            before = self.copies.before(operation, params)
            with self.copies.seen(operation, params, now):
                answer = self._metered_call(client, call, operation, params)
            self._guards.keep(operation, params, now, answer)
            self.copies.written(before, now)
            if operation in WRITES:
                self._checks.forget(*call.resource.split(","))
            if not self.trouble.unsafe_see_cancelled:
                self.pump.committed(images)
        for observer in self.event_observers:
            for image in images:
                observer(image)
        return answer

    def _metered_call(
        self, client: BaseClient, call: AwsCall, operation: str, params: dict[str, Any]
    ) -> Any:
        for meter in self.meters:
            meter.writing(call, operation, params)
        if params.get("IndexName") == "due" and not self._anything_due(params):
            answer: Any = {"Items": [], "Count": 0, "ScannedCount": 0}
        else:
            answer = wire.call(client, operation, params)
        for meter in self.meters:
            meter.read(call, operation, params, answer)
        return answer

    def _anything_due(self, params: dict[str, Any]) -> bool:
        """The reconciler asks for sixteen pages of each table, of which most hold nothing."""
        values = params["ExpressionAttributeValues"]
        return self._checks.is_past_due(
            params["TableName"], values[":due"]["S"], values[":now"]["S"]
        )

    def _tell_observers(self, operation: str, params: dict[str, Any]) -> None:
        if operation != "PutObject":
            return
        for bucket, prefix, observer in self.put_observers:
            if params["Bucket"] == bucket and params["Key"].startswith(prefix):
                observer(params["Key"], _content(params["Body"]))


def _content(body: Any) -> bytes:
    """What was sent; botocore wraps it in a file."""
    if hasattr(body, "seek"):
        body.seek(0)
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)
