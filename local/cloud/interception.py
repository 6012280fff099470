"""AWS calls of botocore's clients and moto's calls of Lambda functions, led to the sandbox."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from unittest.mock import patch

from botocore.client import BaseClient
from moto.awslambda.models import LambdaFunction

from local.cloud.memory import ACCOUNT, REGION

_sandboxes: list[Destination] = []


class Destination(Protocol):
    """Where AWS calls and invocations go."""

    def api_call(self, client: BaseClient, operation: str, params: dict[str, Any]) -> Any:
        """One AWS call."""

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Call a function by its deployed name."""


@dataclass(frozen=True)
class Context:
    """Lambda's context object, as far as our handlers look."""

    function_name: str
    aws_request_id: str = "sandbox"

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws-cn:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Always enough."""
        return 60_000


@contextmanager
def routed_to(sandbox: Destination) -> Iterator[None]:
    """AWS calls and Lambda's invocations go to this sandbox in here."""
    _sandboxes.append(sandbox)
    with (
        patch.object(BaseClient, "_make_api_call", _make_api_call),
        patch.object(LambdaFunction, "_invoke_lambda", _invoke_lambda),
    ):
        yield
    _sandboxes.remove(sandbox)


def _make_api_call(self: BaseClient, operation_name: str, api_params: dict[str, Any]) -> Any:
    return _sandboxes[-1].api_call(self, operation_name, api_params)


def _invoke_lambda(self: Any, event: str | None = None) -> tuple[str, bool, str]:
    """moto asks for a Lambda function's answer: (payload, whether it failed, logs).

    Whatever a handler dies of is a function error, so no execution is left hanging.
    """
    given = json.loads(event) if isinstance(event, str) else event or {}
    try:
        return json.dumps(_sandboxes[-1].invoke(self.function_name, given)), False, ""
    except BaseException as failure:
        name = type(failure).__name__ if isinstance(failure, Exception) else "Lambda.Unknown"
        error = {"errorType": name, "errorMessage": str(failure), "stackTrace": []}
        if name not in {"Refused", "Unavailable", "Broken", "Lambda.Unknown"}:
            error["stackTrace"] = traceback.format_tb(failure.__traceback__)
        return json.dumps(error), True, ""
