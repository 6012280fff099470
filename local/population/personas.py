"""The staff of the sandbox: who works where in Jilin City, by their WeCom user.

Every township named here has two case workers, every county two case workers, a leader and a
finance clerk, the city a leader. The other offices have nobody: their work goes up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import county_of
from local.cloud import memory

CITY = "220200000000"
TOWNSHIPS = {
    "shanqian": ("220203007000", "吴敏", "郑凯"),  # 龙潭区山前街道
    "taishan": ("220211001000", "赵兰", "冯立"),  # 丰满区泰山街道
    "lianhua": ("220202008000", "韩雪", "蒋涛"),  # 昌邑区莲花街道
    "minghua": ("220282001000", "沈洁", "许强"),  # 桦甸市明桦街道
    "kouqian": ("220221100000", "孔颖", "曹军"),  # 永吉县口前镇
}
COUNTIES = {
    "longtan": ("220203000000", "何静", "魏东", "陶然", "闻雪"),
    "fengman": ("220211000000", "严明", "姜华", "戚薇", "路遥"),
    "changyi": ("220202000000", "谢宁", "邹平", "喻晓", "柳青"),
    "huadian": ("220282000000", "柏松", "窦红", "章丽", "郝建"),
    "yongji": ("220221000000", "云飞", "苏梅", "潘岳", "秦岭"),
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
    for place, (office, *names) in TOWNSHIPS.items():
        for number, name in enumerate(names, start=1):
            yield Persona(f"{place}{number}", name, office, Post.CASE_WORKER)
    posts = {
        "": Post.CASE_WORKER,
        "-leader": Post.LEADER,
        "-finance": Post.FINANCE,
        "2": Post.CASE_WORKER,
    }
    for place, (office, *names) in COUNTIES.items():
        for (suffix, post), name in zip(posts.items(), names, strict=True):
            yield Persona(f"{place}{suffix}", name, office, post)
    yield Persona("jilin-leader", "岳峰", CITY, Post.LEADER)


_DIRECTORY = "jiuzhu-directory"
_entered: dict[str, Any] = {}


def employ() -> None:
    """Enter everybody in the directory: in a process's first town one by one, then as a copy."""
    if _entered:
        memory.restore(_entered)
        return
    _enter()
    _entered[_DIRECTORY] = memory.snapshot()[_DIRECTORY]


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
            )
        )


def at(office: str, post: Post) -> list[Persona]:
    """Who holds a post at an office, or else at its county."""
    here = [p for p in personas() if p.office == office and p.post is post]
    return here or [p for p in personas() if p.office == county_of(office) and p.post is post]
