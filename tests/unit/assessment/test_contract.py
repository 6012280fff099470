"""The assessment as a letter prints it: every figure has its text."""

from chalicelib.assessment.outcome.stored import document_of
from tests.unit.assessment.test_rules import assessed, couple, income


def test_a_letter_finds_a_text_for_every_figure():
    document = document_of(assessed(couple(), [income("pension", 1100)]), "dibao")
    first = document["conditions"][0]
    assert (first["own_text"], first["threshold_text"]) == ("每月 550.00 元", "每月 600.00 元")
    assert [line["text"] for line in document["lines"]] == [
        "保障标准合计 1,200.00 元（2 人 × 每人每月标准 600.00 元）",
        "减：家庭月收入 1,100.00 元",
    ]


def test_a_condition_without_figures_shows_a_dash():
    others = document_of(assessed(couple(), supporters=None), "dibao")["others"]
    tekun = next(result for result in others if result["scheme"] == "tekun")
    assert tekun["conditions"][-1]["own_text"] == "—"


def conditions_in_words(result):
    """The sentence of every condition, by its name."""
    document = document_of(result, "dibao")
    return {
        one["code"].removeprefix("assessment."): one["text"]
        for shown in [document, *document["others"]]
        for one in shown["conditions"]
    }


def test_a_letter_finds_a_sentence_for_every_condition_that_is_not_met():
    rich = conditions_in_words(assessed(couple(), [income("pension", 3000)]))
    assert "实际 每月 1,500.00 元，标准 每月 600.00 元" in rich["income_below_standard"]
    assert rich["spending_known"] == "没有说明过去十二个月有必需的支出"
    assert rich["houses"] == ""
    assert not [one for one in rich.values() if "标准 0" in one]


def test_a_letter_says_what_is_not_known_yet_and_refuses_nothing_by_it():
    open_ = conditions_in_words(assessed(couple(), supporters=None))["no_able_supporter"]
    assert open_.startswith("还没有查清：没有能够履行义务的法定义务人。家庭以外")
