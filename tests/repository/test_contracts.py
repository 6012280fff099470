"""What every model of the API holds to, whichever part it belongs to."""

from __future__ import annotations

import json
import pkgutil
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Annotated, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

import chalicelib
from chalicelib.platform.models import ApiModel

SECONDS = ("0", "-1", "1.5", "1671408000", "1671408000000")
"""What pydantic takes for a day or an instant by itself: seconds since 1970, as text."""
NEVER = ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@cache
def timed_fields():
    """The type of every field of every model that holds a day or an instant, by its name."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        import_module(module.name)
    return {
        f"{model.__qualname__}.{name}": bounded(field)
        for model in below(ApiModel)
        for name, field in model.model_fields.items()
        if {date, datetime} & {*parts(field.annotation)}
    }


def bounded(field):
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def below(model):
    for one in model.__subclasses__():
        yield one
        yield from below(one)


def parts(annotation):
    """The types that a type is made of; pydantic names an aware instant by a class of its own."""
    inner = get_args(annotation)
    yield datetime if getattr(annotation, "__name__", "") == "AwareDatetime" else annotation
    for one in inner:
        yield from parts(one)


def test_the_fields_are_found():
    assert {"Member.born", "Consent.signed_at", "HelperRequest.until"} <= timed_fields().keys()


def takes(kind, text):
    try:
        TypeAdapter(kind).validate_json(json.dumps(text), strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", [*SECONDS, *NEVER])
def test_a_day_and_an_instant_are_taken_in_their_one_spelling_and_of_years_that_are(text):
    assert not [name for name, kind in timed_fields().items() if takes(kind, text)]


def test_each_takes_what_a_calendar_and_a_clock_show():
    for name, kind in timed_fields().items():
        assert takes(kind, "2022-12-19") != takes(kind, "2022-12-19T09:00:00.123+08:00"), name
