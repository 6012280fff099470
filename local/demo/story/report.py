"""The household report as three tables: what was declared, what else was found, what is open.

What the family declared stands once, beside all that departments found of it; what no form asks for
has no such column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.household import monthly_fen
from chalicelib.domain.money import Fen
from chalicelib.policy import Catalogue, Figure, Item, load_pack
from chalicelib.words import say

Document = Mapping[str, Any]
NOT_DECLARED = "没有申报"
NAMED = 3
"""How many items that a department left open are named."""
EVERY = {"month": "/月", "year": "/年"}
COUNTS = {"vehicles": "辆", "houses": "套", "businesses": "个"}
NOTHING = {NOT_DECLARED, "0.00 元", "0.00 元/月", *(f"0 {unit}" for unit in COUNTS.values())}
"""What is worth no line where no department found anything of it either."""


@dataclass(frozen=True)
class ReportRow:
    """A line: what it is about, what was declared of it, what was found, and the verdict.

    `mark` is differs, not_verified, mismatch or "".
    """

    item: str
    found: list[str]
    verdict: str = ""
    declared: str = ""
    mark: str = ""


@dataclass(frozen=True)
class StoryReport:
    """The three tables."""

    declared: list[ReportRow] = field(default_factory=list)
    others: list[ReportRow] = field(default_factory=list)
    open: list[ReportRow] = field(default_factory=list)


def tables(report: Document, application: Document) -> StoryReport:
    """The report of a case beside its application, both masked."""
    catalogue = load_pack("jilin-city").catalogue
    members = application["members"]
    verified = [one for one in report["items"] if one["status"] == "verified"]
    answering = {figure.code for figure in catalogue.figures if _answers(figure)}
    held = [one for one in verified if _figure_of(one, catalogue) in answering]
    rest = [one for one in verified if _figure_of(one, catalogue) not in answering]
    differing = {line["figure"] for line in report["differences"]}
    figures = [f for f in catalogue.figures if f.code in answering]
    declared = [_declared_row(f, held, differing, application, catalogue) for f in figures]
    shown = [row for row in declared if row.found or row.declared not in NOTHING]
    return StoryReport(
        declared=sorted([*shown, *_beside(application, catalogue)], key=lambda row: not row.mark),
        others=[ReportRow(name, whose) for name, whose in _by_item(rest, catalogue, members)],
        open=[_open_row(one, catalogue, members) for one in report["open"]],
    )


def _answers(figure: Figure) -> bool:
    """Whether the form asks for it, so that a family can have declared it."""
    return bool(figure.declared) and (figure.meaning != "status" or figure.unit == "grade")


def _figure_of(entry: Document, catalogue: Catalogue) -> str:
    figure = catalogue.figure_of.get(entry["item"])
    return figure.code if figure else ""


def _declared_row(
    figure: Figure,
    verified: Sequence[Document],
    differing: set[str],
    application: Document,
    catalogue: Catalogue,
) -> ReportRow:
    of_figure = [one for one in verified if _figure_of(one, catalogue) == figure.code]
    found = [
        f"{name} {'；'.join(whose)}"
        for name, whose in _by_item(of_figure, catalogue, application["members"])
    ]
    differs = figure.code in differing
    return ReportRow(
        item=say(f"figure.{figure.code}"),
        declared=_declared(figure, application) or NOT_DECLARED,
        found=found,
        verdict="与申报不符" if differs else "未发现不符",
        mark="differs" if differs else "",
    )


def _declared(figure: Figure, application: Document) -> str:
    """What the family declared of a figure; "" where nothing."""
    if figure.meaning in {"income", "spending"}:
        kind = "incomes" if figure.meaning == "income" else "expenses"
        listed = [one for one in application.get(kind) or () if one["kind"] in figure.declared]
        if figure.meaning == "spending":
            spent = sum(one["amount_fen"] for one in listed)
            return f"{Fen(spent).yuan} 元" if listed else ""
        return f"{Fen(sum(map(monthly_fen, listed))).yuan} 元/月" if listed else ""
    if figure.meaning == "property":
        amounts = [application["property"].get(name) for name in figure.declared]
        if all(one is None for one in amounts):
            return ""
        owned = sum(one or 0 for one in amounts)
        unit = COUNTS.get(figure.code, "")
        return f"{Fen(owned).yuan} 元" if figure.unit == "fen" else f"{owned} {unit}"
    grades = [m["disability"]["grade"] for m in application["members"] if m.get("disability")]
    return "、".join(f"{grade}级" for grade in grades)


def _beside(application: Document, catalogue: Catalogue) -> list[ReportRow]:
    """Incomes that were declared and of which no department keeps a record."""
    recorded = {kind for figure in catalogue.figures for kind in figure.declared}
    return [
        ReportRow(
            item=say(f"form.income.{one['kind']}"),
            declared=f"{Fen(monthly_fen(one)).yuan} 元/月",
            found=["没有部门登记这一项"],
            verdict="入户调查核实",
        )
        for one in application.get("incomes") or ()
        if one["kind"] not in recorded
    ]


def _by_item(
    verified: Sequence[Document], catalogue: Catalogue, members: Sequence[Document]
) -> Iterator[tuple[str, list[str]]]:
    """Each item with its department, and what it answered of whom."""
    for code in dict.fromkeys(one["item"] for one in verified):
        item = catalogue.items[code]
        whose = [one for one in verified if one["item"] == code]
        name = f"{catalogue.source_of[code].zh} · {item.zh}"
        yield name, [_answer(members[one["member"]]["name"], one["value"], item) for one in whose]


def _answer(name: str, value: Any, item: Item) -> str:
    """The answer of a department about somebody, as text."""
    if item.type == "money":
        return f"{name} {Fen(value).yuan} 元{EVERY.get(item.period, '')}"
    if item.type == "bool":
        return name if value else f"{name}（否）"
    return f"{name} {value}{'级' if item.code == 'disability_grade' else ''}"


def _open_row(group: Document, catalogue: Catalogue, members: Sequence[Document]) -> ReportRow:
    """What a department left open: its items, of whom, and why."""
    items = [catalogue.items[item].zh for item in group["items"]]
    more = f"等 {len(items)} 项" if len(items) > NAMED else ""
    whose = "、".join(members[member]["name"] for member in group["members"])
    verdicts = {"not_verified": "未能核实", "mismatch": "不是同一人"}
    return ReportRow(
        item=f"{catalogue.by_code[group['source']].zh} · {'、'.join(items[:NAMED])}{more}",
        found=[f"{whose}：{say(group['reason'])}"],
        verdict=verdicts[group["status"]],
        mark=str(group["status"]),
    )
