"""Names of every kind that people have: the usual often, the rare now and then.

Most have a surname of one character. Some have one of two, some only look as if they had (欧阳,
surname 欧); some have characters that few systems know, some no surname but a dot; foreigners
write theirs in letters.
"""

from __future__ import annotations

import random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻朴崔关佟仉昝"
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "慕容", "令狐", "夏侯", "公孙", "端木")
SEEMING = {"欧": "阳", "东": "方", "夏": "侯", "万": "俟", "司": "空"}
"""Surnames of one character, with the name that makes the whole look like one of two."""
GIVEN = "安柏昌辰德恩芳广海和吉嘉静凯兰礼明宁培琴荣善婷文喜雅英毓占志阳"
RARE = (
    "䶮",  # extension A; old systems keep it in the private area
    "㛃",
    "\U0002b626",  # 𫘦, extension C
    "\U0002cb4e",  # 𬭎, extension E, as the next
    "\U0002c029",  # 𬀩
    "\U00030edd",  # 𰻝, extension G
    "\U00031350",  # extension H, as the next: unknown to Python 3.11
    "\U000323af",
    "\U0002ebf0",  # 𮯰, extension I, made for names in public registers
    "\u9fef",  # among the last of the basic block
    "〇",
)
FIRST = ("阿依古丽", "测力提", "古丽娜尔", "艾尔肯", "阿卜杜热合曼", "扎西", "卓玛", "巴合提")
OF_FATHERS = ("试合买提", "买买提依明江", "艾山", "阿布都克热木", "尼玛", "吾买尔", "次仁")
DOTS = "···•・．.‧"
"""The dots that people type, the right one most often."""
WITHOUT_DOT = ("乌云其木格", "敖登格日乐", "斯琴高娃", "巴特尔", "那仁图雅", "额尔敦巴雅尔")
TRADITIONAL = ("陳嘉欣", "歐陽詠詩", "黃志豪", "林淑貞", "張國榮齡", "鄭惠儀", "葉問之", "蕭敬德")
FOREIGN = {
    "KOR": ("KIM MINJUN", "PARK SEOYEON", "LEE JI-WOO"),
    "RUS": ("Anna Petrova", "Иван Смирнов", "OLGA IVANOVA"),
    "VNM": ("NGUYEN THI HOA", "Trần Thị Mai", "PHAM VAN LONG"),
    "USA": ("Mary Anne O'Neil-Smith", "JOHN SMITH", "Jean-Luc Ærø"),
}
"""By country of the card."""


def surname(chance: random.Random) -> str:
    """What a family is called; empty for one whose people have no surname."""
    drawn = chance.random()
    if drawn < 0.02:
        return ""
    if drawn < 0.04:
        return chance.choice(COMPOUND)
    if drawn < 0.055:
        return chance.choice([*SEEMING])
    return chance.choice(SURNAMES)


def named(chance: random.Random, family: str) -> str:
    """A member of that family."""
    if not family:
        return _without_surname(chance)
    drawn = chance.random()
    if family in SEEMING and drawn < 0.5:
        return family + SEEMING[family]
    if drawn < 0.03:
        return family + "".join(chance.sample([*GIVEN, *RARE * 5], 2))
    if drawn < 0.05:
        return family + chance.choice(RARE)
    long = 3 if drawn < 0.07 else chance.choice((1, 2, 2, 2))
    return family + "".join(chance.sample(GIVEN, long))


def _without_surname(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(WITHOUT_DOT)
    fathers = chance.sample(OF_FATHERS, chance.choice((1, 1, 2)))
    return chance.choice(DOTS).join((chance.choice(FIRST), *fathers))
