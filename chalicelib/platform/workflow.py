"""Step Functions as this suite uses it: start an attempt, wake a waiting step, keep its token.

The row is the truth. An execution is named by its record and attempt, so a second start of the same
attempt finds the first; a token is only a way to wake a step that would otherwise sleep until its
timeout. Tokens are sealed by KMS under a key of their own that only the driver may open.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, TypedDict

from chalicelib.platform import aws, keys, table
from chalicelib.platform.settings import settings

LONGEST = timedelta(days=366)
"""How long an execution lasts at most."""
SUPERSEDED = "superseded"  # the stage told to an attempt that a later one has replaced


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
    """Start the execution of an attempt; an attempt that was started before is left alone.

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


def keep(kind: str, id_: str, stage: str, attempt: int, token: str, now: datetime) -> bytes:
    """Keep the token of a waiting step, and answer it sealed, as `discard` wants it.

    The next of the same attempt takes its place: an attempt waits at one step at a time, so what is
    replaced was used. The last one ends by itself when no execution lasts any longer.
    """
    sealed = aws.client("kms").encrypt(
        KeyId=settings().need("token_key_id"),
        Plaintext=token.encode(),
        EncryptionContext=_context(kind, id_, stage, attempt),
    )["CiphertextBlob"]
    ends = int((now + LONGEST).timestamp())
    item = {"kind": "token", "stage": stage, "attempt": attempt, "sealed": sealed, "expires": ends}
    table.put(keys.token(kind, id_, attempt), item)
    return sealed


def discard(kind: str, id_: str, attempt: int, sealed: bytes) -> None:
    """Delete the token that `keep` sealed, unless that of a later step has taken its place."""
    table.delete(keys.token(kind, id_, attempt), "sealed = :sealed", {":sealed": sealed})


def kept(kind: str, id_: str) -> list[dict[str, Any]]:
    """The kept tokens of a record: stage, attempt, and the sealed token."""
    row = keys.row(kind, id_)
    return table.query(row.table, row.pk, prefix="TOKEN#")


def unseal(kind: str, id_: str, item: dict[str, Any]) -> str:
    """The token in an item of `kept`; TokenGone if it was not sealed for this step."""
    client = aws.client("kms")
    try:
        answer = client.decrypt(
            KeyId=settings().need("token_key_id"),
            CiphertextBlob=item["sealed"],
            EncryptionContext=_context(kind, id_, item["stage"], item["attempt"]),
        )
    except client.exceptions.InvalidCiphertextException:
        raise TokenGone from None
    return answer["Plaintext"].decode()


def _context(kind: str, id_: str, stage: str, attempt: int) -> dict[str, str]:
    return {"kind": "token", kind: id_, "stage": stage, "attempt": str(attempt)}
