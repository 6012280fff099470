"""The tokens of waiting steps, each beside the record for which its step waits.

They are sealed by KMS under a key of their own that only the driver may open.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.platform import aws
from chalicelib.platform.aws.stepfunctions import TokenGone
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import keys, table

LONGEST = timedelta(days=366)
"""How long an execution lasts at most."""


def store(kind: str, id_: str, stage: str, attempt: int, token: str, now: datetime) -> bytes:
    """Store the token of a waiting step; returns it sealed, as `discard` takes it.

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
    """Delete the token that `store` sealed, unless that of a later step has taken its place."""
    table.delete(keys.token(kind, id_, attempt), "sealed = :sealed", {":sealed": sealed})


def waiting(kind: str, id_: str) -> list[dict[str, Any]]:
    """The tokens of a record: stage, attempt, and the sealed token."""
    row = keys.row(kind, id_)
    return table.query(row.table, row.pk, prefix="TOKEN#")


def unseal(kind: str, id_: str, item: dict[str, Any]) -> str:
    """The token in an item of `waiting`; TokenGone if it was not sealed for this step."""
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
