"""ApiModel models to JSON documents, with their secrets revealed: only on the way into a seal."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, SecretStr


def revealed(model: BaseModel) -> dict[str, Any]:
    """`model` as JSON values with its secrets in clear; nothing that is None."""
    document: dict[str, Any] = json.loads(
        json.dumps(model.model_dump(exclude_none=True), default=_plain)
    )
    return document


def _plain(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
