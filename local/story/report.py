"""The household report as a table: what was declared against what was found, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from chalicelib.domain.household import FOUND_INCOME, monthly_fen
from chalicelib.domain.money import Fen
from chalicelib.policy import load_pack
from chalicelib.words import say

Document = Mapping[str, Any]
NOTHING = "—"


def rows(report: Document, application: Document) -> list[dict[str, Any]]:
    """A row for each item of each department, those that need a person first.

    `mark` is differs, not_verified, mismatch or "".
    """
    types = {
        item.code: item.type for source in load_pack("jilin-city").sources for item in source.items
    }
    differing = {(line["source"], line["item"]) for line in report["differences"]}
    members = application["members"]
    shown = []
    for (source, name), items in groupby(report["items"], lambda i: (i["source"], i["item"])):
        entries = list(items)
        statuses = {entry["status"] for entry in entries}
        mark = next((bad for bad in ("not_verified", "mismatch") if bad in statuses), "")
        shown.append(
            {
                "source": say(f"source.{source}"),
                "item": say(f"item.{name}"),
                "declared": _declared(name, types[name], application),
                "found": _found(entries, types[name], members),
                "mark": "differs" if (source, name) in differing else mark,
            }
        )
    return sorted(shown, key=lambda row: not row["mark"])


def _found(entries: Sequence[Document], type_: str, members: Sequence[Document]) -> list[str]:
    told = [
        f"{members[entry['member']]['name']}：{_figure(entry, type_)}"
        for entry in entries
        if entry["status"] != "nothing_held"
    ]
    return told or ["无记录"]


def _figure(entry: Document, type_: str) -> str:
    if entry["status"] != "verified":
        return say(entry["reason"])
    value = int(entry["value"])
    return {"money": f"{Fen(abs(value)).yuan} 元", "bool": "是" if value else "否"}.get(
        type_, str(value)
    )


def _declared(item: str, type_: str, application: Document) -> str:
    """What the family declared of an item; a dash where the form does not ask for it."""
    if item == "deposits":
        return f"{Fen(application['property']['deposits_fen']).yuan} 元"
    if item == "companies":
        return str(application["property"]["businesses"])
    if item == "disability_grade":
        grades = [m["disability"]["grade"] for m in application["members"] if m.get("disability")]
        return "、".join(map(str, grades)) or NOTHING
    if item not in FOUND_INCOME:
        return NOTHING
    incomes = [i for i in application["incomes"] if i["kind"] in FOUND_INCOME[item]]
    return f"{Fen(sum(map(monthly_fen, incomes))).yuan} 元"
