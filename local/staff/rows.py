"""A row of a list of staff: what it says of somebody, or every reason why nobody can be entered.

Nothing is guessed: what is blank, a formula or in two ways possible is told to whoever keeps the
list, by the heading of its column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from chalicelib.directory.offices import routing
from chalicelib.domain import names
from chalicelib.domain.actors import Post
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments import cells
from chalicelib.platform.partners.departments.cells import Cell
from chalicelib.words import say

NAME, STAFF, WECOM, OFFICE, POSTS, SINCE, UNTIL = (
    "姓名",
    "工号",
    "企业微信账号",
    "单位代码",
    "岗位",
    "起始日",
    "离任日",
)
NEEDED = (STAFF, OFFICE, POSTS)
"""Columns that a list must have, and cells that a row must fill."""
READ = (NAME, STAFF, WECOM, OFFICE, POSTS, SINCE, UNTIL)
FAULT = "错误"
"""The column into which faults are written; it is not read."""

NAMED = {say(f"post.{post}"): post for post in Post} | {
    "经办": Post.CASE_WORKER,
    "分管领导": Post.LEADER,
    "资金发放": Post.FINANCE,
}
"""Posts by the words that a list may say."""

_STAFF = re.compile(r"[0-9A-Za-z_-]{1,40}")
_WECOM = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_BETWEEN = re.compile(r"[、,;/\s]+")


@dataclass(frozen=True)
class FormulaCell:
    """A cell whose value a program computes: what it will say is not known."""


@dataclass(frozen=True)
class StaffRow:
    """What a row says of a member of staff; days that it leaves open are None, and a name that it
    leaves open is empty."""

    name: str = field(repr=False)
    staff_id: str
    wecom_userid: str
    office: str
    posts: frozenset[Post]
    since: date | None
    until: date | None


def entry_of(row: Mapping[str, Cell], day_zero: date) -> StaffRow | list[str]:
    """The entry of a row by its headings, or what is wrong with it, a sentence a fault.

    `day_zero` is the day from which the file counts days.
    """
    faults = [*_unreadable(row)]
    said = {name: _plain(row.get(name)) for name in READ} | {
        NAME: cells.text(row.get(NAME)).strip()
    }
    days = {name: _day(row.get(name), day_zero) for name in (SINCE, UNTIL)}
    posts = [NAMED.get(one) for one in _BETWEEN.split(said[POSTS]) if one]
    if not faults:
        faults = [*_wrong_name(said[NAME]), *_wrong(said, days, posts)]
    if faults:
        return faults
    held = frozenset(post for post in posts if post)
    wecom = said[WECOM] or said[STAFF]
    called = names.checked(said[NAME]) if said[NAME] else ""
    return StaffRow(called, said[STAFF], wecom, said[OFFICE], held, days[SINCE], days[UNTIL])


def _unreadable(row: Mapping[str, Cell]) -> Iterator[str]:
    for name in READ:
        if isinstance(row.get(name), FormulaCell):
            yield f"{name}：{say('roster.formula')}"
        elif name in NEEDED and cells.is_blank(row.get(name)):
            yield f"{name}：{say('roster.blank')}"


def _wrong_name(name: str) -> Iterator[str]:
    try:
        names.checked(name or "—")  # one that is left open is none
    except Refused as refused:
        yield f"{NAME}：{say(refused.code)}"


def _wrong(
    said: Mapping[str, str], days: Mapping[str, date | None], posts: list[Post | None]
) -> Iterator[str]:
    if not _STAFF.fullmatch(said[STAFF]):
        yield f"{STAFF}：{say('roster.staff_id')}"
    if said[WECOM] and not _WECOM.fullmatch(said[WECOM]):
        yield f"{WECOM}：{say('roster.wecom')}"
    if said[OFFICE] not in routing.area_names():
        yield f"{OFFICE}：{say('roster.office')}"
    if not posts or None in posts:
        words = "、".join(say(f"post.{post}") for post in Post)
        yield f"{POSTS}：{say('roster.post', posts=words)}"
    for name, day in days.items():
        if said[name] and day is None:
            yield f"{name}：{say('roster.day')}"
    since, until = days[SINCE], days[UNTIL]
    if since and until and until < since:
        yield f"{UNTIL}：{say('roster.days')}"


def _plain(cell: Cell) -> str:
    """The words of a cell; wide digits and letters as plain ones."""
    return unicodedata.normalize("NFKC", cells.text(cell)).strip()


def _day(cell: Cell, day_zero: date) -> date | None:
    found = None if cells.is_blank(cell) else cells.day(cell, day_zero)
    return date.fromisoformat(found) if found else None
