"""Between the fields of a form and the document that its contract asks for.

A field is named by its place: `members.0.name`. What is left empty is not there; what is no number
stays as it was typed, so that the contract refuses it and the form shows it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Fen
from chalicelib.platform.pages.contracts import Kind, Schema, kind_of, schema_of

YES_NO = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_YUAN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,2}))?")
_PLACE = re.compile(r"[0-9A-Za-z_]{1,60}(\.[0-9A-Za-z_]{1,60}){0,6}")


def document_of(model: type[BaseModel], typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was typed as the document of a contract; Refused("page.not_a_form") for names that no
    form has."""
    schema = schema_of(model)
    found: dict[str, Any] = _value("", schema, _tree(typed)) or {}
    nothing = {name: None for name in schema.get("required", ()) if _may_be_nothing(schema, name)}
    return {**nothing, **found}


def _may_be_nothing(schema: Schema, name: str) -> bool:
    """Whether a field that must be there may say that there is nothing: it is left empty then."""
    return bool(schema["properties"][name].get("nullable"))


def _tree(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, values in typed.items():
        if not _PLACE.fullmatch(name):
            raise Refused("page.not_a_form")
        *above, last = name.split(".")
        node = tree
        for part in above:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise Refused("page.not_a_form")
        if last in node:
            raise Refused("page.not_a_form")
        node[last] = list(values)
    return tree


def _value(name: str, schema: Schema, node: Any) -> Any:
    """What stands in a part of a form; None where nothing does."""
    kind = kind_of(name, schema)
    if isinstance(node, dict):
        kinds = {"many": _many, "files": _files}
        return kinds.get(kind, _one)(schema, node)
    given = [value.strip() for value in node if value.strip()]
    if kind == "lines":
        return [line.strip() for value in given for line in value.splitlines()] or None
    if kind in {"several", "files"}:
        return given or None
    return _single(kind, given) if len(given) < 2 else given


def _one(schema: Schema, node: Mapping[str, Any]) -> dict[str, Any] | None:
    fields = schema.get("properties", {})
    values = {name: _value(name, fields.get(name, {}), child) for name, child in node.items()}
    return {name: value for name, value in values.items() if value is not None} or None


def _many(schema: Schema, node: Mapping[str, Any]) -> list[Any] | None:
    """The rows in their order, without those that were left empty."""
    rows = sorted(node, key=lambda number: (len(number), number))
    values = (_value("", schema["items"], node[number]) for number in rows)
    return [value for value in values if value is not None] or None


def _files(_schema: Schema, node: Mapping[str, Any]) -> list[str] | None:
    """Files that each have a place of their own: one that is missing stays empty among the others,
    so that nobody's signature becomes that of another."""
    given = {int(at): "".join(one) for at, one in node.items() if at.isdecimal() and "".join(one)}
    return [given.get(at, "") for at in range(max(given) + 1)] if given else None


def _single(kind: Kind, given: Sequence[str]) -> Any:
    if not given:
        return None
    (text,) = given
    if kind == "number" and _NUMBER.fullmatch(text):
        return int(text)
    if kind == "money":
        yuan = _YUAN.fullmatch(text.replace(",", ""))
        return int(yuan[1]) * 100 + int((yuan[2] or "").ljust(2, "0")) if yuan else text
    return YES_NO.get(text, text) if kind == "yes_no" else text


def typed_of(document: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, list[str]]]:
    """A document as it would be typed, by the names of the fields."""
    for name, value in document.items():
        place = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from typed_of(value, f"{place}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            yield from typed_of({str(at): one for at, one in enumerate(value)}, f"{place}.")
        elif isinstance(value, list):
            yield place, [_text(name, one) for one in value]
        else:
            yield place, [_text(name, value)]


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and name.endswith("_fen"):
        return Fen(value).yuan
    return str(value)
