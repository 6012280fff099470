"""The catalogue of departments: what each can tell about a person, and what that comes to.

Data of the pack: `[[source]]` entries with their items, and `[[figure]]` entries, to which items
of several sources add up. An item either tells of a figure that the assessment holds against the
declaration, or says why it is only shown (`shown`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from chalicelib.domain.errors import Broken
from chalicelib.policy.acts import LegalText, cited

LEVELS = ("city", "province", "nation")
ANSWERS = ("query", "deferred", "file")
SIGNINGS = ("hmac", "oauth", "none")
TYPES = ("bool", "count", "area", "money", "date", "text")
PERIODS = ("moment", "month", "year")
MONEY_UNITS = {"fen": 1, "yuan": 100}
"""How many fen a unit of money is."""
MEANINGS = ("income", "property", "spending", "status")
MEASURED = frozenset({"count", "area", "money"})
AREA_UNITS = ("mu",)
SENSITIVITIES = ("personal", "sensitive")
"""Sensitive are health, money, whereabouts and convictions (个人信息保护法 第28条)."""
STATUSES = ("in_rule", "proposed")
SHOWN = ("identity", "detail", "exempt", "excluded", "elsewhere", "helper", "explain", "need",
         "care", "local")  # fmt: skip
"""Why an item is only shown; each has words."""


@dataclass(frozen=True)
class Item:
    """One thing a department can tell about a person.

    `unit` and `period` are those in which it counts here; `figure` is what it tells of, and where
    there is none `shown` says why.
    """

    code: str
    zh: str
    en: str
    type: str
    period: str
    status: str
    unit: str = ""
    figure: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Source:
    """A department that holds data on families.

    `level` is whose register it is, `answers` how it is asked: at once, at once or later, or by
    the file it leaves; it takes `per_minute` questions. What is older than `fresh_days` is stale.
    `papers` are the kinds of paper that say no more than it does, and which nobody is asked for,
    `citation` the act on which the query rests, as a letter quotes it.
    """

    code: str
    zh: str
    en: str
    level: str
    answers: str
    document: str
    article: str
    issued: date
    fresh_days: int
    sensitivity: str
    items: tuple[Item, ...]
    signing: str = "none"
    per_minute: int = 600
    papers: tuple[str, ...] = ()
    citation: str = ""

    def named(self, lang: str) -> str:
        """What the department is called in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Figure:
    """What items come to: income by the year (fen), property, spending, a status.

    Of several sources that see the same the one that tells most counts (`across` "most"), parts of
    a whole are added ("sum"); so it is with the members of a family (`members`). `declared` are
    the kinds or fields of the application it is held against, `topic` what stays unknown while an
    item of it is open. `unit` is fen, count, grade or yes (0 and 1).
    """

    code: str
    meaning: str
    unit: str
    across: str
    declared: tuple[str, ...]
    topic: str = ""
    members: str = "sum"


@dataclass(frozen=True)
class Catalogue:
    """Every source and every figure of a pack."""

    sources: tuple[Source, ...] = ()
    figures: tuple[Figure, ...] = ()

    def on(self, below: Catalogue) -> Catalogue:
        """Both catalogues: a source or figure of this one goes ahead of the same in `below`."""
        sources, figures = {one.code for one in self.sources}, {one.code for one in self.figures}
        return Catalogue(
            (*(one for one in below.sources if one.code not in sources), *self.sources),
            (*(one for one in below.figures if one.code not in figures), *self.figures),
        )

    @property
    def departments(self) -> tuple[str, ...]:
        """Whose sources these are: a department may keep several, named behind it in brackets."""
        return tuple(dict.fromkeys(source.zh.partition("（")[0] for source in self.sources))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its code, which no other has."""
        return {item.code: item for source in self.sources for item in source.items}

    @cached_property
    def source_of(self) -> Mapping[str, Source]:
        """The source that gives an item, by the item's code."""
        return {item.code: source for source in self.sources for item in source.items}

    @cached_property
    def papers(self) -> Mapping[str, Source]:
        """The source that gives what a paper says, by the kind of paper (57号, art. 10)."""
        return {kind: source for source in self.sources for kind in source.papers}

    @cached_property
    def by_code(self) -> Mapping[str, Source]:
        """The sources by their codes."""
        return {source.code: source for source in self.sources}

    @cached_property
    def figure_of(self) -> Mapping[str, Figure]:
        """The figure of which an item tells, by the item's code; none of what is only shown."""
        named = {figure.code: figure for figure in self.figures}
        return {code: named[item.figure] for code, item in self.items.items() if item.figure}


def catalogue_of(files: Iterable[Mapping[str, Any]], acts: Sequence[LegalText] = ()) -> Catalogue:
    """The catalogue in the files of a pack; Broken with what is wrong where it is not sound."""
    sources, figures = [], []
    for file in files:
        sources += [_source(entry, acts) for entry in file.get("source", [])]
        figures += [_figure(entry) for entry in file.get("figure", [])]
    return Catalogue(tuple(sources), tuple(figures))


def sound(catalogue: Catalogue) -> Catalogue:
    """The catalogue; Broken where two things have one code, or an item tells of nothing known."""
    codes = [item.code for source in catalogue.sources for item in source.items]
    for group in (codes, [one.code for one in catalogue.sources], [*_figure_codes(catalogue)]):
        twice = sorted({code for code in group if group.count(code) > 1})
        if twice:
            raise Broken("policy.twice", name=twice[0])
    known = {*_figure_codes(catalogue), ""}
    for item in catalogue.items.values():
        if item.figure not in known:
            raise Broken("policy.unknown_name", name=item.figure)
    return catalogue


def _figure_codes(catalogue: Catalogue) -> Iterator[str]:
    return (figure.code for figure in catalogue.figures)


def _source(entry: Mapping[str, Any], acts: Sequence[LegalText]) -> Source:
    items = tuple(_item(item) for item in entry.get("items", ()))
    fields = _whole(Source, {**entry, "items": items, "papers": tuple(entry.get("papers", ()))})
    source = Source(**fields)
    source = replace(source, citation=cited(f"{source.document} {source.article}", acts))
    _one_of(source.code, source.level, LEVELS)
    _one_of(source.code, source.answers, ANSWERS)
    _one_of(source.code, source.signing, SIGNINGS)
    _one_of(source.code, source.sensitivity, SENSITIVITIES)
    if (source.signing == "none") != (source.answers == "file"):
        raise Broken("policy.unsigned", name=source.code)
    return source


def _item(entry: Mapping[str, Any]) -> Item:
    item = Item(**_whole(Item, entry))
    _one_of(item.code, item.type, TYPES)
    _one_of(item.code, item.period, PERIODS)
    _one_of(item.code, item.status, STATUSES)
    if bool(item.figure) == bool(item.shown):
        raise Broken("policy.without_use", name=item.code)
    if item.shown:
        _one_of(item.code, item.shown, SHOWN)
    if (item.type in MEASURED) != bool(item.unit):
        raise Broken("policy.unknown_unit", name=item.code, unit=item.unit)
    if item.type == "money":
        _one_of(item.code, item.unit, tuple(MONEY_UNITS))
    if item.type == "area":
        _one_of(item.code, item.unit, AREA_UNITS)
    return item


def _figure(entry: Mapping[str, Any]) -> Figure:
    figure = Figure(**_whole(Figure, {**entry, "declared": tuple(entry.get("declared", ()))}))
    _one_of(figure.code, figure.meaning, MEANINGS)
    _one_of(figure.code, figure.unit, ("fen", "count", "grade", "yes"))
    for way in (figure.across, figure.members):
        _one_of(figure.code, way, ("sum", "most"))
    return figure


def _whole(kind: type, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry, if it has every field it needs and no other."""
    name = str(entry.get("code", "?"))
    optional = {one.name for one in fields(kind) if one.default is not MISSING}
    wanted = {one.name for one in fields(kind)}
    for lacking in sorted(wanted - optional - entry.keys()):
        raise Broken("policy.lacks", name=name, lacks=lacking)
    for unknown in sorted(entry.keys() - wanted):
        raise Broken("policy.unknown_name", name=unknown)
    return entry


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise Broken("policy.unknown_status", name=name)
