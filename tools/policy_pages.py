"""The pages drawn from the policy pack of Jilin City: its values, rules and departments."""

from __future__ import annotations

from datetime import date

from chalicelib.policy import Item, Value, load_pack
from chalicelib.policy.rules.specification import Condition, Entry, Formula, Indicator, Scheme
from chalicelib.words import say


def policy() -> str:
    """Every value that holds in Jilin City, with its source; what is assumed comes first."""
    values = load_pack("jilin-city").values
    parts = ["# The policy of Jilin City\n\n"]
    parts += ["Amounts in fen. A value of the city goes ahead of the nation's of the same name.\n"]
    for status, means in STATUSES.items():
        chosen = [value for value in values if value.status == status]
        parts += [f"\n## {status.capitalize()}: {len(chosen)}\n\n{means}\n\n"]
        parts += ["| name | from | until | amount | unit | where | source | note |\n"]
        parts += ["|---|---|---|---|---|---|---|---|\n", *map(_value_row, chosen)]
    return "".join(parts)


STATUSES = {
    "assumed": "No public source was seen: confirm each before use.",
    "enacted": "Read in the document that is named.",
}


def _value_row(value: Value) -> str:
    where = ", ".join(f"{name}: {meant}" for name, meant in value.where.items())
    cells = (
        value.name,
        value.start,
        value.until or "",
        value.amount,
        value.unit,
        where.replace("'", ""),
        value.citation,
        value.note,
    )
    return "| " + " | ".join(str(cell).replace("\n", "<br>") for cell in cells) + " |\n"


def rules() -> str:
    """Every formula, condition, scheme and indicator of Jilin City, beside its article."""
    entries = load_pack("jilin-city").entries
    parts = ["# The rules of Jilin City\n\nFigures in fen; how to read and change them: "]
    parts.append("[decision 16](decisions/0016-rules-as-data.md).\n")
    for kind, row in ROWS.items():
        chosen = [entry for entry in entries if isinstance(entry, kind)]
        parts += [f"\n## {kind.__name__}: {len(chosen)}\n\n", *row]
        parts += [_rule_row(entry) for entry in chosen]
    return "".join(parts)


ROWS: dict[type[Entry], tuple[str, str]] = {
    Formula: ("| name | is | article |\n", "|---|---|---|\n"),
    Condition: ("| name | holds | article |\n", "|---|---|---|\n"),
    Scheme: (
        "| name | conditions | lines | from | until | status |\n",
        "|---|---|---|---|---|---|\n",
    ),
    Indicator: (
        "| name | category | measure | weight | bands | status | why |\n",
        "|---|---|---|---|---|---|---|\n",
    ),
}


def _rule_row(entry: Entry) -> str:
    cells: tuple[object, ...] = (entry.name,)
    match entry:
        case Formula():
            cells += (f"`{entry.is_}`", entry.article)
        case Condition():
            holds = f"`{entry.holds}`" if entry.holds else ""
            other = f"{entry.eligible and 'in'}{entry.not_eligible and 'not in'}"
            cells += (holds or f"{other} {entry.eligible or entry.not_eligible}", entry.article)
        case Scheme():
            lines = "<br>".join(f"{code}: `{text}`" for code, text in entry.lines)
            cells += (", ".join(entry.conditions), lines, *_days(entry), entry.status)
        case Indicator():
            bands = ", ".join(f"{start}→{level}" for start, level in entry.bands)
            measure = f"`{entry.measure}`"
            cells += (entry.category, measure, entry.weight, bands, entry.status, entry.why)
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _days(entry: Entry) -> tuple[str, str]:
    start = "" if entry.start == date.min else entry.start.isoformat()
    return start, "" if entry.until == date.max else entry.until.isoformat()


def catalogue() -> str:
    """Every department and every item that it can answer, and what each is used for."""
    held = load_pack("jilin-city").catalogue
    proposed = sum(item.status == "proposed" for item in held.items.values())
    parts = ["# What departments answer\n\n"]
    parts.append(f"{len(held.sources)} sources, {len(held.items)} items, {proposed} of them ")
    parts += ["*proposed*: no public rule names them, so confirm each with its department.\n"]
    parts += ["\n## What items come to\n\n| figure | meaning | in | of several sources | "]
    parts += ["of several members | held against |\n|---|---|---|---|---|---|\n"]
    parts += [
        f"| {one.code} {say(f'figure.{one.code}')} | {one.meaning} | {one.unit} | {one.across} | "
        f"{one.members} | {', '.join(one.declared)} |\n"
        for one in held.figures
    ]
    for source in held.sources:
        parts += [f"\n## {source.zh} `{source.code}`\n\n{source.en}: {source.level}; "]
        parts += [f"asked by {source.answers} ({source.signing}), {source.per_minute} times a "]
        parts += [f"minute at most; {source.sensitivity}; fresh for {source.fresh_days} days; "]
        parts += [f"{source.citation}\n\n"]
        if source.papers:
            named = "、".join(say(f"form.paper.{kind}") for kind in source.papers)
            parts += [f"Nobody is asked for: {named}\n\n"]
        parts += ["| item | name | type | unit | period | comes to | status |\n"]
        parts += ["|---|---|---|---|---|---|---|\n", *map(_item_row, source.items)]
    return "".join(parts)


def _item_row(item: Item) -> str:
    use = item.figure or f"only shown: {say(f'shown.{item.shown}')}"
    cells = (f"`{item.code}`", f"{item.zh} {item.en}", item.type, item.unit, item.period, use)
    return "| " + " | ".join((*cells, item.status)) + " |\n"
