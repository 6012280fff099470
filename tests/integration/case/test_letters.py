"""Every letter of a decision says where and until when to object, and the others do not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case import grounds, letter_kinds, letters
from chalicelib.case.table import CASE
from chalicelib.domain.dates import day_of, instant_text, last_day
from chalicelib.domain.errors import Refused
from chalicelib.reconsiderations import rules
from chalicelib.records.law import law_on
from chalicelib.words import say, sums
from chalicelib.words.days import day_words
from tests.conftest import MONDAY
from tests.support.cases import submitted
from tests.support.texts import doubled

DECIDED = {
    "decision": {"decision": "confirm", "amount_fen": 130_000, "part": "regular",
                 "from_month": "2023-01", "decided_at": instant_text(MONDAY)},
    "assessment": {"outcome": "eligible", "amount_fen": 130_000, "lines": [], "counted": [0]},
    "extension": {"days": 45, "article": "第22条"},
    "change": {"told": [{"kind": "income"}],
               "finding": {"ground": "income", "reason": "属实", "article": "第32条"}},
    "deaths": [{"person": "somebody", "name": "田䶮", "died_on": "2022-12-01", "stage": "told",
                "source": "funeral", "decide_by": "2023-03-01T00:00:00Z", "family": True}],
}  # fmt: skip
"""What a case holds that was decided, as far as any letter asks."""
ASKED = {
    "number": "救助〔2022〕1-1号", "title": "不予救助决定书", "told_at": "2022-12-19T01:00:00Z",
    "office": "220203000000", "until": "2023-01-10", "counted_until": "", "outcome": "upheld",
    "reason": "属实",
}  # fmt: skip
"""Why a family asked that a decision be looked at again, and what it came to."""


@pytest.fixture
def case(quiet):
    made = submitted(quiet, law_on(quiet.clock.now()))
    made.document.documents.update(DECIDED)
    return made


def test_a_letter_names_the_remedy_unless_it_decides_nothing(case):
    """Whatever letter there is: one that is new decides until it is said that it only informs."""
    law = law_on(MONDAY)
    for name in set(letter_kinds.LETTERS.values()):
        why = {"deaths": [], "death": 0, **ASKED}
        text = "".join(letters.compose(name, case, why, 1, MONDAY, law)["lines"])
        expected = name not in letter_kinds.INFORMS
        assert ("行政复议" in text and "6 个月内向人民法院" in text) is expected, name


@pytest.mark.parametrize("reason", ["属实。", "真的？", "一共 3 项；"])
def test_no_letter_has_one_stop_beside_another_however_somebody_ends_a_reason(case, reason):
    law = law_on(MONDAY)
    for name in letter_kinds.REASON_OF.values():
        case.document.documents[name] = case.doc(name) | {"reason": reason}
    case.document.documents["change"]["finding"]["reason"] = reason
    case.document.documents["benefit"] = {"review": {"reason": reason}}
    for name in sorted(set(letter_kinds.LETTERS.values())):
        lines = letters.compose(name, case, {"deaths": [], "death": 0, **ASKED}, 1, MONDAY, law)[
            "lines"
        ]
        assert doubled(lines) == [], name


GRANTS = [
    ("dibao", {"amount_fen": 130_000, "part": "regular", "from_month": "2023-01"},
     ["社会救助暂行办法》（国务院令第649号）第9条", "（3 人 × 每人每月标准 600.00 元）",
      "每 12 个月复核一次", "2023年12月19日前"]),
    ("temporary_aid", {"amount_fen": 396_000, "part": "instalment-1", "from_month": "2022-12"},
     ["第15点", "（3 人 × 每人最多 1,320.00 元）"]),
    ("marginal", {}, ["57号）第8条", "认定对象：田秀兰、", "共 3 人", "到 2023年12月19日为止"]),
]  # fmt: skip
LINES = {
    "dibao": [("line_standard", 180_000, "share_standard", 3, 60_000), ("line_income", -50_000)],
    "temporary_aid": [("line_expenditure", 396_000, "share_most", 3, 132_000)],
}
TERMS = {"dibao": "term_review_months", "marginal": "term_valid_months"}


@pytest.mark.parametrize(("scheme", "decision", "said"), GRANTS)
def test_a_grant_says_for_whom_how_it_comes_about_by_which_article_and_until_when(
    case, scheme, decision, said
):
    case.record.clear["scheme"] = scheme
    shown = [(f"assessment.{code}", fen, *(f"assessment.{one}" for one in how[:1]), *how[1:])
             for code, fen, *how in LINES.get(scheme, ())]  # fmt: skip
    lines = [{"text": sums.line(code, fen, "zh", *how)} for code, fen, *how in shown]
    terms = [{"code": f"assessment.{TERMS[scheme]}", "figure": 12}] if scheme in TERMS else []
    case.document.documents.update(
        {
            "assessment": {
                "outcome": "eligible",
                "lines": lines,
                "terms": terms,
                "counted": [0, 1, 2],
            },
            "decision": decision | {"decided_at": instant_text(MONDAY)},
        }
    )
    text = "".join(letters.compose("granted", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert [one for one in said if one not in text] == []


def test_a_refusal_rests_on_what_is_known_to_fail_and_on_nothing_else(case):
    """A case that stood before the county when this came to be: it is sent back, not declined."""
    open_ = {"code": "assessment.income_below_standard", "status": "unknown"}
    unknown = {"outcome": "indeterminate", "conditions": [open_]}
    case.document.documents["assessment"] = unknown
    with pytest.raises(Refused, match=r"^approval\.not_known$") as refused:
        grounds.on_what_is_known(case)
    assert refused.value.figures == {"assessment": ("income_below_standard",)}
    case.document.documents["assessment"] = unknown | {"outcome": "not_eligible"}
    grounds.on_what_is_known(case)
    del case.document.documents["assessment"]  # urgent aid is refused without one
    grounds.on_what_is_known(case)


def test_a_refusal_against_the_assessment_says_so_and_compares_no_other_scheme(case):
    failing = {"text": "这个家庭符合低保", "article": "第1条", "status": "fail", "code": "x"}
    other = {"scheme": "marginal", "outcome": "not_eligible", "conditions": [failing]}
    case.document.documents["assessment"] = {
        "outcome": "eligible", "conditions": [], "others": [other], "counted": [0, 1, 2],
    }  # fmt: skip
    text = "".join(letters.compose("refused", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert "您家的收入和财产符合最低生活保障的条件" in text
    assert "对照" not in text


def test_aid_that_is_paid_once_is_noticed_and_granted_as_one_sum_with_its_day_and_account(case):
    case.record.clear["scheme"] = "temporary_aid"
    case.document.documents.update(
        {
            "assessment": {"outcome": "eligible", "amount_fen": 396_000, "counted": [0, 1, 2]},
            "decision": GRANTS[1][1] | {"decided_at": instant_text(MONDAY)},
        }
    )
    noticed, granted = (
        "".join(letters.compose(name, case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
        for name in ("notice", "granted")
    )
    assert "一次性发给 3,960.00 元" in noticed and "每月" not in noticed
    assert "最迟 2022年12月21日放款" in granted and "有变化的" not in granted


def test_who_is_listed_and_does_not_count_is_named_with_the_article(case):
    case.document.documents["assessment"] = {"outcome": "eligible", "counted": [0, 2]}
    name = case.doc("application")["members"][1]["name"]
    for letter in ("notice", "granted", "refused"):
        lines = letters.compose(letter, case, {}, 1, MONDAY, law_on(MONDAY))["lines"]
        entries = next(one for one in lines if "不计入家庭的" in one)
        assert name in entries and "57号）第7条" in entries


def test_what_is_the_case_or_not_is_shown_as_a_sentence_and_what_is_alike_once(case):
    catalogue = law_on(MONDAY).parameters.catalogue
    line = {"figure": "imprisoned", "member": 0, "declared": 0, "found": 1,
            "told_by": [{"source": "justice", "item": "imprisoned"}]}  # fmt: skip
    name = case.doc("application")["members"][0]["name"]
    result = grounds.difference(line, case, catalogue)
    assert result == f"司法、监狱和法院登记{name}为在监或强制隔离，您没有申报。"
    alike = {"status": "fail", "text": "没有说明必需的支出", "article": "第47条"}
    assert len(grounds.failed({"conditions": [alike, alike]})) == 1


def test_an_acceptance_says_who_comes_next_and_by_when_it_is_decided(case):
    case.record.clear["decide_by"] = "2023-02-03"
    lines = letters.compose("accepted", case, {}, 1, MONDAY, law_on(MONDAY))["lines"]
    assert "最迟 2023年2月3日作出决定" in "".join(lines)


def test_urgent_aid_says_up_to_how_much_it_goes_and_why_it_is_what_it_is(case):
    case.document.documents["decision"] = {"amount_fen": 80_000, "reason": "住处失火"}
    text = "".join(letters.compose("paid_first", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert (
        "最多每人 1,000.00 元，您家 3 人共 3,000.00 元；这次按您家的急难情况决定 800.00 元" in text
    )
    assert "理由：住处失火。依据：" in text


def test_urgent_aid_is_refused_with_its_conditions_and_their_articles(case):
    case.record.clear["scheme"] = "temporary_aid"
    case.document.documents.update({"assessment": {}, "decision": {"reason": "不属于急难情形"}})
    text = "".join(letters.compose("refused", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert "遭遇急难。依据：《社会救助暂行办法》（国务院令第649号）第47条" in text
    assert "支出型临时救助" in text


def test_a_refusal_says_no_condition_fails_of_which_nothing_is_known(case):
    law = law_on(MONDAY)
    unknown = {"code": "assessment.beyond_means", "status": "unknown", "article": "第47条",
               "text": "还没有查清：家里有几辆机动车？", "missing": ["vehicles"]}  # fmt: skip
    case.document.documents["assessment"] = {"outcome": "indeterminate", "conditions": [unknown]}
    lines = letters.compose("refused", case, {}, 1, MONDAY, law)["lines"]
    text = "".join(lines)
    assert "不符合规定条件" not in text and "？" not in text
    assert "不能确定是否符合条件" in text
    assert "没有查清的情况：必需支出超过家庭负担能力（依据：第47条）" in text
    application = case.doc("application")
    for one in application["members"]:
        one |= {"born": "2012-05-20", "identity_number": None}
    case.document.documents["application"] = application
    child = "".join(letters.compose("refused", case, {}, 1, MONDAY, law)["lines"])
    assert "未成年人救助保护" in child and "未成年人救助保护" not in text


@pytest.mark.parametrize(
    ("layer", "watched"), [("income", True), ("watched", False), (None, False)]
)
def test_only_who_signed_and_is_of_the_low_income_population_reads_that_it_is_watched(
    case, layer, watched
):
    law, application = law_on(MONDAY), case.doc("application")
    application["consents"] = [{"member": 0, "account": "a"}]
    application["proved"] = [{"number": 0, "account": "a", "how": "face"}]
    case.document.documents["application"] = application
    case.document.documents["assessment"] = {"outcome": "not_eligible", "layer": layer}
    text = "".join(letters.compose("refused", case, {}, 1, MONDAY, law)["lines"])
    assert ("动态监测" in text) is watched
    application["consents"].clear()
    text = "".join(letters.compose("refused", case, {}, 1, MONDAY, law)["lines"])
    assert "动态监测" not in text and "可以随时重新申请" in text


def test_nobody_reads_that_nothing_is_missing_as_long_as_somebody_must_sign(case):
    text = "".join(letters.compose("accepted", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert "齐全" not in text and "还有 1 人没有签署" in text


def test_a_letter_of_what_is_missing_says_nothing_of_money_that_may_be_there_already():
    text = say("letter.correction_after", scheme="", receipt="", until="", decided="2022年12月19日")
    assert "已经决定发给" not in text and "2022年12月19日决定" in text


def test_a_case_that_the_county_confirms_after_all_says_how_long_that_takes_and_by_which_text(case):
    case.record.clear["decide_by"] = "2023-02-06"
    text = "".join(letters.compose("raised", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    assert "30 个工作日，最迟 2023年2月6日作出决定" in text and "依据：《最低生活保障" in text


def test_a_longer_time_beyond_the_notices_says_so(case):
    case.record.clear["decide_by"] = "2027-01-05"
    lines = letters.compose("extended", case, {}, 1, MONDAY, law_on(MONDAY))["lines"]
    assert "2026年12月31日以后的日期" in lines[-1]


def test_a_receipt_says_who_does_what_by_when_and_whom_to_ask(case):
    text = "".join(letters.compose("receipt", case, {}, 1, MONDAY, law_on(MONDAY))["lines"])
    until = day_words(last_day(case.document.task("accept").due))
    assert f"由龙潭区山前街道在 {until}前审查材料" in text and "963961" in text


def test_whatever_differs_is_shown_of_whom_with_its_unit_and_period_and_what_silence_means(case):
    catalogue = law_on(MONDAY).parameters.catalogue
    source = catalogue.sources[0].code
    lines = [
        {"figure": one.code, "member": None if one.meaning == "property" else 1, "declared": 100,
         "found": 200, "told_by": [{"source": source, "item": ""}]}
        for one in catalogue.figures
    ]  # fmt: skip
    case.document.documents["report"] = {"differences": lines}
    shown_lines = letters.compose("differences", case, {}, 1, MONDAY, law_on(MONDAY))["lines"]
    by_code = dict(zip([one.code for one in catalogue.figures], shown_lines[1:], strict=False))
    second = case.doc("application")["members"][1]["name"]
    assert f"{second}的工资：您申报 每月 1.00 元" in by_code["wage"]
    assert "您家的机动车：您申报 100 辆" in by_code["vehicles"] and "200 辆" in by_code["vehicles"]
    assert "过去十二个月 1.00 元" in by_code["medical"]
    for one in catalogue.figures:
        assert re.search(r"[0-9] (元|辆|套|家|级)|登记", by_code[one.code]), one.code
    assert any("到期没有说明的" in line for line in shown_lines)


def test_the_last_day_to_object_is_one_on_which_offices_work_and_is_marked_where_no_notice_says(
    case,
):
    for start in range(14):
        now = MONDAY + timedelta(days=start)
        law = law_on(now)
        text = "".join(letters.compose("refused", case, {}, 1, now, law)["lines"])
        last = last_day(grounds.objected_by(now, law).due)
        assert law.calendar.is_working_day(last) and (last - day_of(now)).days >= 60
        assert f"{day_words(day_of(now))}收到的，到 {day_words(last)}为止，含当日" in text
        assert "自收到之日起 60 日内" in text
    beyond = datetime(2026, 11, 2, 1, tzinfo=UTC)  # a Monday; sixty days later a new year's day
    lines = letters.compose("refused", case, {}, 1, beyond, law_on(beyond))["lines"]
    assert "2026年12月31日以后的日期" in lines[-1]


@pytest.mark.parametrize(("year", "article"), [(2022, 9), (2023, 9), (2024, 20), (2025, 20)])
def test_the_remedy_cites_the_article_of_its_day(case, year, article):
    """行政复议法, revised in 2023: art. 9 became art. 20 on 2024-01-01."""
    now = MONDAY.replace(year=year)
    line = letters.compose("refused", case, {}, 1, now, law_on(now))["lines"][-1]
    assert f"《中华人民共和国行政复议法》第{article}条" in line


def test_a_letter_to_a_minor_is_addressed_to_the_guardian(case):
    law, members = law_on(MONDAY), case.doc("application")["members"]
    assert letters.compose("receipt", case, {}, 1, MONDAY, law)["to"] == "田秀兰"
    members[0] = members[2]
    assert letters.compose("receipt", case, {}, 1, MONDAY, law)["to"] == "田𬭎𮯰的监护人"


def test_no_letter_of_what_a_second_person_decides_only_informs():
    decided = {name for event, name in letter_kinds.LETTERS.items() if event in CASE.decisions}
    assert decided & letter_kinds.INFORMS == set()


def test_a_letter_offers_to_look_again_where_the_decision_may_be_made_anew(case):
    law = law_on(MONDAY)
    may = {letter_kinds.LETTERS[event] for event in rules.MADE_ANEW}
    for name in set(letter_kinds.LETTERS.values()):
        why = {"deaths": [], "death": 0, **ASKED}
        text = "".join(letters.compose(name, case, why, 1, MONDAY, law)["lines"])
        assert ("请我们复核" in text) is (name in may), name
    case.document.documents["decision"] = case.doc("decision") | {"part": "instalment-1"}
    once = "".join(letters.compose("granted", case, {}, 1, MONDAY, law)["lines"])
    assert "请我们复核" not in once
