"""The household report as a table: what was declared against what was found, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from chalicelib.domain.household import monthly_fen
from chalicelib.domain.money import Fen
from chalicelib.policy import Catalogue, Item, load_pack
from chalicelib.words import say

Document = Mapping[str, Any]
NOTHING = "—"
NAMED = 3
"""How many items that a department left open are named."""


def rows(report: Document, application: Document) -> list[dict[str, Any]]:
    """What is open by department, then a row for each item that anybody told or holds.

    `mark` is differs, not_verified, mismatch or "".
    """
    catalogue = load_pack("jilin-city").catalogue
    members = application["members"]
    differing = {one["item"] for line in report["differences"] for one in line["told_by"]}
    shown = [_open(one, catalogue, members) for one in report["open"]]
    for name, items in groupby(sorted(report["items"], key=_item), _item):
        told = [entry for entry in items if entry["status"] == "verified"]
        declared = _declared(name, catalogue, application)
        if told or declared not in {NOTHING, "0", "0.00 元"}:
            shown.append(
                {
                    "source": catalogue.source_of[name].zh,
                    "item": catalogue.items[name].zh,
                    "declared": declared,
                    "found": _found(told, catalogue.items[name], members),
                    "mark": "differs" if name in differing else "",
                }
            )
    return sorted(shown, key=lambda row: not row["mark"])


def _item(entry: Document) -> str:
    return str(entry["item"])


def _open(group: Document, catalogue: Catalogue, members: Sequence[Document]) -> dict[str, Any]:
    """What a department left open: its items, and why."""
    items = [catalogue.items[item].zh for item in group["items"]]
    more = f"等 {len(items)} 项" if len(items) > NAMED else ""
    whose = "、".join(members[member]["name"] for member in group["members"])
    return {
        "source": catalogue.by_code[group["source"]].zh,
        "item": "、".join(items[:NAMED]) + more,
        "declared": NOTHING,
        "found": [f"{whose}：{say(group['reason'])}"],
        "mark": group["status"],
    }


def _found(told: Sequence[Document], item: Item, members: Sequence[Document]) -> list[str]:
    if not told:
        return ["无记录"]
    return [f"{members[one['member']]['name']}：{_figure(one['value'], item)}" for one in told]


def _figure(value: Any, item: Item) -> str:
    if item.type == "money":
        return f"{Fen(value).yuan} 元"
    return ("是" if value else "否") if item.type == "bool" else str(value)


def _declared(item: str, catalogue: Catalogue, application: Document) -> str:
    """What the family declared of an item; a dash where the form does not ask for it."""
    figure = catalogue.figure_of.get(item)
    if figure is None or figure.meaning == "spending":
        return NOTHING
    if figure.meaning == "income":
        incomes = [i for i in application["incomes"] if i["kind"] in figure.declared]
        return f"{Fen(sum(map(monthly_fen, incomes))).yuan} 元"
    if figure.meaning == "property":
        owned = sum(application["property"].get(name) or 0 for name in figure.declared)
        return f"{Fen(owned).yuan} 元" if figure.unit == "fen" else str(owned)
    grades = [m["disability"]["grade"] for m in application["members"] if m.get("disability")]
    return "、".join(map(str, grades)) if item == "disability_grade" and grades else NOTHING
