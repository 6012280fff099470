"""What the workflow calls to verify."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.platform.runtime.worker import task


@task
def verify(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Ask every department at once, within the deadline.

    An event that names an attempt comes from its workflow; one without asks for the review of a
    case that is at rest.
    """
    from chalicelib.platform.partners.departments import deployed
    from chalicelib.records.law import law_on
    from chalicelib.verification import service
    from chalicelib.verification.files import sources

    law = law_on(now)
    departments = deployed.departments(
        law.parameters.catalogue.sources, sources.deadline(law), sources.limits(law)
    )
    if "attempt" not in event:
        return {**service.review(event["id"], departments, now, law)}
    return {**service.verify(event["id"], event["attempt"], departments, now, law)}


@task
def index(_event: dict[str, Any], now: datetime) -> None:
    """Take in what departments have left in files since the last tick."""
    from chalicelib.records.law import law_on
    from chalicelib.verification.files import department_files, sources

    law = law_on(now)
    department_files.read_new_files(law.parameters.catalogue.sources, now, sources.most_drop(law))
