"""The fields of a form as they are drawn, from the contract of its route and the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from chalicelib.domain.errors import Broken
from chalicelib.platform.pages.contracts import Kind, Schema, kind_of, schema_of
from chalicelib.platform.pages.page import Choice, Shown
from chalicelib.words import sentences

Typed = Mapping[str, Sequence[str]]
Faults = Mapping[str, Sequence[str]]
"""What is wrong, in words, by the name of the field."""


MOST_ENTRIES = 100
NUMBER = re.compile(r"\.[0-9]+\.")
"""The number of an entry within the place of a field."""


@dataclass(frozen=True)
class Section:
    """Fields that are filled in only where one of these `values` of a `choice` is chosen, and what
    those are called."""

    choice: str
    values: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Field:
    """A field: its name, label and hint, how it is filled in, with what, and what is wrong with it.

    `rows` are the entries of a list of objects, the last of them empty, or the one object;
    `faults_at` is what is wrong with an entry of a list of texts, by its number. It stands in a
    `section` where it goes with some choices alone.
    """

    name: str
    label: str
    kind: Kind
    hint: str = ""
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    typed: tuple[str, ...] = field(default=(), repr=False)
    faults: tuple[str, ...] = ()
    faults_at: Mapping[int, Sequence[str]] = field(default_factory=dict)
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    rows: tuple[tuple[Field, ...], ...] = field(default=(), repr=False)
    section: Section | None = None

    @property
    def id(self) -> str:
        """Its id within the page."""
        return f"field-{self.name.replace('.', '-')}"

    @property
    def open(self) -> bool:
        """Whether what is grouped in it is shown at first: it is needed, or holds something."""
        return (self.needed and bool(self.rows)) or self._holds

    @property
    def _holds(self) -> bool:
        """Whether something was typed in it, or is wrong there."""
        within = (inner for row in self.rows for inner in row)
        return bool(self.typed or self.faults) or any(one._holds for one in within)

    @property
    def value(self) -> str:
        """What is typed in a field that takes one text."""
        return "\n".join(self.typed) if self.kind == "lines" else (self.typed or ("",))[0]


@dataclass(frozen=True)
class FieldDrawing:
    """How the fields of a form are drawn; `words` names the words of its own."""

    words: str
    lang: str
    shown: Shown
    typed: Typed = field(repr=False)
    faults: Faults

    def fields(self, model: type[BaseModel]) -> list[Field]:
        """The fields of a contract, but those that are filled in unseen or left out."""
        schema = schema_of(model)
        return [self._in_section(one, schema) for one in self._fields(schema, "")]

    def _in_section(self, drawn: Field, schema: Schema) -> Field:
        """A field in the section of the choices with which it goes, where any other can be made."""
        with_ = self.shown.goes_with.get(drawn.name)
        if with_ is None:
            return drawn
        every = self._offered(schema["properties"][with_.choice]["enum"])
        values = tuple(one for one in every if one in with_.values)
        needed = drawn.needed or with_.needed
        if len(values) == len(every):
            return replace(drawn, needed=needed)
        words = self._listed(self._choice(with_.choice, one) for one in values)
        return replace(drawn, needed=needed, section=Section(with_.choice, values, words))

    def _offered(self, values: Sequence[str]) -> list[str]:
        return [str(one) for one in values if one not in self.shown.barred]

    def _listed(self, words: Iterable[str]) -> str:
        return self._said("desk.form.or").join(words)

    def _is_asked(self, place: str) -> bool:
        """Whether a field is to be filled in: not unseen, and not for what cannot be chosen now."""
        name, with_ = place.rpartition(".")[2], self.shown.goes_with.get(place)
        if {place, name} & {*self.shown.fixed, *self.shown.left_out}:
            return False
        return with_ is None or not self.shown.barred.issuperset(with_.values)

    def _fields(self, schema: Schema, above: str) -> Iterator[Field]:
        for name, one in schema["properties"].items():
            if self._is_asked(f"{above}{name}"):
                yield self._field(f"{above}{name}", one, name in schema.get("required", ()))

    def _field(self, place: str, schema: Schema, needed: bool) -> Field:
        name = place.rpartition(".")[2]
        kind, values = kind_of(name, schema), self._choices(place, name, schema)
        if values and kind in {"text", "number", "lines", "files"}:
            kind = "several" if kind in {"lines", "files"} else "choice"
        default = schema.get("default")
        first = isinstance(default, str) and not self.typed and "." not in place
        before = (str(default),) if first else ()
        items = schema.get("items", {})
        return Field(
            place,
            self._said(f"desk.{self.words}.{name}", f"field.{name}"),
            kind,
            self.shown.hints.get(place) or self._hint(name),
            needed,
            values,
            tuple(self.typed.get(place, before)),
            tuple(self.faults.get(place, ())),
            self._faults_at(place),
            schema.get("maxLength") or items.get("maxLength"),
            schema.get("minimum"),
            schema.get("maximum"),
            self._rows(place, kind, schema),
        )

    def _rows(self, place: str, kind: Kind, schema: Schema) -> tuple[tuple[Field, ...], ...]:
        if kind == "one":
            return (tuple(self._fields(schema, f"{place}.")),)
        if kind != "many":
            return ()
        filled = {name.split(".")[place.count(".") + 1] for name in self._below(place)}
        least = self.shown.entries.get(place, 1)
        count = min(max(len(filled) + 1, least), schema.get("maxItems", MOST_ENTRIES))
        rows = (self._fields(schema["items"], f"{place}.{at}.") for at in range(count))
        return tuple(map(tuple, rows))

    def _faults_at(self, place: str) -> dict[int, Sequence[str]]:
        """What is wrong with each text of a list, by its number."""
        entries = ((name.removeprefix(f"{place}."), faults) for name, faults in self.faults.items())
        return {int(at): faults for at, faults in entries if at.isdecimal()}

    def _below(self, place: str) -> list[str]:
        return [name for name in self.typed if name.startswith(f"{place}.")]

    def _choices(self, place: str, name: str, schema: Schema) -> tuple[Choice, ...]:
        given = self.shown.choices
        chosen = next((one for one in (NUMBER.sub(".*.", place), name) if one in given), None)
        if chosen is not None:
            return tuple(given[chosen])
        values = schema.get("enum") or schema.get("items", {}).get("enum") or ()
        return tuple((value, self._choice(name, value)) for value in self._offered(values))

    def _choice(self, name: str, value: str) -> str:
        kinds = (f"desk.{self.words}.{name}_{value}", f"desk.choice.{name}.{value}")
        return self._said(*kinds, f"form.{name}.{value}", f"event.{value}")

    def _hint(self, name: str) -> str:
        known = sentences(self.lang)
        return known.get(f"desk.{self.words}.{name}_hint") or known.get(f"desk.hint.{name}", "")

    def _said(self, *codes: str) -> str:
        known = sentences(self.lang)
        found = next((known[code] for code in codes if code in known), None)
        if found is None:
            raise Broken("words.missing", missing=codes[0], lang=self.lang)
        return found


def by_name(errors: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """What is wrong by the name of the field, from the pointers of a refusal."""
    found: dict[str, list[str]] = {}
    for error in errors:
        found.setdefault(error["pointer"].strip("/").replace("/", "."), []).append(error["detail"])
    return found
