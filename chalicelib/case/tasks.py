"""What the trail's stream calls to drive the workflow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalice.app import Blueprint

from chalicelib.case import driver
from chalicelib.case.due import law_on
from chalicelib.platform import stream
from chalicelib.platform.worker import task

bp = Blueprint(__name__)


@bp.lambda_function(name="drive")
@task
def drive(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Start and wake the workflow for each committed event of a case."""

    def follow(kind: str, id_: str, name: str, _seq: int, _at: datetime) -> None:
        if kind == "case":
            driver.follow_event(id_, name, now, law_on(now))

    return stream.consume(event, follow)
