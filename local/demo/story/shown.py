"""How the story writes instants, days, money, areas and words: the filters of its templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chalicelib.directory.offices.routing import office_name
from chalicelib.domain.dates import SHANGHAI, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.policy import load_pack
from chalicelib.words import say
from chalicelib.words.days import day_words

WEEKDAYS = "一二三四五六日"


def instant(text: str) -> str:
    """An instant with its day of the week, as the head of every step shows it."""
    local = parse_instant(text).astimezone(SHANGHAI)
    return f"{day_words(local.date())} 星期{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def due(text: str) -> str:
    """Until when: the end of a day is that day, any other instant is itself."""
    local = parse_instant(text).astimezone(SHANGHAI)
    if (local.hour, local.minute) != (0, 0):
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    last = (local - timedelta(seconds=1)).date()
    return f"{last.month}月{last.day}日"


def month(text: str) -> str:
    """A month such as 2023-01."""
    year, number = text.split("-")
    return f"{year}年{int(number)}月"


def yuan(fen: int) -> str:
    """An amount of money in yuan."""
    return Fen(fen).yuan


def receipt(number: str) -> str:
    """A receipt in groups, as it is read over the phone."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def words(code: str, kind: str) -> str:
    """The words of a code of a kind: `"dibao" | words("scheme")`."""
    return say(f"{kind}.{code}")


COUNTED = {"vehicles": "辆", "houses": "套", "businesses": "个"}


def counted(text: str, code: str) -> str:
    """A figure of a condition with its measure word, where it is a bare number."""
    unit = COUNTED.get(code.partition(".")[2], "")
    return f"{text} {unit}" if unit and text.isdigit() else text


OWNED = {
    "deposits_fen": "存款",
    "securities_fen": "有价证券",
    "houses": "住房",
    "vehicles": "机动车",
    "businesses": "经营主体",
}


def owned(property_: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a family declared that it owns, each with its figure, and what it said that it has none
    of: silence is not "none"."""
    owns = [
        (
            name,
            f"{property_[code]} {COUNTED[code]}"
            if code in COUNTED
            else f"{yuan(property_[code])} 元",
        )
        for code, name in OWNED.items()
        if property_.get(code)
    ]
    none = "、".join(name for code, name in OWNED.items() if property_.get(code) == 0)
    return [*owns, *([("申报没有的", none)] if none else [])]


def item(code: str) -> str:
    """The name of a department's item."""
    return load_pack("jilin-city").catalogue.items[code].zh


FILTERS: dict[str, Callable[..., Any]] = {
    "instant": instant,
    "due": due,
    "month": month,
    "yuan": yuan,
    "receipt": receipt,
    "office": office_name,
    "words": words,
    "owned": owned,
    "item": item,
    "counted": counted,
    "words_of": say,
}
