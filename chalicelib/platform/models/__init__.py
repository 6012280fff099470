"""The base of the models of everything that the API takes and answers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ApiModel(BaseModel):
    """A model of a request or an answer: no unknown fields, no values in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class EmptyBody(ApiModel):
    """A body without fields."""
