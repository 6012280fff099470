"""What the trail's stream calls to drive the workflow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalice.app import Blueprint

from chalicelib.case import driver
from chalicelib.platform import stream
from chalicelib.platform.stream import Happened
from chalicelib.platform.worker import task
from chalicelib.records.law import law_on

bp = Blueprint(__name__)


@bp.lambda_function(name="drive")
@task
def drive(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Start and wake the workflow for each committed event of a case."""

    def follow(happened: Happened) -> None:
        if happened.kind == "case" and driver.concerns(happened):
            driver.follow_event(happened.id, happened.event, now, law_on(now))

    return stream.consume(event, follow)
