"""Every state, event, task, letter, source and condition has words in both languages."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from chalicelib import reactors, words
from chalicelib.case.letter_kinds import LETTERS
from chalicelib.case.states import TASKS, State
from chalicelib.case.table import CASE, TRANSITIONS
from chalicelib.domain.errors import Broken
from chalicelib.payments.states import RELEASE
from chalicelib.platform.http.problem import STATUS
from chalicelib.platform.partners import wechat, wecom
from chalicelib.policy import load_pack
from chalicelib.policy.rules.specification import Category, Condition, Fact, Indicator, Scheme
from chalicelib.words import sums
from tests.support.texts import latin

SUITE = Path(words.__file__).parents[1]
TODAY = date(2026, 1, 1)


def figures_of(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def codes_in_use():
    yield from (f"{kind}.{state}" for state in State for kind in ("state", "next"))
    yield from (f"event.{event}" for event in CASE.events)
    yield from (f"release.{event}" for event in RELEASE.events)  # as the story tells it
    yield from (f"task.{task}" for task in TASKS)
    yield from (f"letter.{name}{end}" for name in LETTERS.values() for end in ("", "_title"))
    catalogue = load_pack("jilin-city").catalogue
    yield from (f"figure.{figure.code}" for figure in catalogue.figures)
    yield from (f"shown.{item.shown}" for item in catalogue.items.values() if item.shown)
    yield from codes_of(load_pack("jilin-city").parameters_on(TODAY).rules)


def codes_of(rules):
    """Every code that the rules of a day can give as a reason."""
    for condition in rules.of(Condition):
        yield from (f"assessment.{kind}{condition.name}" for kind in ("", "step_"))
        said = f"unit_{condition.unit}" if condition.unit else f"fails_{condition.name}"
        yield f"assessment.{said}"
        if condition.measured:
            yield f"assessment.fails_{condition.name}"
    for scheme in rules.of(Scheme):
        yield from (f"assessment.{code}" for code, _ in (*scheme.lines, *scheme.terms))
        yield from (f"scheme.{scheme.shown_as or scheme.name}", f"layer.{scheme.layer}")
    yield from (f"indicator.{one.name}" for one in rules.of(Indicator))
    yield from (f"category.{one.name}" for one in rules.of(Category))
    yield from (f"estimate.ask_{topic}" for fact in rules.of(Fact) for topic in fact.topics)
    yield "layer.watched"


def test_both_languages_have_the_same_codes():
    assert words.sentences("zh").keys() == words.sentences("en").keys()


def test_whatever_a_family_is_told_has_words():
    assert sorted(set(codes_in_use()) - words.sentences("zh").keys()) == []


def test_whatever_is_refused_has_words():
    codes = {
        code
        for path in SUITE.rglob("*.py")
        for code in re.findall(r'Refused\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    }
    codes |= {*wechat.SIGN_IN.values(), *wechat.MESSAGE.values(), *wecom.SIGN_IN.values(), *STATUS}
    codes |= {*wechat.FACE.values(), *wechat.NOT_PASSED.values()}
    assert sorted(codes - words.sentences("zh").keys()) == []


def codes_of_kinds():
    """What a record of a kind with tasks may tell whoever works on it, or looks for it."""
    for kind in reactors.KINDS:
        rows, name = kind.machine.transitions, kind.machine.name
        yield from (f"task.{task}" for task in kind.tasks)
        yield from (f"{name}.{code}" for code in ("not_found", "not_now", "not_yours"))
        for code, met in (
            ("needs", any(row.needs for row in rows)),
            ("bars", any(row.bars for row in rows)),
            ("task_first", any(row.not_while for row in rows)),
            ("four_eyes", any(row.four_eyes for row in rows)),
            ("task_closed", "claim" in kind.machine.events),
        ):
            if met:
                yield f"{name}.{code}"


def test_whatever_a_kind_of_record_tells_has_words():
    assert sorted(set(codes_of_kinds()) - words.sentences("zh").keys()) == []


def test_whatever_must_come_first_or_was_done_has_words():
    facts = {f"fact.{fact}" for row in TRANSITIONS for fact in row.needs | row.bars}
    assert sorted(facts - words.sentences("zh").keys()) == []


def test_every_status_has_a_title_and_says_what_to_do():
    statuses = {*STATUS.values(), 404, 409, 422, 500, 503}
    codes = {f"request.{kind}.{status}" for kind in ("title", "next") for status in statuses}
    assert sorted(codes - words.sentences("zh").keys()) == []


def test_english_asks_for_no_figure_that_chinese_lacks():
    zh, en = words.sentences("zh"), words.sentences("en")
    assert [code for code in zh if not figures_of(en[code]) <= figures_of(zh[code])] == []


def test_a_code_without_words_is_broken_and_not_shown_as_it_is():
    with pytest.raises(Broken, match=r"words\.missing"):
        words.say("case.nonsense")


def test_a_sentence_without_its_figure_is_broken():
    with pytest.raises(Broken, match=r"words\.figures"):
        words.say("letter.offers")


def test_an_amount_with_a_direction_has_no_sign():
    assert sums.line("assessment.line_income", -50_000) == "减：家庭月收入 500.00 元"
    assert sums.line("assessment.line_rounding", -33) == "减：按发放单位取整 0.33 元"
    assert sums.line("assessment.line_rounding", 33) == "加：按发放单位取整 0.33 元"
    assert [sums.step(fen) for fen in (50, 0, -50)] == ["多 0.50 元", "没有差额", "少 0.50 元"]


def test_no_chinese_sentence_holds_a_code_in_latin_letters():
    codes = {code: re.sub(r"\{[^}]*\}", "", said) for code, said in words.sentences("zh").items()}
    assert {code: found for code, said in codes.items() if (found := latin(said))} == {}
