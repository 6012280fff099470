"""What must hold when the demo is over, each read past the API, as an auditor would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case.states import ENDS
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.platform.store import record, trail
from chalicelib.policy import load_pack
from chalicelib.records import assignment
from local.cloud import watch
from local.demo.plays.scene import ANOTHER, Scene
from local.town.world import World

MOST_TRANSITIONS = 12
STRAIGHT = ("1", "6b")
"""The cases whose only execution goes from the submission straight to the grant."""
PATIENCE = timedelta(hours=1)  # ticks come every quarter of an hour


@dataclass(frozen=True)
class Invariant:
    """Something that must hold, and whether it does; `found` is what speaks against it."""

    name: str
    holds: bool
    found: str = ""


def all_of(town: World, scenes: Sequence[Scene], books: Mapping[str, int]) -> list[Invariant]:
    """Every invariant of the demo."""
    by_part = {scene.part.number: scene for scene in scenes}
    checks: dict[str, Callable[[], list[str]]] = {
        "账目相符：发出 = 到账 + 退回": lambda: _books(books),
        "银行账与我方账一致，每笔只付一次": lambda: _bank(town, books),
        "每次变更都有一条记录，前后相连，改不掉也补不进": lambda: chains(town),
        "每个未结案件都有能办的人负责、有期限": lambda: owners(town) + looked_after(town),
        "没有卡住、丢失或失败的自动办理": lambda: parked(town),
        f"第 {'、'.join(STRAIGHT)} 件从提交一路办到批准，没有差异、退回和转上级：流程不超过"
        f" {MOST_TRANSITIONS} 步": lambda: [
            found for part in STRAIGHT for found in _transitions(town, by_part[part])
        ],
        "五小时内撤回的案件没有查询任何部门": lambda: _unasked(town, by_part["6a"]),
        "金额与法定算法一致": lambda: _amounts(by_part),
        "加密保存以外的地方没有姓名、证件号码、电话和账号": lambda: in_clear(town, scenes),
    }
    return [checked(name, check) for name, check in checks.items()]


def checked(name: str, check: Callable[[], list[str]]) -> Invariant:
    """The invariant of that name: `check` answers what speaks against it."""
    found = check()
    return Invariant(name, not found, "; ".join(found[:3]))


def _books(books: Mapping[str, int]) -> list[str]:
    nothing = books["paid_fen"] <= 0
    return ["nothing was paid"] if nothing else [str(books)] * (books["difference_fen"] != 0)


def _bank(town: World, books: Mapping[str, int]) -> list[str]:
    paid = town.bank.paid_fen()
    return [] if paid == books["paid_fen"] else [f"bank {paid}, books {books['paid_fen']}"]


def chains(town: World) -> list[str]:
    """Records whose events are not exactly those that led to the row."""
    wrong = []
    for table in ("cases", "money"):
        for row in watch.rows(town.sandbox, table):
            events = trail.history(row["kind"], row["id"])
            found = record.load(row["kind"], row["id"])
            try:
                trail.verify_chain(events, found.tail if found else "")
            except Exception as broken:
                wrong.append(f"{row['kind']} {row['id']}: {broken}")
            if len(events) != row["seq"]:
                wrong.append(f"{row['kind']} {row['id']}: {len(events)} events, seq {row['seq']}")
    return wrong


def owners(town: World) -> list[str]:
    """Open cases that nobody would look after again."""
    resting = {"receiving"}
    return [
        str(row["id"])
        for row in watch.rows(town.sandbox, "cases")
        if row["kind"] == "case" and row["state"] not in ENDS | resting and "next_check" not in row
    ]


def looked_after(town: World) -> list[str]:
    """Open cases whose check is long past, and tasks of staff that nobody works who may do."""
    late = instant_text(town.sandbox.clock.now() - PATIENCE)
    wrong = []
    for row in watch.rows(town.sandbox, "cases"):
        if row["kind"] != "case" or row["state"] in ENDS:
            continue
        if "next_check" in row and row["next_check"] < late:
            wrong.append(f"{row['id']}: not looked after since {row['next_check']}")
        tasks = cases.load(row["id"]).document.tasks
        idle = (task for task in tasks if task.office and not assignment.has_candidates(task))
        wrong += [f"{row['id']}: nobody can do {task.name} at {task.office}" for task in idle]
    return wrong


def parked(town: World) -> list[str]:
    """Reactions that failed for good, events that were given up, ticks that died."""
    stuck = [
        item["sk"]["S"]
        for item in town.sandbox.table_items("cases")
        if item["pk"]["S"].startswith("STUCK#")
    ]
    letters = [str(letter["function"]) for letter in town.sandbox.pump.dead_letters]
    return stuck + letters + [repr(failure) for failure in town.ticks.failures]


def _transitions(town: World, scene: Scene) -> list[str]:
    billed = watch.billed_transitions(town.sandbox)[scene.family.case_id]
    return [] if billed <= MOST_TRANSITIONS else [f"{billed} states"]


def _unasked(town: World, scene: Scene) -> list[str]:
    return [asked.source for asked in town.departments.about(scene.family.case_id)]


BENEFITS = {
    "1": ("220203", 3, 50_000),
    "4": ("220282", 2, 60_000),
    "5": ("220221", 3, 90_000),
    "6b": ("220203", 1, 0),
}
"""County, members, and countable income of a month in fen: standard × members − income."""


def _amounts(scenes: Mapping[str, Scene]) -> list[str]:
    wrong = []
    for part, (county, members, income) in BENEFITS.items():
        case = scenes[part].family.case()
        law = load_pack("jilin-city").parameters_on(day_of(parse_instant(case["accepted_at"])))
        standard = law.value("dibao.standard", county=county, setting="urban").amount
        owed = int(standard) * members - income
        if case["documents"]["decision"].get("amount_fen") != owed:
            wrong.append(f"{part}: not {owed}")
    return wrong


def canaries(scene: Scene) -> list[str]:
    """What must never be seen outside a seal: names, numbers, phone and account of a family."""
    form: dict[str, Any] = scene.family.form()
    members = [
        m[name] for m in form["members"] for name in ("name", "identity_number") if name in m
    ]
    accounts = [scene.family.account(kind)["number"] for kind in ("", ANOTHER)]
    return [*members, form["phone"], *accounts]


def in_clear(town: World, scenes: Sequence[Scene]) -> list[str]:
    """Where a canary is found outside a seal."""
    secrets = [secret for scene in scenes for secret in canaries(scene)]
    return [
        f"{place}"
        for place, text in watch.everything_stored(town.sandbox)
        if any(secret in text for secret in secrets)
    ]


def in_files(folder: Path, secrets: Sequence[str]) -> list[str]:
    """The files below a folder in which any of `secrets` can be read."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(one.encode() in path.read_bytes() for one in secrets)
    ]
