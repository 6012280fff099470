"""What the demo prints before and after the story: the law it rests on, the cases, the books."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from chalicelib.domain.money import Fen
from chalicelib.policy import load_pack
from chalicelib.words import say

if TYPE_CHECKING:
    from local.demo import Result

LONGTAN = "220203"


def open_with(first_day: date) -> None:
    """The day on which the story begins, the standard then in force, and how sure we are of it."""
    standard = (
        load_pack("jilin-city")
        .parameters_on(first_day)
        .value("dibao.standard", county=LONGTAN, setting="urban")
    )
    status = {"enacted": "已公布", "assumed": "推定"}[standard.status]
    Console().print(
        f"逻辑日历从 {first_day} 开始；吉林市城区低保标准 {Fen(int(standard.amount)).yuan} 元/月"
        f"（{standard.citation}，{status}）。等待由逻辑时钟跳过。\n"
    )


def close_with(result: Result, out: Path) -> None:
    """The cases, the books, what holds, and where the artefacts are."""
    console = Console()
    console.print()
    console.print(_cases(result))
    books = result.books
    console.print(
        "账：发出 {ordered_fen} 元，到账 {paid_fen} 元，退回 {returned_fen} 元，"
        "差额 {difference_fen} 元\n".format(
            **{name: Fen(fen).yuan for name, fen in books.items()}
        )
    )
    for invariant in result.invariants:
        mark = "✓" if invariant.holds else "✗"
        console.print(f"{mark} {invariant.name}", f"（{invariant.found}）" * (not invariant.holds))
    console.print(f"\n用时 {result.seconds} 秒；信函、银行文件、事件和故事页面在 {out}/")


def _cases(result: Result) -> Table:
    table = Table(title="案件")
    for heading in ("", "案件", "回执", "事项", "状态", "由谁办理", "工作日", "计费状态"):
        table.add_column(heading)
    for case in result.cases:
        table.add_row(
            case.part,
            case.title,
            case.receipt,
            say(f"scheme.{case.scheme}"),
            say(f"state.{case.state}"),
            case.owner,
            str(case.working_days),
            str(case.billed_transitions),
        )
    return table
