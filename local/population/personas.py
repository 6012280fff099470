"""The staff of the sandbox: who works where in Jilin City, by their WeCom user.

Every township named here has two case workers, every county two case workers, a leader and a
finance clerk, the city a leader. The other offices have nobody: their work goes up. Names are
long and short, and one office has two people of the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.directory import store
from chalicelib.directory.people import names
from chalicelib.directory.people.names import StaffName
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import county_of
from local.cloud import memory

CITY = "220200000000"
TOWNSHIPS = {
    "shanqian": ("220203007000", "吴敏", "郑凯"),  # 龙潭区山前街道
    "taishan": ("220211001000", "赵兰", "冯立"),  # 丰满区泰山街道
    "lianhua": ("220202008000", "韩雪", "蒋涛"),  # 昌邑区莲花街道
    "minghua": ("220282001000", "阿依努尔·买买提明", "许强"),  # 桦甸市明桦街道
    "kouqian": ("220221100000", "孔颖", "曹军"),  # 永吉县口前镇
}
COUNTIES = {
    "longtan": ("220203000000", "何静", "魏东", "陶然", "闻雪"),
    "fengman": ("220211000000", "严明", "姜华", "戚薇", "严明"),
    "changyi": ("220202000000", "谢宁", "邹平", "喻晓", "柳青"),
    "huadian": ("220282000000", "柏松", "欧阳静文", "章丽", "郝建"),
    "yongji": ("220221000000", "乌云·其其格", "苏梅", "潘岳", "秦岭"),
    "chuanying": ("220204000000", "葛亮", "范青", "彭慧", "尤勇"),
}
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Persona:
    """A member of staff: the WeCom user, who they are, their office and post."""

    userid: str
    name: str
    office: str
    post: Post


def personas() -> Iterator[Persona]:
    """Everybody who works in the sandbox."""
    for place, (office, *called) in TOWNSHIPS.items():
        for number, name in enumerate(called, start=1):
            yield Persona(f"{place}{number}", name, office, Post.CASE_WORKER)
    posts = {
        "": Post.CASE_WORKER,
        "-leader": Post.LEADER,
        "-finance": Post.FINANCE,
        "2": Post.CASE_WORKER,
    }
    for place, (office, *called) in COUNTIES.items():
        for (suffix, post), name in zip(posts.items(), called, strict=True):
            yield Persona(f"{place}{suffix}", name, office, post)
    yield Persona("jilin-leader", "岳峰", CITY, Post.LEADER)


_TABLES = ("jiuzhu-directory", "jiuzhu-cases")
_entered: dict[str, dict[str, Any]] = {}


def employ() -> None:
    """Enter everybody in the directory: in a process's first town one by one, then as a copy.

    Names are sealed: a copy can be read only where KMS has the keys of then.
    """
    keys = str(sorted(id_ for id_, _ in memory.wrapping_keys().values()))
    if keys in _entered:
        memory.restore(_entered[keys])
        return
    _enter()
    _entered[keys] = {name: memory.snapshot()[name] for name in _TABLES}


def _enter() -> None:
    for persona in personas():
        posts = frozenset({persona.post})
        store.save(
            store.Staff(
                id=persona.userid,
                wecom_userid=persona.userid,
                office=persona.office,
                posts=posts,
                since=SINCE,
                name=names.sealed(persona.userid, persona.office, _called(persona)),
            )
        )


def _called(persona: Persona) -> StaffName:
    here = [one.name for one in personas() if one.office == persona.office]
    return StaffName(persona.name, alike=here.count(persona.name) > 1)


def at(office: str, post: Post) -> list[Persona]:
    """Who holds a post at an office, or else at its county."""
    here = [p for p in personas() if p.office == office and p.post is post]
    return here or [p for p in personas() if p.office == county_of(office) and p.post is post]
