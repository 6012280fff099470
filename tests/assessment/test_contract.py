"""The assessment as a letter prints it: every figure has its text."""

from chalicelib.assessment.contract import document_of
from tests.assessment.test_rules import couple, income, judged


def test_a_letter_finds_a_text_for_every_figure():
    document = document_of(judged(couple(), [income("pension", 1100)]), "dibao")
    first = document["conditions"][0]
    assert (first["own_text"], first["threshold_text"]) == ("每月 550.00 元", "每月 600.00 元")
    assert [line["text"] for line in document["lines"]] == [
        "保障标准合计 1,200.00 元",
        "减：家庭月收入 -1,100.00 元",
    ]


def test_a_condition_without_figures_shows_a_dash():
    others = document_of(judged(couple(), supporters=None), "dibao")["others"]
    tekun = next(result for result in others if result["scheme"] == "tekun")
    assert tekun["conditions"][-1]["own_text"] == "—"
