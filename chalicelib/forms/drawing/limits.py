"""What a question may be answered with, as the contract of its field says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from chalicelib.applications.contract import Submission
from chalicelib.assessment.contract import EstimateRequest
from chalicelib.domain.errors import Broken
from chalicelib.domain.names import MOST_LETTERS
from chalicelib.forms.definitions.question import Question, Value

BODIES: dict[str, type[BaseModel]] = {
    "application": Submission,
    "urgent_aid": Submission,
    "estimate": EstimateRequest,
}
"""The contract that the answers of a form are put together for."""
Schema = Mapping[str, Any]
NAMED = "name"


@dataclass(frozen=True)
class Limits:
    """What the contract says of a field: values to choose from, bounds, length, form, how many;
    None where it says nothing. `needed` says that the contract takes no body without it."""

    options: tuple[Value, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    most: int | None = None
    needed: bool = False
    item: Schema = field(default_factory=dict, repr=False)


@lru_cache(maxsize=len(BODIES))
def schema_of(form: str) -> Schema:
    """The JSON schema of the body of a form."""
    return BODIES[form].model_json_schema()


def limits(form: str, item: Schema, question: Question) -> Limits:
    """The limits of a question whose answer belongs into `item`, a schema of the form's body.

    Broken("forms.no_such_field") where the contract has no such field.
    """
    if not question.place:
        return Limits(options=question.options, needed=True)
    found, needed = item, True
    for name in question.place:
        if name not in found.get("properties", {}):
            raise Broken("forms.no_such_field", form=form, field="/".join(question.place))
        needed = needed and name in found.get("required", ())
        found = plain(form, found["properties"][name])
    inner = plain(form, found["items"]) if "items" in found else {}
    chosen = inner.get("enum") if question.kind == "several" else found.get("enum")
    above = found.get("exclusiveMaximum")
    length = found.get("maxLength")
    return Limits(
        options=tuple(chosen or ()),
        minimum=found.get("minimum"),
        maximum=found.get("maximum", None if above is None else above - 1),
        max_length=MOST_LETTERS if question.place[-1] == NAMED else length,
        pattern=found.get("pattern"),
        most=found.get("maxItems"),
        needed=needed,
        item=inner,
    )


def plain(form: str, schema: Schema) -> Schema:
    """A schema without what says that there may be nothing, and as it is where it refers to one."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    found = kinds[0] if kinds else schema
    reference = found.get("$ref", "").rpartition("/")[2]
    return schema_of(form)["$defs"][reference] if reference else found
