"""The model of everything that crosses the API's border."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Border(BaseModel):
    """A model of what crosses the border: no unknown fields, no values in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Nothing(Border):
    """A body with nothing in it."""
