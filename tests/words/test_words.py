"""Every state, event, task, letter, source and condition has words in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest

from chalicelib import words
from chalicelib.case.letters import LETTERS
from chalicelib.case.states import EVENTS, TASKS, TRANSITIONS, State
from chalicelib.domain.errors import Broken
from chalicelib.platform import wechat, wecom
from chalicelib.platform.http.problem import STATUS
from chalicelib.policy import load_pack

SUITE = Path(words.__file__).parents[1]
RULES = [SUITE / "assessment" / name for name in ("conditions.py", "rules.py")]


def figures_of(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def codes_in_use():
    yield from (f"{kind}.{state}" for state in State for kind in ("state", "next"))
    yield from (f"event.{event}" for event in EVENTS)
    yield from (f"task.{task}" for task in TASKS)
    yield from (f"letter.{name}{end}" for name in LETTERS.values() for end in ("", "_title"))
    for source in load_pack("jilin-city").sources:
        yield f"source.{source.code}"
        yield from (f"item.{item.code}" for item in source.items)
    for rules in RULES:
        yield from re.findall(r'"(assessment\.[a-z_]+)"', rules.read_text(encoding="utf-8"))


def test_both_languages_have_the_same_codes():
    assert words.sentences("zh").keys() == words.sentences("en").keys()


def test_whatever_a_family_is_told_has_words():
    assert sorted(set(codes_in_use()) - words.sentences("zh").keys()) == []


def test_whatever_is_refused_has_words():
    told = {
        code
        for path in SUITE.rglob("*.py")
        for code in re.findall(r'Refused\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    } | {*wechat.SIGN_IN.values(), *wechat.MESSAGE.values(), *wecom.SIGN_IN.values(), *STATUS}
    assert sorted(told - words.sentences("zh").keys()) == []


def test_whatever_must_come_first_or_was_done_has_words():
    facts = {f"fact.{fact}" for row in TRANSITIONS for fact in row.needs | row.bars}
    assert sorted(facts - words.sentences("zh").keys()) == []


def test_every_status_has_a_title_and_says_what_to_do():
    statuses = {*STATUS.values(), 404, 409, 422, 500, 503}
    told = {f"request.{kind}.{status}" for kind in ("title", "next") for status in statuses}
    assert sorted(told - words.sentences("zh").keys()) == []


def test_english_asks_for_no_figure_that_chinese_lacks():
    zh, en = words.sentences("zh"), words.sentences("en")
    assert [code for code in zh if not figures_of(en[code]) <= figures_of(zh[code])] == []


def test_a_code_without_words_is_broken_and_not_shown_as_it_is():
    with pytest.raises(Broken, match=r"words\.missing"):
        words.say("case.nonsense")


def test_a_sentence_without_its_figure_is_broken():
    with pytest.raises(Broken, match=r"words\.figures"):
        words.say("letter.offers")
