"""Secrets by ARN, kept by the process for a while, so that a rotation is seen without a deployment.

Those of sessions and departments are kept for five minutes: taking a key out must end everybody's
sessions. Others are kept for an hour, and whoever is told that credentials are wrong reads all
anew (`forget`).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.platform import aws
from chalicelib.platform.runtime import clock

CACHED_FOR = timedelta(minutes=5)
SELDOM_CHANGED = timedelta(hours=1)
"""For what is never changed in haste, or is known to be old by the first refusal."""
_cached: dict[str, tuple[datetime, dict[str, Any]]] = {}


def secret(arn: str, kept: timedelta = CACHED_FOR) -> dict[str, Any]:
    """The JSON object stored as the secret `arn`; no older than it may be `kept`."""
    now = clock.current().now()
    cached = _cached.get(arn)
    if cached is None or cached[0] + kept <= now:
        text = aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        cached = _cached[arn] = (now, json.loads(text))
    return cached[1]


def forget() -> None:
    """Empty the cache."""
    _cached.clear()
