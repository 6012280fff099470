"""What every decision upon a case says (an API model)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chalicelib.platform.models import ApiModel


class VersionedDecision(ApiModel):
    """A decision of staff; `version` is that of the case as they read it (`case/versions.py`)."""

    version: Annotated[int, Field(ge=1)]
