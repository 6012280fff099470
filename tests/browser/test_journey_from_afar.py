"""A son in another city applies for his mother; she consents and signs on a phone of her own."""

from __future__ import annotations

import pytest

from local.population.numbers import numbered
from local.population.residents import Household, resident
from tests.browser.applying import adds, fills_in, taps, types
from tests.browser.journeys import Journey, handed_in, known_to_departments, reaches

NAME, BORN, ORDER = "赵桂芝", "1950-03-09", 24
NUMBER = numbered(BORN, ORDER)
SHANQIAN = "220203007001"
MOTHER = resident(NAME, BORN, ORDER, incomes={"basic_pension": 13_000}, deposits=120_050)
HOUSEHOLD = Household(SHANQIAN, SHANQIAN, "urban", "我年纪大了，看病要钱。", (MOTHER,), houses=1)
NO = taps("没有")
PERSON = {
    "赵桂芝结婚了吗？": taps("老伴（爱人）不在了"),
    "有残疾证吗？是哪一种？": taps("没有残疾证"),
    "得了大病吗？": NO,
    "有几件事自己做不了？": taps("一件做不了"),
    "住在养老院或福利院吗？": NO,
}
PENSION = {
    "是谁的收入？": taps(NAME),
    "是哪一种收入？": taps("城乡居民基础养老金"),
    "多久领一次？": taps("每个月"),
    "一次多少钱？": types("130"),
}
SON = {
    "是赵桂芝的什么人？": taps("子女"),
    "知道亲属的身份证号码吗？": taps("不知道"),
    "多大年纪？": types("45"),
    "亲属自己领救助吗？": NO,
    "有没有这些情况？": taps("都没有"),
    "亲属家只有平常的房子和存款吗？": taps("是，很平常"),
    "亲属家一共几口人？": types("3"),
    "亲属全家一年收入多少？": types("36000"),
    "亲属自己一年收入多少？": types("20000"),
    "亲属一共要养几个老人和孩子？": types("2"),
    "亲属有残疾证吗？是哪一种？": taps("没有残疾证"),
}
ANSWERS = {
    "家里有什么难处？": types("我年纪大了，看病要钱。"),
    "家里有哪些人？": adds(PERSON, f"接着填 {NAME}"),
    "家里有哪些收入？": adds(PENSION),
    "外面有没有该养赵桂芝家的亲属？": adds(SON),
    "赵桂芝家户口在哪里？": taps("龙潭区", "山前街道", "新山社区"),
    "打哪个电话能找到赵桂芝？": types("13912345678"),
    "请家里的大人签名": lambda phone: None,
}


@pytest.fixture
def son(phones):
    return phones("son-in-another-city")


@pytest.fixture
def mother(phones):
    return phones("mother-in-shanqian", elder="1")


def asks(son):
    """The son asks to act for his mother, from the first page on."""
    son.open()
    son.tap("帮别人办", exact=False)
    son.tap("我要帮一个人办")
    son.type("要帮的人的姓名", NAME)
    son.type("要帮的人的身份证号码", NUMBER)
    son.tap("下一步")
    son.type("您的姓名", "赵强")
    son.tap("下一步")
    son.tap("6 个月")
    son.tap("下一步")
    son.sees("请赵桂芝本人同意")
    son.tap("以后再请本人同意")
    son.is_at("helpers")


def filmed(mother):
    mother.tap("开始刷脸")
    mother.tap("本人（身份证上的人）")


def consents(mother, journey):
    """The mother learns on a phone on which she never was who asks, and consents."""
    mother.open()
    mother.tap("帮别人办", exact=False)
    mother.tap("有人要帮我办，我来看看")
    mother.type("我的姓名", NAME)
    mother.type("我的身份证号码", NUMBER)
    mother.tap("下一步")
    journey.keeps("find")
    filmed(mother)
    mother.sees("想帮您办的人")
    journey.keeps("asked")
    mother.tap("同意 赵强")
    mother.sees("您同意赵强替您办吗？")
    journey.keeps("consent")
    mother.tap("我同意")  # she was filmed a moment ago
    mother.sees("您同意了")
    assert len(mother.calls("requestFacialVerify")) == 1


def signs(mother, journey, receipt):
    """The mother signs on her own phone, with the number that her son tells her."""
    mother.open("/pages/sign/sign")
    mother.type("编号", receipt)
    mother.tap("下一步")
    mother.type("姓名", NAME)
    mother.type("身份证号码", NUMBER)
    mother.tap("下一步")
    mother.tap("开始刷脸")
    mother.sees("已经证明是本人")  # this phone filmed her when she consented
    mother.tap("下一步")
    mother.sign("签名的框")
    mother.tap("签好了")
    journey.keeps("sign")
    mother.tap("交上去")
    mother.sees("回首页")


def test_a_son_applies_from_afar_and_his_mother_signs_and_reads_the_letter(
    son, mother, town, tmp_path
):
    known_to_departments(town, HOUSEHOLD)
    journey, hers = Journey(son, "son"), Journey(mother, "mother")
    asks(son)
    journey.keeps("asked")
    consents(mother, hers)
    son.open()
    son.tap("帮别人办", exact=False)
    son.tap("帮着申请", exact=False)
    son.tap("开始填")
    son.is_at("step")
    son.sees("您在替赵桂芝填。")
    journey.keeps("step")
    fills_in(son, tmp_path, others=ANSWERS)
    son.does_not_see("正在把您填的")
    son.sees("您在替赵桂芝填。")
    journey.keeps("check")
    son.tap("最低生活保障", exact=False)
    son.tap("交上去")
    son.sees("您的申请收到了")
    son.sees("这是您替赵桂芝交的。")
    journey.keeps("receipt")
    signs(mother, hers, str(son.data("number")))
    stage = handed_in(town, son, HOUSEHOLD)
    office = stage.family.receipt["office"]
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    stage.accepts(clerk)
    stage.phones(clerk, "老人一个人住，儿子在外地")
    reaches(stage, "reviewing")
    journey.reads_progress("审核", "上门看看")
    hers.reads_progress("审核", "上门看看")
    stage.visits(clerk, colleague, "老人一个人住，生活能够自理")
    stage.gives_opinion(clerk, "propose_grant", "情况与申报、核对和入户所见一致")
    reaches(stage, "noticing")
    reaches(stage, "confirming")
    stage.decides(stage.county(office), "confirm", "符合最低生活保障条件")
    reaches(stage, "receiving")
    stage.later(minutes=1)
    for reader in (journey, hers):
        reader.reads_progress("正在领")
        reader.reads_decision("批准通知书", "元")
