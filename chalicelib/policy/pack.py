"""Loading a policy pack, and the values in force on a day.

A pack is a folder of TOML files. `[[value]]` entries carry `name`, `from`, an optional `until`,
`unit`, `amount` (an integer, or a decimal as text), optional `where` (the conditions under which
it holds: county codes, setting, …), `document`, `article`, `issued` and `status`.

`pack.toml` names the pack that a city's `extends`, as the nation's law: what a city sets itself
goes ahead of a value of the same name, and kinds and papers add up. What the rules make of the
values is described in `rules.specification`.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from chalicelib.domain.dates import WorkCalendar
from chalicelib.domain.errors import Broken
from chalicelib.policy import papers
from chalicelib.policy.acts import LegalText, acts_of, cited
from chalicelib.policy.catalogue import Catalogue, catalogue_of, sound
from chalicelib.policy.rules.language import Bands
from chalicelib.policy.rules.specification import Entry, Specification, entries_of
from chalicelib.policy.values import Value

PACKS = Path(__file__).parent / "packs"

UNITS = frozenset(
    {
        "fen",
        "fen_per_month",
        "fen_per_year",
        "minutes",
        "hours",
        "days",
        "working_days",
        "months",
        "years",
        "seconds",
        "count",
        "ratio",
        "percent",
        "paper",
        "kind",
        "text",
    }
)
ONE_DAY = timedelta(days=1)
STATUSES = frozenset({"enacted", "assumed"})
NEEDED = ("name", "from", "unit", "amount", "document", "article", "issued", "status")


@dataclass(frozen=True)
class PlaceLaw:
    """The values in force at one place, as formulas look them up."""

    parameters: Parameters
    county: str
    setting: str

    def number(self, name: str) -> int | Decimal:
        """The number of that name; Broken("policy.no_value") if there is none."""
        amount = self.parameters.value(name, county=self.county, setting=self.setting).amount
        if isinstance(amount, str):
            raise Broken("policy.not_a_number", name=name)
        return amount

    def has(self, name: str) -> bool:
        """Whether there is a value of that name."""
        where = {"county": self.county, "setting": self.setting}
        return any(value.holds(where) for value in self.parameters.every(name))

    def in_town(self, name: str) -> int | Decimal:
        """The number of that name as it is in town, whatever the place is."""
        return replace(self, setting="urban").number(name)

    def bands(self, name: str) -> Bands:
        """The half-open bands of that name; Broken("policy.gap") where they do not begin at 0."""
        bands: dict[int, int] = {}
        for value in self.parameters.every(name):
            start = int(value.where["from"])
            if value.holds({"county": self.county, "setting": self.setting, "from": str(start)}):
                bands.setdefault(start, int(value.amount))
        if 0 not in bands:
            raise Broken("policy.gap", name=name)
        return sorted(bands.items())


@dataclass(frozen=True, eq=False)
class Parameters:
    """What is in force, and has been since a day."""

    since: date
    values: tuple[Value, ...]
    catalogue: Catalogue
    rules: Specification

    def value(self, name: str, **where: str) -> Value:
        """The value of that name for that place; Broken("policy.no_value") if there is none."""
        for value in self.every(name):
            if value.holds(where):
                return value
        raise Broken("policy.no_value", name=name, since=self.since.isoformat())

    def every(self, name: str) -> list[Value]:
        """Every value of that name: kinds add up."""
        return self._by_name.get(name, [])

    def is_assumed(self, name: str, **where: str) -> bool:
        """Whether any value of that name that is meant for the place has no public source."""
        held = [v for v in self.every(name) if v.holds({**where, **_bands_of(v)})]
        return any(v.status == "assumed" for v in (held if _bands_of(held[0]) else held[:1]))

    def at(self, county: str, setting: str) -> PlaceLaw:
        """The values in force in a county (six digits), in town (`urban`) or country (`rural`)."""
        return PlaceLaw(self, county, setting)

    def papers(self, scheme: str, spending: Iterable[str] = ()) -> list[str]:
        """The papers that an application of the scheme needs which declares such `spending`."""
        return papers.required(self.every(papers.REQUIRED), scheme, spending)

    @cached_property
    def _by_name(self) -> dict[str, list[Value]]:
        named: dict[str, list[Value]] = {}
        for value in self.values:
            named.setdefault(value.name, []).append(value)
        return named

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen characters that identify the content in force: stored with each decision."""
        content = [
            [v.name, v.start.isoformat(), v.unit, str(v.amount), sorted(map(str, v.where.items()))]
            for v in self.values
        ]
        content += [[repr(entry)] for entry in self.rules.entries]
        content += [[repr(one)] for one in (*self.catalogue.sources, *self.catalogue.figures)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Pack:
    """A jurisdiction's policy, over all time."""

    name: str
    values: tuple[Value, ...]
    catalogue: Catalogue
    calendar: WorkCalendar
    entries: tuple[Entry, ...]
    acts: tuple[LegalText, ...] = ()

    def parameters_on(self, day: date) -> Parameters:
        """What is in force on `day`: one object for all days between two changes."""
        return self._since(self._changes[bisect_right(self._changes, day) - 1])

    @cached_property
    def _changes(self) -> list[date]:
        """The days on which anything begins, or has ended, in order."""
        dated = [(value.start, value.until) for value in self.values]
        dated += [(entry.start, entry.until) for entry in self.entries]
        ended = [until + ONE_DAY for _, until in dated if until is not None and until < date.max]
        return sorted({date.min, *(start for start, _ in dated), *ended})

    @lru_cache(maxsize=256)  # noqa: B019 (packs live as long as the process)
    def _since(self, day: date) -> Parameters:
        in_force = tuple(
            value
            for value in self.values
            if value.start <= day and (value.until is None or day <= value.until)
        )
        return Parameters(day, in_force, self.catalogue, Specification(self.entries).on(day))


def _bands_of(value: Value) -> Mapping[str, str]:
    """Where a band begins, if the value is one: it holds whatever is measured."""
    return {"from": value.where["from"]} if "from" in value.where else {}


@lru_cache(maxsize=8)
def load_pack(name: str, folder: Path = PACKS, above: tuple[str, ...] = ()) -> Pack:
    """The pack of that name; Broken with what is wrong where a value cannot be trusted.

    `above` are the packs that extend this one.
    """
    import tomllib

    if name in above:
        raise Broken("policy.circular", name=name)
    files = [tomllib.loads(path.read_text()) for path in sorted((folder / name).rglob("*.toml"))]
    if not files:
        raise Broken("policy.no_pack", name=name)
    extends = next((file["pack"]["extends"] for file in files if "pack" in file), None)
    below = load_pack(extends, folder, (*above, name)) if extends is not None else None
    acts = (*acts_of(files), *(below.acts if below else ()))
    raw = [value for file in files for value in file.get("value", [])]
    values = _closed([_value(entry, acts) for entry in raw])
    entries = tuple(entries_of(files, acts))
    own = catalogue_of(files, acts)
    calendar = next((_calendar(file["calendar"]) for file in files if "calendar" in file), None)
    if below is None:
        calendar = calendar or WorkCalendar(date.min)
        return _sound(Pack(name, values, sound(own), calendar, entries, acts))
    return _sound(
        Pack(
            name,
            (*values, *below.values),
            sound(own.on(below.catalogue)),
            calendar or below.calendar,
            (*entries, *below.entries),
            acts,
        )
    )


def _sound(pack: Pack) -> Pack:
    """The pack; Broken where its rules cannot be worked out on a day on which they change, or
    where it asks for papers as `papers.check` says.
    """
    papers.check(pack.values, pack.catalogue)
    for day in sorted({entry.start for entry in pack.entries}):
        Specification(pack.entries).on(day)
    return pack


def _value(entry: Mapping[str, Any], acts: Sequence[LegalText]) -> Value:
    name = str(entry.get("name", "?"))
    for needed in NEEDED:
        if entry.get(needed) in (None, ""):
            raise Broken("policy.lacks", name=name, lacks=needed)
    if entry["unit"] not in UNITS:
        raise Broken("policy.unknown_unit", name=name, unit=entry["unit"])
    if entry["status"] not in STATUSES:
        raise Broken("policy.unknown_status", name=name)
    return Value(
        name=name,
        start=entry["from"],
        until=entry.get("until"),
        unit=entry["unit"],
        amount=_amount(name, entry["unit"], entry["amount"]),
        document=entry["document"],
        article=entry["article"],
        issued=str(entry["issued"]),
        status=entry["status"],
        citation=cited(f"{entry['document']} {entry['article']}".removesuffix(" —"), acts),
        where=entry.get("where", {}),
        note=entry.get("note", ""),
    )


def _amount(name: str, unit: str, amount: object) -> int | Decimal | str:
    if isinstance(amount, float):
        raise Broken("policy.float", name=name)
    if isinstance(amount, int) or unit in {"paper", "kind", "text"}:
        return amount if isinstance(amount, int) else str(amount)
    try:
        return Decimal(str(amount))
    except InvalidOperation:
        raise Broken("policy.not_a_number", name=name) from None


def _closed(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values with each ended by its successor; Broken where two overlap or run backwards."""
    series: dict[tuple[str, str], list[Value]] = {}
    for value in values:
        key = (value.name, json.dumps(value.where, sort_keys=True))
        key = (*key, str(value.amount)) if value.unit in {"paper", "kind"} else key  # type: ignore[assignment]
        series.setdefault(key, []).append(value)
    closed = []
    for entries in series.values():
        for value, following in zip(entries, [*entries[1:], None], strict=True):
            closed.append(_ended(value, following))
    return tuple(closed)


def _ended(value: Value, following: Value | None) -> Value:
    if value.until is not None and value.until < value.start:
        raise Broken("policy.backwards", name=value.name)
    if following is None:
        return value
    if following.start <= value.start:
        raise Broken("policy.unordered", name=value.name)
    if value.until is not None and value.until >= following.start:
        raise Broken("policy.overlap", name=value.name)
    last = value.until or following.start - ONE_DAY
    return Value(**{**value.__dict__, "until": last})


def _calendar(entry: Mapping[str, Any]) -> WorkCalendar:
    overrides = {override["day"]: override["works"] for override in entry.get("override", [])}
    return WorkCalendar(entry["official_until"], overrides)
