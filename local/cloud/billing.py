"""How often a sandbox does what AWS bills by number, and what for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from local.cloud.calls import OUTSIDE, WORKFLOW, Call, request_of
from local.cloud.deployment import ROOT
from local.cloud.engine import Sandbox

OF_A_PROCESS = frozenset({"desk", "file", "vault"})
"""Keys of many people: a process opens each once in an hour, however many families it serves."""
S3_READS = frozenset({"GetObject", "HeadObject"})


@dataclass(frozen=True)
class Billed:
    """What is billed by number: by which function and request, and of which kind."""

    function: str
    request: str
    what: str
    process: bool = False
    """Whether it belongs to a process and an hour, and to no family."""


class Counts:
    """Counts what one sandbox does."""

    def __init__(self) -> None:
        self.counted: Counter[Billed] = Counter()

    def watch(self, sandbox: Sandbox) -> None:
        """Count from now on."""
        sandbox.on_answer(self._answered)
        sandbox.hooks.append(self._called)

    def _answered(self, function: str, event: Mapping[str, Any], _answer: Any) -> None:
        request = request_of(event)
        self.counted[Billed(function, request, "lambda_requests")] += 1
        if request:
            self.counted[Billed(function, request, "api_requests")] += 1

    def _called(self, phase: str, call: Call) -> None:
        what = _what(call)
        if phase == "before" and what and call.function not in {OUTSIDE, WORKFLOW}:
            process = what == "secret_calls" or call.kind in OF_A_PROCESS
            self.counted[Billed(call.function, call.request, what, process)] += 1


def _what(call: Call) -> str:
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
