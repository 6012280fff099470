"""Step Functions as this suite uses it: start an attempt, wake a waiting step.

The row is the truth. An execution is named by its record and attempt, so a second start of the same
attempt finds the first; a token is only a way to wake a step that would otherwise sleep until its
timeout (`store/tokens.py` keeps them).
"""

from __future__ import annotations

import json
from typing import TypedDict

from chalicelib.platform import aws

SUPERSEDED = "superseded"  # the stage of an attempt that a later one has replaced


class Payload(TypedDict):
    """What every step takes and answers; never any personal data."""

    kind: str
    id: str
    attempt: int
    stage: str
    seconds: int


class TokenGone(Exception):
    """The token was used, timed out, cannot be opened, or its execution is over."""


def start(arn: str, payload: Payload) -> None:
    """Start the execution of an attempt; an attempt that was started before is not started again.

    `arn` is that of its state machine.
    """
    client = aws.client("stepfunctions")
    try:
        client.start_execution(
            stateMachineArn=arn,
            name=f"{payload['id']}-{payload['attempt']}",
            input=json.dumps(payload),
        )
    except client.exceptions.ExecutionAlreadyExists:
        return


def wake(token: str, payload: Payload) -> None:
    """Let the step behind `token` go on with `payload`; TokenGone if it no longer waits.

    AWS tells late, used and unknown tokens apart by three errors; all mean the same to us.
    """
    client = aws.client("stepfunctions")
    gone = (
        client.exceptions.InvalidToken,
        client.exceptions.TaskTimedOut,
        client.exceptions.TaskDoesNotExist,
    )
    try:
        client.send_task_success(taskToken=token, output=json.dumps(payload))
    except gone:
        raise TokenGone from None
