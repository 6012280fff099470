"""What the workflow calls to assess."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.platform.runtime.worker import task


@task
def assess(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Assess the family for every scheme."""
    from chalicelib.assessment import service
    from chalicelib.records.law import law_on

    return {**service.assess(event["id"], event["attempt"], now, law_on(now))}
