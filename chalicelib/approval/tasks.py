"""What the workflow calls where people decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.platform.runtime.worker import task


@task
def wait(event: dict[str, Any], now: datetime) -> None:
    """Store the token of a step that waits for people, or let it go on at once."""
    from chalicelib.approval import service
    from chalicelib.records.law import law_on

    service.wait(event["id"], event["attempt"], event["stage"], event["token"], now, law_on(now))


@task
def overdue(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Nobody decided in time: the task is escalated."""
    from chalicelib.approval import service
    from chalicelib.records.law import law_on

    return {**service.escalate(event["id"], event["attempt"], now, law_on(now))}


@task
def conclude(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Carry out what was decided."""
    from chalicelib.approval import service
    from chalicelib.records.law import law_on

    return {**service.conclude(event["id"], event["attempt"], now, law_on(now))}
