"""Secrets by ARN, cached for five minutes, so that a rotation is seen without a deployment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.platform import aws
from chalicelib.platform.runtime import clock

CACHED_FOR = timedelta(minutes=5)
_cached: dict[str, tuple[datetime, dict[str, Any]]] = {}


def secret(arn: str) -> dict[str, Any]:
    """The JSON object stored as the secret `arn`; at most five minutes old."""
    now = clock.current().now()
    cached = _cached.get(arn)
    if cached is None or cached[0] + CACHED_FOR <= now:
        text = aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        cached = _cached[arn] = (now, json.loads(text))
    return cached[1]


def forget() -> None:
    """Empty the cache."""
    _cached.clear()
