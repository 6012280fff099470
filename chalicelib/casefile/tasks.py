"""What the API has drawn by a function of its own, whose zip alone holds the fonts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.casefile.report.printed import printed
from chalicelib.casefile.report.sheet import sheet_from
from chalicelib.platform.aws import sheets
from chalicelib.platform.runtime.worker import task


@task
def draw(event: dict[str, Any], _now: datetime) -> None:
    """Draw a sheet and leave it for its reader."""
    sheets.keep(event["case_id"], event["id"], printed(sheet_from(event["sheet"])))
