"""What a record of a kind seals: a dataclass, and the JSON that stands for it in the row. Pure.

The dataclass says the shape: its fields are JSON's own types, tuples, mappings by text, other
dataclasses, and words of which each is known (`Literal`); a name that is a word of Python's ends
with an underscore, which its JSON does not have. A field that has its default is left out of the
JSON. A shape that changes, be it by one more word, gets the next number, and a step that leads
there from the one before; so whatever was ever written is read, and the newest shape is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import (
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from chalicelib.domain.errors import Broken

D = TypeVar("D", bound="Document")

Step = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Document:
    """The base of every shape; `EARLIER` are the steps from each earlier one to the next."""

    EARLIER: ClassVar[tuple[Step, ...]] = ()

    @classmethod
    def schema(cls) -> int:
        """The number of the newest shape, the first being 1."""
        return 1 + len(cls.EARLIER)


def to_json(document: Document) -> dict[str, Any]:
    """A document as its row seals it."""
    return cast("dict[str, Any]", _plain(document))


def from_json(shape: type[D], sealed: Mapping[str, Any], schema: int) -> D:
    """The document that was sealed in the shape of that number.

    Raises as `upward`, and Broken("document.unfit") for what is not of its shape: nothing of it
    may get lost.
    """
    return cast("D", _typed(shape, upward(shape, sealed, schema)))


def upward(shape: type[Document], sealed: Mapping[str, Any], schema: int) -> Mapping[str, Any]:
    """What was sealed in the shape of that number, as the newest has it.

    Broken("document.unknown_schema") for a number that is not known here.
    """
    if not 1 <= schema <= shape.schema():
        raise Broken("document.unknown_schema", shape=shape.__name__, schema=schema)
    for step in shape.EARLIER[schema - 1 :]:
        sealed = step(sealed)
    return sealed


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        values = {_name(one): (getattr(value, one.name), _default(one)) for one in fields(value)}
        return {
            name: _plain(value) for name, (value, default) in values.items() if value != default
        }
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _name(one: Field[Any]) -> str:
    return one.name.removesuffix("_")


def _default(one: Field[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _typed(shape: Any, value: Any) -> Any:
    """A value as its shape has it; TypeError where it is none of that shape."""
    if value is None:
        return None
    if is_dataclass(shape):
        return _filled(shape, value)
    kind, inner = get_origin(shape), get_args(shape)
    if kind in {UnionType, Union}:
        return _typed(inner[0], value)  # the other is None
    if kind is tuple:
        return tuple(_typed(inner[0], one) for one in _of(list | tuple, value))
    if kind is Mapping:
        return {name: _typed(inner[1], one) for name, one in _of(Mapping, value).items()}
    if kind is Literal and value not in inner:
        raise TypeError
    return value if kind is Literal else _of(shape, value)


def _of(shape: Any, value: Any) -> Any:
    """The value, which is of a type; TypeError where it is not. A yes or no is no number."""
    if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
        raise TypeError
    return value


def _filled(shape: Any, stored: object) -> Any:
    known = _known(shape)
    try:
        given = [(*known[name], one) for name, one in _of(Mapping, stored).items()]
        return shape(**{name: _typed(hint, one) for name, hint, one in given})
    except (KeyError, TypeError):
        raise Broken("document.unfit", shape=shape.__name__) from None


@cache
def _known(shape: Any) -> Mapping[str, tuple[str, Any]]:
    """The field of each name in JSON, and its type."""
    hints = get_type_hints(shape)
    return {_name(one): (one.name, hints[one.name]) for one in fields(shape)}
