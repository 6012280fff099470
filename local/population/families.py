"""The families of the demo: invented people of many kinds whose cases come out as the law says.

Amounts are fen. `FAMILIES` is everybody by the name under which the demo shows their case.
"""

from __future__ import annotations

from datetime import date

from local.population.numbers import CARDS, numbered
from local.population.residents import Household, Phone, resident, with_records

MOTHER_OF_TWO = Household(
    registered_area="220203007001",  # 龙潭区山前街道新山社区
    living_area="220203007001",
    setting="urban",
    hardship="本人肢体二级残疾，独自抚养两个孩子，每月只有抚养费",
    residents=(
        resident(
            "乔素梅",
            "1985-03-12",
            22,
            disability=("physical", 2),
            incomes={"maintenance": 50_000},
            subsidy=16_000,
            deposits=185_000,
        ),
        resident("纪䶮然", "2012-05-20", 26, "child", student=True),
        resident("纪安宁", "2015-09-08", 31, "child", student=True),
    ),
    deposits_fen=185_000,
)
"""600 × 3 − 500 = 1,300 a month; the disability subsidies do not count.

One child has a character in the name that old systems lack."""

RETIRED_COUPLE = Household(
    registered_area="220211001001",  # 丰满区泰山街道滨江社区
    living_area="220211001001",
    setting="urban",
    hardship="两人靠养老金生活，药费负担重",
    residents=(
        resident(
            "欧阳德厚",
            "1930-02-03",
            15,
            married=True,
            incomes={"pension": 100_000},
            deposits=2_000_000,
        ),
        resident("甄玉芬", "1935-11-26", 24, "spouse", married=True, incomes={"pension": 90_000}),
    ),
    houses=1,
    phone=Phone(pads=True),
)
"""950 a head is neither below 600 nor below 900; a deposit of 20,000 yuan was left out.

He is 92, born long before numbers were given out, and types blanks where none belong."""

INJURED_WORKER = Household(
    registered_area="220283200201",  # 舒兰市莲花乡东大村
    living_area="220202008003",  # 昌邑区莲花街道莲花社区
    setting="rural",
    hardship="务工时租住房屋失火，本人烧伤，无处安身",
    residents=(resident("申大勇", "1981-07-14", 33, deposits=35_000),),
    scheme="temporary_aid",
    kind="urgent",
    cause="fire",
    deposits_fen=35_000,
)
"""Registered in one place, in an emergency in another."""

SAME_NAME = Household(
    registered_area="220282001001",  # 桦甸市明桦街道爱华社区
    living_area="220282001001",
    setting="urban",
    hardship="本人重病，不能劳动，妻子打零工",
    residents=(
        resident(
            "佟建国",
            "1974-10-01",
            17,
            married=True,
            grave_illness=True,
            company_of=numbered("1969-10-01", 19),
            silent=frozenset({"bank"}),
        ),
        resident(
            "古丽娜尔·艾山",
            "1976-04-18",
            28,
            "spouse",
            married=True,
            works=True,
            incomes={"other": 60_000},
        ),
    ),
    houses=1,
    phone=Phone(clock_year=2019),
)
"""A company in the name of another 佟建国 (mismatch), and a bank that never answers.

The clock of their phone stands in another year."""

CHARITY_MONEY = Household(
    registered_area="220221100003",  # 永吉县口前镇河东社区
    living_area="220221100003",
    setting="urban",
    hardship="孩子等待手术，父亲一人工作",
    residents=(
        resident("骆春燕", "1988-06-06", 42, married=True, deposits=6_200_000),
        resident(
            "迟国强",
            "1986-01-25",
            35,
            "spouse",
            married=True,
            works=True,
            incomes={"wage": 90_000},
        ),
        resident("迟望舒", "2013-12-12", 37, "child", student=True, grave_illness=True),
    ),
    houses=1,
    phone=Phone(heic=True),
)
"""62,000 yuan are above 24 × 550 × 3; without them 550 × 3 − 900 = 750 a month.

Their phone takes photos that nobody else can open."""

FOUND_WORK = Household(
    registered_area="220204001001",  # 船营区
    living_area="220204001001",
    setting="urban",
    hardship="失业半年，积蓄用尽，孩子刚出生，还没有上户口",
    residents=(
        resident("项志明", "1979-08-30", 51, married=True),
        with_records(
            "NGUYEN THI HOA",
            numbered("1988-04-09", 902, CARDS["VNM"]),
            date(1988, 4, 9),
            "spouse",
            married=True,
        ),
        with_records("项小满", None, date(2022, 11, 28), "child", no_number="newborn"),
    ),
)
"""Withdraws during the five hours, having found work.

The wife has a foreigner's card; the child, three weeks old, has no number yet."""

PAPER_MISSING = Household(
    registered_area="220203007002",  # 龙潭区山前街道合肥社区
    living_area="220203007002",
    setting="urban",
    hardship="视力残疾，无业",
    residents=(resident("车永福", "1968-03-09", 13, disability=("visual", 1), subsidy=16_000),),
)
"""Applies without the certificate of the disability that is declared."""

FAMILIES = {
    "mother_of_two": MOTHER_OF_TWO,
    "retired_couple": RETIRED_COUPLE,
    "injured_worker": INJURED_WORKER,
    "same_name": SAME_NAME,
    "charity_money": CHARITY_MONEY,
    "found_work": FOUND_WORK,
    "paper_missing": PAPER_MISSING,
}
