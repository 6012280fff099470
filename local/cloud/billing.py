"""How often a sandbox does what AWS bills by number, and what for."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import jwt

from chalicelib.domain.actors import Role
from local.cloud import calls
from local.cloud.calls import OUTSIDE, WORKFLOW, AwsCall, request_of
from local.cloud.deployment import ROOT
from local.cloud.engine import Sandbox

OF_A_PROCESS = frozenset({"desk", "file", "vault"})
"""Keys of many people: a process opens each once in an hour, however many families it serves."""
UPLOAD = "POST /v1/papers"
UPLOAD_OF_FAMILY = f"{UPLOAD} of a family"
BESIDE_A_LINE = 26 + 29
"""Bytes: what CloudWatch adds to a line, and by how much AWS's request ids are longer than ours."""
S3_READS = frozenset({"GetObject", "HeadObject"})


@dataclass(frozen=True)
class Billed:
    """What is billed by number: by which function and request, and of which kind."""

    function: str
    request: str
    what: str
    process: bool = False
    """Whether it belongs to a process and an hour, and to no family."""


class _Lines(logging.Handler):
    """Counts the bytes of every line, by which function and request."""

    def __init__(self, counted: Counter[Billed]) -> None:
        super().__init__()
        self._counted = counted

    def emit(self, record: logging.LogRecord) -> None:
        """Count the line."""
        billed = Billed(calls.function_name.get(), calls.request.get(), "log_bytes")
        self._counted[billed] += len(record.getMessage().encode()) + BESIDE_A_LINE


class Counts:
    """Counts what one sandbox does."""

    def __init__(self) -> None:
        self.counted: Counter[Billed] = Counter()

    def watch(self, sandbox: Sandbox) -> None:
        """Count from now on."""
        sandbox.on_answer(self._answered)
        sandbox.hooks.append(self._called)

    @contextmanager
    def lines(self) -> Iterator[None]:
        """In here, what is logged is counted too, in bytes."""
        logger, handler = logging.getLogger("jiuzhu"), _Lines(self.counted)
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)

    def _answered(self, function: str, event: Mapping[str, Any], _answer: Any) -> None:
        request = _asked(event)
        self.counted[Billed(function, request, "lambda_requests")] += _invocations(event)
        if request:
            self.counted[Billed(function, request, "api_requests")] += 1
        if request.startswith(UPLOAD):  # the form is used once, by a phone
            self.counted[Billed(function, request, "s3_writes")] += 1

    def _called(self, phase: str, call: AwsCall) -> None:
        what = _what(call)
        if phase == "before" and what and call.function not in {OUTSIDE, WORKFLOW}:
            process = what == "secret_calls" or call.kind in OF_A_PROCESS
            self.counted[Billed(call.function, call.request, what, process)] += 1


def _asked(event: Mapping[str, Any]) -> str:
    """The request that the API answers, if any; of uploads, those of families by themselves."""
    request = request_of(event)
    if request != UPLOAD:
        return request
    headers = {name.lower(): value for name, value in event["headers"].items()}
    token = headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    return UPLOAD_OF_FAMILY if claims["aud"] == Role.CITIZEN else request


def _invocations(event: Mapping[str, Any]) -> int:
    """How often a function is called for this: families share no batch of the trail's stream, which
    is read several times a second; in the sandbox all do whose clocks strike together."""
    records = event.get("Records")
    return 1 if records is None else len({one["dynamodb"]["Keys"]["pk"]["S"] for one in records})


def _what(call: AwsCall) -> str:
    if call.service == "kms":
        return "kms_calls"
    if call.service == "secretsmanager":
        return "secret_calls"
    if call.service == "s3":
        return "s3_reads" if call.operation in S3_READS else "s3_writes"
    return ""


@cache
def gigabytes(function: str) -> float:
    """The memory of a function, as it is configured."""
    stage = json.loads((ROOT / ".chalice/config.json").read_text("utf-8"))["stages"]["prod"]
    own = stage["lambda_functions"].get(function, {})
    return float(own.get("lambda_memory_size", stage["lambda_memory_size"])) / 1024
