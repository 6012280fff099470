"""The first page of the served sandbox: who are you? One click each; and what time does, and what
partners received. It has no script, and changes something only where a button is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import SHANGHAI
from chalicelib.domain.money import Fen
from chalicelib.platform.pages import assets
from chalicelib.words import sentences
from local.phone import wechat
from local.population import families, personas
from local.population.personas import Persona
from local.town.world import World

SHOWN = 12
"""So many of the newest are shown of what each partner received."""
PEOPLE = {
    "township": "shanqian1",
    "colleague": "shanqian2",
    "county": "longtan",
    "finance": "longtan-finance",
    "leader": "longtan-leader",
    "city": "jilin-leader",
}
"""Who one may be at the desk at once, by their WeCom user; everybody else is in a list below."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """How time was moved last: from when, to when, and what happened meanwhile."""

    since: datetime
    until: datetime
    happened: Sequence[Mapping[str, str]]


def drawn(town: World, now: datetime, moved: Moved | None, said: str) -> str:
    """The page; `said` tells what a button has just done."""
    staff = {one.userid: one for one in personas.personas()}
    page: str = template("entrance.html").render(
        now=_time(now),
        style=assets.name_of("desk.css"),
        families=_families(),
        people={name: _person(staff[userid]) for name, userid in PEOPLE.items()},
        everybody=[_person(one) for one in staff.values() if one.userid not in PEOPLE.values()],
        moved=_happened(moved) if moved else None,
        said=said,
        received={name: list(of(town)) for name, of in RECEIVED.items()},
    )
    return page


def template(name: str) -> Any:
    """A page of the sandbox's own."""
    made = Environment(
        autoescape=True, loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined
    )
    return made.get_template(name)


def _families() -> list[dict[str, str]]:
    """Every family: what its phone is called, and who applies."""
    return [
        {"phone": name, "who": one.residents[0].name, "where": routing.office_name(_area(one))}
        for name, one in families.FAMILIES.items()
    ]


def _area(household: Any) -> str:
    return str(household.living_area or household.registered_area)


def _person(one: Persona) -> dict[str, str]:
    return {
        "userid": one.userid,
        "name": one.name,
        "office": routing.office_name(one.office),
        "post": POSTS[one.post],
    }


POSTS = {Post.CASE_WORKER: "经办", Post.LEADER: "负责人", Post.FINANCE: "资金发放"}


def _happened(moved: Moved) -> dict[str, Any]:
    known = sentences("zh")
    lines = [
        (one["at"], known.get(f"event.{one['event']}", one["event"]), one["kind"])
        for one in moved.happened
    ]
    return {
        "since": _time(moved.since),
        "until": _time(moved.until),
        "lines": lines[-SHOWN:],
        "more": max(0, len(lines) - SHOWN),
    }


def _time(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _wechat(town: World) -> Iterator[Row]:
    names = {wechat.openid(one["phone"]): f"{one['who']}家" for one in _families()}
    for note in town.wechat.notes[: -SHOWN - 1 : -1]:
        yield _time(note.at), names.get(note.openid, note.openid), *note.fields.values()


def _wecom(town: World) -> Iterator[Row]:
    for card in town.wecom.cards[: -SHOWN - 1 : -1]:
        yield _time(card.at), card.userid, card.title, card.text


def _departments(town: World) -> Iterator[Row]:
    known = town.departments.catalogue.by_code
    for one in town.departments.asked[: -SHOWN - 1 : -1]:
        yield _time(one.at), known[one.source].zh, f"{len(one.persons)} 人"


def _bank(town: World) -> Iterator[Row]:
    for reference, one in [*town.bank.ledger.items()][: -SHOWN - 1 : -1]:
        came_back = f"退回：{one.returned}" if one.returned else "到账"
        yield _time(one.at), reference, f"{Fen(one.amount_fen).yuan} 元", came_back


RECEIVED: Mapping[str, Callable[[World], Iterator[Row]]] = {
    "微信发给家庭的": _wechat,
    "企业微信发给工作人员的": _wecom,
    "向部门查询的": _departments,
    "银行收到的": _bank,
}
"""What each partner received, the newest first."""
