"""Whether an answer may be saved: each leaf that is given must be one that its field takes.

Half-filled items are fine, and nothing is held against anything else: that is for the whole form,
when it is looked over (`looking_over.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from chalicelib.applications.contract import Account
from chalicelib.applications.signatures.signing_contract import Consent
from chalicelib.forms.definitions.question import Form, Question
from chalicelib.forms.drawing.drawn import options
from chalicelib.forms.drawing.limits import BODIES, Limits, limits, schema_of
from chalicelib.forms.rules import LISTS
from chalicelib.platform.models import fields

Fault = Mapping[str, Any]
Model = type[BaseModel]
LISTED = LISTS | {"photo", "consent"}
"""The kinds whose answer is a list of what is checked one by one."""


def faults(form: Form, question: Question, value: Any) -> list[Fault]:
    """What is wrong with the answer of a question of the form itself: errors with a pointer from
    "/value" and a code."""
    return [*_faults(form, BODIES[form.name], question, value, "/value")]


def _faults(form: Form, model: Model, question: Question, value: Any, at: str) -> Iterator[Fault]:
    """What is wrong with an answer that belongs into `model`."""
    if value is None:
        yield from () if question.unknown else [{"pointer": at, "code": "missing"}]
    elif question.kind in {"choice", "several"} and not question.options_from:
        yield from _of_choice(
            question, options(question, _limits(form, model, question)), value, at
        )
    elif question.kind == "account":
        yield from _of_parts(Account, value, at)
    elif question.kind not in LISTED:
        yield from _of_leaf(_type_of(model, question), value, at)
    elif isinstance(value, list):
        yield from _of_list(form, model, question, value, at)
    else:
        yield {"pointer": at, "code": "list_type"}


def _of_list(
    form: Form, model: Model, question: Question, value: list[Any], at: str
) -> Iterator[Fault]:
    most = question.most or _limits(form, model, question).most
    if most is not None and len(value) > most:
        yield {"pointer": at, "code": "too_long", "max_length": most}
    for number, item in enumerate(value):
        place = f"{at}/{number}"
        if question.kind == "photo":
            yield from _of_leaf(fields.Digest, item, place)
        elif question.kind == "consent":
            yield from _of_parts(Consent, item, place)
        else:
            yield from _of_item(form, _item_of(model, question), question, item, place)


def _of_item(form: Form, model: Model, question: Question, item: Any, at: str) -> Iterator[Fault]:
    known = {one.id: one for one in question.steps}
    if not isinstance(item, dict):
        yield {"pointer": at, "code": "model_type"}
    elif item.keys() - known.keys():
        yield {"pointer": at, "code": "extra_forbidden"}
    else:
        for name, answer in item.items():
            yield from _faults(form, model, known[name], answer, f"{at}/{name}")


def _of_choice(
    question: Question, allowed: tuple[Any, ...], value: Any, at: str
) -> Iterator[Fault]:
    several = question.kind == "several"
    if several and not isinstance(value, list):
        yield {"pointer": at, "code": "list_type"}
        return
    chosen = value if several else [value]
    kinds = [(type(one), one) for one in allowed]
    if any((type(one), one) not in kinds for one in chosen) or _twice(chosen):
        yield {"pointer": at, "code": "literal_error"}


def _twice(chosen: list[Any]) -> bool:
    return any(one in chosen[:at] for at, one in enumerate(chosen))


def _of_parts(model: Model, value: Any, at: str) -> Iterator[Fault]:
    """What is wrong with the parts of an object that are given."""
    if not isinstance(value, dict):
        yield {"pointer": at, "code": "model_type"}
    elif value.keys() - model.model_fields.keys():
        yield {"pointer": at, "code": "extra_forbidden"}
    else:
        for name, part in value.items():
            yield from _of_leaf(_annotated(model, name), part, f"{at}/{name}")


def _of_leaf(kind: Any, value: Any, at: str) -> Iterator[Fault]:
    try:
        _adapter(kind).validate_json(json.dumps(value), strict=True)
    except ValidationError as invalid:
        for one in fields.faults(invalid):
            yield {**one, "pointer": at + one["pointer"]}


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _type_of(model: Model, question: Question) -> Any:
    """The type of the field where an answer belongs, with its bounds."""
    *above, name = question.place
    for part in above:
        (model,) = _models_in(model.model_fields[part].annotation)
    return _annotated(model, name)


def _annotated(model: Model, name: str) -> Any:
    field = model.model_fields[name]
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _item_of(model: Model, question: Question) -> Model:
    """The model of the items of a list."""
    (found,) = _models_in(_type_of(model, question))
    return found


def _models_in(annotation: Any) -> list[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]


def _limits(form: Form, model: Model, question: Question) -> Limits:
    whole = schema_of(form.name)
    item = whole if model is BODIES[form.name] else whole["$defs"][model.__name__]
    return limits(form.name, item, question)
