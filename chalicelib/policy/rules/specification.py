"""What a pack says of facts, formulas, schemes and indicators: the rules themselves, as data.

`[[fact]]` names what is known of a household, `[[formula]]` what is computed from it,
`[[condition]]` what a scheme asks, with its article, `[[scheme]]` which conditions and lines make
it up, `[[indicator]]`, `[[category]]` and `[[class]]` the hardship coefficient, `[[layer]]` the
layers of the low-income population. An entry of a city replaces the nation's of the same name; an
entry with `from` or `until` holds on those days only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from chalicelib.domain.errors import Broken
from chalicelib.policy.acts import LegalText, cited
from chalicelib.policy.rules.language import names_in, parse


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What every entry has: a name, the days on which it holds, and where it comes from."""

    name: str
    start: date = date.min
    until: date = date.max
    document: str = ""
    article: str = ""
    issued: date | None = None
    status: str = "enacted"


@dataclass(frozen=True, kw_only=True)
class Fact(Entry):
    """A whole number known of a household; unknown where one of its `topics` is."""

    unit: str
    means: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Formula(Entry):
    """A named step of the computation."""

    is_: str
    unit: str = "fen"


@dataclass(frozen=True, kw_only=True)
class Condition(Entry):
    """A condition of the law: `holds`, or the outcome of another scheme; own figure, threshold.

    Where nothing of the household is `measured`, the condition has no figures and is put in words.
    `sure` are the topics of which what nobody declared could only make a failure worse, `articles`
    where single schemes write it.
    """

    holds: str = ""
    eligible: str = ""
    not_eligible: str = ""
    own: str = ""
    threshold: str = ""
    measured: str = ""
    unit: str = ""
    sure: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scheme(Entry):
    """A scheme: its conditions in order, the lines of its sum, and its terms.

    `shown_as` is the scheme it is a kind of, `when` the households that this kind is for, `lines`
    and `terms` pairs of a code and a formula. `shares` say how a line comes about: its code, the
    words for it, how many, and how much each; of several the first that comes to the line is shown.
    """

    conditions: tuple[str, ...]
    lines: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    shares: tuple[tuple[str, str, str, str], ...] = ()
    shown_as: str = ""
    when: str = "1 == 1"
    layer: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator(Entry):
    """An indicator of hardship: what is measured, how many points each half-open band gives.

    `direction` says how points go as the measure rises, `why` the reason for it.
    """

    category: str
    measure: str
    weight: int
    direction: str
    bands: tuple[tuple[int, int], ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class Category(Entry):
    """A group of indicators whose points together count up to a cap."""

    cap: int


@dataclass(frozen=True, kw_only=True)
class Class(Entry):
    """A class of hardship, from a coefficient upwards."""

    at_least: int


KINDS: dict[str, type[Entry]] = {
    "fact": Fact,
    "formula": Formula,
    "condition": Condition,
    "scheme": Scheme,
    "indicator": Indicator,
    "category": Category,
    "class": Class,
}
FORMULAS = ("is_", "holds", "own", "threshold", "measured", "when", "measure")
Some = TypeVar("Some", bound=Entry)


@dataclass(frozen=True, eq=False)
class Specification:
    """The rules in force on one day, in the order in which they can be worked out."""

    entries: tuple[Entry, ...]

    def of(self, kind: type[Some]) -> list[Some]:
        """The entries of a kind, in the pack's order; formulas after those that they name."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    @cached_property
    def trees(self) -> dict[str, ast.expr]:
        """Every formula text, parsed once."""
        return {text: parse(text, entry.name) for entry in self.entries for text in _texts(entry)}

    def on(self, day: date) -> Specification:
        """The rules in force on `day`; of entries with one name the first."""
        held: dict[tuple[type[Entry], str], Entry] = {}
        for entry in self.entries:
            if entry.start <= day <= entry.until:
                held.setdefault((type(entry), entry.name), entry)
        return _checked(Specification(tuple(held.values())))


def entries_of(files: Iterable[Mapping[str, Any]], acts: Sequence[LegalText] = ()) -> list[Entry]:
    """The entries in a pack's files; a file's `[rules]` table says where all of them come from.

    Their articles are quoted by the titles of `acts`.

    Broken("policy.entry") where an entry lacks what its kind needs.
    """
    found = []
    for file in files:
        for kind, model in KINDS.items():
            for entry in file.get(kind, []):
                found.append(_quoted(_entry(model, {**file.get("rules", {}), **entry}), acts))
    return found


def _entry(model: type[Entry], values: Mapping[str, Any]) -> Entry:
    renamed: dict[str, Any] = {
        RENAMED.get(key, key): _frozen(value) for key, value in values.items()
    }
    known = {one.name for one in fields(model)}
    try:
        entry = model(**{key: value for key, value in renamed.items() if key in known})
    except TypeError:
        raise Broken("policy.entry", name=str(values.get("name", "?"))) from None
    if renamed.keys() - known or entry.status not in {"enacted", "assumed"}:
        raise Broken("policy.entry", name=entry.name)
    return entry


def _quoted(entry: Entry, acts: Sequence[LegalText]) -> Entry:
    entry = replace(entry, article=cited(entry.article, acts))
    if not isinstance(entry, Condition):
        return entry
    return replace(entry, articles={name: cited(one, acts) for name, one in entry.articles.items()})


RENAMED = {"from": "start", "is": "is_"}


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _texts(entry: Entry) -> list[str]:
    texts = [getattr(entry, name, "") for name in FORMULAS]
    if isinstance(entry, Scheme):
        texts += [text for _, text in (*entry.lines, *entry.terms)]
        texts += [text for *_, count, each in entry.shares for text in (count, each)]
    return [text for text in texts if text]


def _checked(rules: Specification) -> Specification:
    """The rules with formulas in order; Broken for circles, gaps and names that nobody gives."""
    named = {entry.name: entry for entry in (*rules.of(Fact), *rules.of(Formula))}
    for text, tree in rules.trees.items():
        missing = names_in(tree, text) - named.keys()
        if missing:
            raise Broken("policy.unknown_name", name=", ".join(sorted(missing)))
    for indicator in rules.of(Indicator):
        _whole(indicator, {category.name for category in rules.of(Category)})
    if rules.of(Class) and min(one.at_least for one in rules.of(Class)) != 0:
        raise Broken("policy.gap", name="class")
    ordered = _in_order(rules)
    others = [entry for entry in rules.entries if not isinstance(entry, Formula | Scheme)]
    return Specification((*others, *ordered, *_schemes_in_order(rules)))


def _whole(indicator: Indicator, categories: set[str]) -> None:
    """Bands begin at 0, rise, and give points in the direction that the indicator says."""
    starts = [start for start, _ in indicator.bands]
    points = [point for _, point in indicator.bands]
    if not starts or starts[0] != 0 or starts != sorted(set(starts)):
        raise Broken("policy.gap", name=indicator.name)
    wanted = {"rises": sorted(points), "falls": sorted(points, reverse=True)}
    if wanted.get(indicator.direction) != points or indicator.category not in categories:
        raise Broken("policy.direction", name=indicator.name)


def _in_order(rules: Specification) -> list[Formula]:
    formulas = {one.name: one for one in rules.of(Formula)}
    needs = {
        name: names_in(rules.trees[one.is_], name) & formulas.keys()
        for name, one in formulas.items()
    }
    return [formulas[name] for name in _sorted(needs)]


def _schemes_in_order(rules: Specification) -> list[Scheme]:
    """The schemes, each after those whose outcome it asks for, else as the pack has them."""
    conditions = {one.name: one for one in rules.of(Condition)}
    schemes = {one.name: one for one in rules.of(Scheme)}
    for scheme in schemes.values():
        if not conditions.keys() >= set(scheme.conditions):
            raise Broken("policy.unknown_name", name=scheme.name)
    asked = {
        name: {
            other
            for code in one.conditions
            for other in (conditions[code].eligible, conditions[code].not_eligible)
            if other
        }
        for name, one in schemes.items()
    }
    return [schemes[name] for name in _sorted(asked)]


def _sorted(needs: Mapping[str, set[str]]) -> list[str]:
    """The names in their own order, each after those it needs; Broken where they go in a circle."""
    ordered: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise Broken("policy.circular", name=" → ".join((*above, name)))
        if name not in ordered:
            for needed in sorted(needs[name]):
                visit(needed, (*above, name))
            ordered[name] = None

    for name in needs:
        visit(name, ())
    return list(ordered)
