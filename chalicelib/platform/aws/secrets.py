"""Secrets by ARN, kept five minutes, so that a rotation is seen without a deployment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.platform import aws
from chalicelib.platform.runtime import clock

KEPT = timedelta(minutes=5)
_kept: dict[str, tuple[datetime, dict[str, Any]]] = {}


def secret(arn: str) -> dict[str, Any]:
    """The JSON object stored as the secret `arn`; at most five minutes old."""
    now = clock.current().now()
    held = _kept.get(arn)
    if held is None or held[0] + KEPT <= now:
        text = aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        held = _kept[arn] = (now, json.loads(text))
    return held[1]


def forget() -> None:
    """Drop what is kept."""
    _kept.clear()
