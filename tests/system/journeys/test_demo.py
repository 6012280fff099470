"""The demo, whole: every family's case ends as the law says, and every invariant holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from local import cli
from local.demo import demo, invariants
from tests.support.texts import latin, uncited

ENDS = {
    "1": ("granted", "receiving"),
    "2": ("refused", "refused"),
    "3": ("granted", "closed"),
    "4": ("granted", "receiving"),
    "5": ("granted", "receiving"),
    "6a": ("withdrawn", "withdrawn"),
    "6b": ("granted", "receiving"),
}


def test_every_invariant_holds(played):
    result = played.result
    assert [one for one in result.invariants if not one.holds] == []
    assert len(result.invariants) >= 10


def test_every_family_s_case_ends_as_it_should(played):
    result = played.result
    assert {case.part: (case.outcome, case.state) for case in result.cases} == ENDS


def test_the_standard_path_bills_ten_states(played):
    result = played.result
    assert {case.part: case.billed_transitions for case in result.cases}["1"] <= 10


def test_the_letter_of_refusal_names_condition_figures_article_and_remedy(played):
    (letter,) = (played.out / "letters").glob("2-*-refused.txt")
    text = letter.read_text(encoding="utf-8")
    for said in ("每月 950.00 元", "每月 600.00 元", "第9条", "每月 900.00 元", "行政复议", "60"):
        assert said in text


def test_every_letter_quotes_the_law_by_its_title(played):
    letters = [path.read_text("utf-8") for path in (played.out / "letters").glob("*.txt")]
    assert [found for letter in letters for line in letter.splitlines() if (found := uncited(line))
            ] == []  # fmt: skip


def test_no_letter_and_no_next_step_holds_a_code_in_latin_letters(played):
    letters = [path.read_text("utf-8") for path in (played.out / "letters").glob("*.txt")]
    lines = [*(line for one in letters for line in one.splitlines()),
            *(line for line in played.lines if "→" in line)]  # fmt: skip
    assert {line: found for line in lines if (found := latin(line))} == {}


def test_no_amount_is_shown_with_a_sign(played):
    """What is taken off, or comes back, is said in words."""
    story = re.sub(r"<(style|script).*?</\1>", "", played.read("story.html"), flags=re.DOTALL)
    shown = [*played.lines, *re.sub(r"<[^>]+>", "\n", story).splitlines()]
    assert [line for line in shown if re.search(r"(?<![\d.])-[\d,]+\.\d\d(?!\d)", line)] == []


def test_one_phrase_says_how_much_was_verified(played):
    counted = r"已核实 \d+ 项，查无记录 \d+ 项，未能核实 \d+ 项，答复的是他人 \d+ 项"
    lines = [line for line in played.lines if "核对报告：" in line]
    assert lines
    assert [line for line in lines if not re.search(counted, line)] == []
    assert re.search(counted, played.read("story.html"))


def test_the_money_came_once_to_everybody_and_what_came_back_was_sent_again(played):
    result = played.result
    books = result.books
    assert books["difference_fen"] == 0
    assert books["paid_fen"] == 130_000 + 100_000 + 75_000 + 60_000
    assert books["returned_fen"] == 60_000


def test_the_result_for_machines_has_the_agreed_shape(played):
    result = played.result
    document = json.loads(played.read("result.json"))
    assert document == json.loads(json.dumps(result.as_json()))
    assert document.keys() == {"cases", "books", "invariants", "seconds"}
    assert document["cases"][0].keys() >= {
        "receipt", "scheme", "outcome", "state", "owner", "working_days", "billed_transitions",
    }  # fmt: skip
    assert document["books"].keys() == {
        "ordered_fen", "paid_fen", "returned_fen", "difference_fen",
    }  # fmt: skip
    assert all(one.keys() >= {"name", "holds"} for one in document["invariants"])


def test_the_command_fails_when_anything_does_not_hold(played, monkeypatch, tmp_path, capsys):
    result = played.result
    broken = replace(result, invariants=[invariants.Invariant("injected", False, "found")])
    for given, code in ((result, 0), (broken, 1)):
        monkeypatch.setattr(demo, "run", lambda *_args, given=given: given)
        assert cli.main(["demo", "--json", "--out", str(tmp_path)]) == code
        assert json.loads(capsys.readouterr().out)["invariants"]


def test_an_invariant_is_shown_with_its_findings():
    assert invariants.checked("nothing found", list).holds
    found = invariants.checked("something found", lambda: ["a", "b", "c", "d"])
    assert (found.holds, found.found) == (False, "a; b; c")


@pytest.mark.parametrize(
    ("books", "holds"),
    [
        ({"paid_fen": 5, "difference_fen": 0}, True),
        ({"paid_fen": 5, "difference_fen": 1}, False),
        ({"paid_fen": 5, "difference_fen": -1}, False),
        ({"paid_fen": 0, "difference_fen": 0}, False),
    ],
)
def test_books_that_do_not_add_up_or_are_empty_are_caught(books, holds):
    assert (invariants._books(books) == []) is holds


def test_a_bank_that_paid_another_sum_is_caught():
    town = SimpleNamespace(bank=SimpleNamespace(paid_fen=lambda: 6))
    assert invariants._bank(town, {"paid_fen": 6}) == []
    assert invariants._bank(town, {"paid_fen": 5}) != []
