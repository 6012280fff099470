"""田某 of 山前街道: disabled, at home, a few minutes; from the first page to the letter."""

from __future__ import annotations

import pytest

from local.population.residents import Household, resident
from tests.browser.applying import BORN, NAME, begins, fills_in, order_of, photographs, taps
from tests.browser.journeys import Journey, handed_in, known_to_departments, reaches

SHANQIAN = "220203007001"
PLACE = {"您家户口在哪里？": taps("龙潭区", "山前街道", "新山社区")}
OFFICE = "龙潭区山前街道"


@pytest.fixture
def tian(phones):
    return phones("tian")


def household(phone):
    one = resident(
        *(NAME, BORN, order_of(phone)),
        disability=("physical", 2),
        deposits=120_050,
    )
    return Household(SHANQIAN, SHANQIAN, "urban", "我残疾在家，没有收入。", (one,), houses=1)


def test_a_man_applies_at_home_and_reads_where_it_is_until_the_letter(tian, town, tmp_path):
    journey = Journey(tian, "tian")

    def photographs_and_keeps(phone):
        photographs(tmp_path)(phone)
        journey.keeps("photo")

    known_to_departments(town, household(tian))
    tian.open()
    journey.keeps("home")
    begins(tian)
    fills_in(tian, tmp_path, until="家里有哪些人？")
    journey.keeps("people")
    fills_in(tian, tmp_path, others={**PLACE, "拍身份证": photographs_and_keeps})
    tian.is_at("check")
    tian.does_not_see("正在把您填的")
    journey.keeps("check")
    tian.tap("最低生活保障", exact=False)
    tian.tap("交上去")
    tian.is_at("receipt")
    tian.sees(f"{OFFICE}")
    journey.keeps("receipt")
    stage = handed_in(town, tian, household(tian))
    office = stage.family.receipt["office"]
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)

    journey.reads_progress("等待核对", f"{OFFICE} 经办人", "看材料齐不齐")
    stage.accepts(clerk)
    journey.reads_progress("等待核对", "打电话问情况")
    stage.phones(clerk, "肢体二级残疾，一个人住，没有收入")
    reaches(stage, "reviewing")
    journey.reads_progress("审核", "上门看看")
    stage.visits(clerk, colleague, "一个人住，家具简陋，残疾证与本人相符")
    stage.gives_opinion(clerk, "propose_grant", "情况与申报、核对和入户所见一致")
    reaches(stage, "noticing")
    journey.reads_progress("公示中")
    reaches(stage, "confirming")
    journey.reads_progress("等待确认", "龙潭区")
    stage.decides(stage.county(office), "confirm", "符合最低生活保障条件")
    reaches(stage, "receiving")
    stage.later(minutes=1)
    journey.reads_progress("正在领")
    journey.reads_decision("批准通知书", NAME, "600.00 元")
