"""What the demo prints before and after the story: the law it rests on, the cases, the books."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chalicelib.domain.money import Fen
from chalicelib.policy import load_pack
from chalicelib.words import say, sums
from chalicelib.words.days import day_words
from local.demo.result import Result

LONGTAN = "220203"
STORY = timedelta(days=45)  # about as long as the demo's calendar runs
WIDTH = 132


def open_with(first_day: date) -> None:
    """The day on which the story begins, the law then in force, and what of it is assumed."""
    pack = load_pack("jilin-city")
    parameters = pack.parameters_on(first_day)
    standard = parameters.value("dibao.standard", county=LONGTAN, setting="urban")
    assumed = sum(value.status == "assumed" for value in parameters.values)
    print(f"演示从 {day_words(first_day)}开始；五小时、七天公示这样的等待自动跳过。")
    print(
        f"吉林市城区低保标准 {Fen(int(standard.amount)).yuan} 元/月（{standard.citation}，"
        f"{_status(standard.status)}）；当日适用的 {len(parameters.values)} 项标准、期限和规则中"
        f" {assumed} 项没有找到公开文件，暂按推定使用，见 docs/policy.md。"
    )
    if pack.calendar.provisional(first_day + STORY):
        until = day_words(pack.calendar.official_until)
        print(f"{until}以后的放假安排尚未公布：期限按现有安排推算，公布后重新计算。")
    print()


def _status(status: str) -> str:
    return {"enacted": "已公布", "assumed": "推定"}[status]


def close_with(result: Result, out: Path) -> None:
    """The cases, the books, what holds, and where the artefacts are."""
    print()
    console = Console(width=WIDTH, highlight=False)
    console.print(_cases(result))
    books = {name: Fen(fen).yuan for name, fen in result.books.items() if fen >= 0}
    off = sums.step(result.books["difference_fen"])
    print(
        "账：发出 {ordered_fen} 元，到账 {paid_fen} 元，退回 {returned_fen} 元；"
        "发出与到账、退回相比：{off}\n".format(off=off, **books)
    )
    for invariant in result.invariants:
        mark = "✓" if invariant.holds else "✗"
        print(f"{mark} {invariant.name}{f'（{invariant.found}）' * (not invariant.holds)}")
    print(f"\n用时 {result.seconds} 秒；信函、银行文件、办理经过和故事页面在 {out}/")


def _cases(result: Result) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "案件", "回执", "事项", "状态", "由谁办理", "工作日", "流程步数"):
        table.add_column(heading, no_wrap=True)
    for case in result.cases:
        table.add_row(
            case.part,
            case.title,
            case.receipt,
            say(f"scheme.{case.scheme}"),
            say(f"state.{case.state}"),
            case.owner,
            str(case.working_days),
            " + ".join(map(str, case.executions)),
        )
    return table
