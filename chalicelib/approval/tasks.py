"""What the workflow calls where people decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.approval import service
from chalicelib.platform.runtime.worker import task
from chalicelib.records.law import law_on


@task
def wait(event: dict[str, Any], now: datetime) -> None:
    """Store the token of a step that waits for people, or let it go on at once."""
    service.wait(event["id"], event["attempt"], event["stage"], event["token"], now, law_on(now))


@task
def overdue(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Nobody decided in time: the task is escalated."""
    return {**service.escalate(event["id"], event["attempt"], now, law_on(now))}


@task
def conclude(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Carry out what was decided."""
    return {**service.conclude(event["id"], event["attempt"], now, law_on(now))}
