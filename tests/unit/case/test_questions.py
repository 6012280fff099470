"""What the next round asks, and what becomes of answers when people get other numbers."""

from __future__ import annotations

import pytest

from chalicelib.case import questions

EVERYBODY = ("bank", "tax", "housing")
ASKED = {"rounds": 1}


def test_before_anybody_answered_all_sources_are_asked_about_everybody():
    early = questions.asked_again({}, ["bank"], [1])
    assert questions.to_ask(early, EVERYBODY, "2022-12-19T06:00:00Z") == dict.fromkeys(EVERYBODY)


def test_where_nothing_came_up_nobody_is_asked_again():
    assert questions.to_ask(ASKED, EVERYBODY, "2022-12-19T06:00:00Z") == {}


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [([0], [2], {0, 2}), (None, [2], None), ([0], None, None), ([], [2], {2})],
)
def test_two_questions_to_one_source_are_one(first, second, about):
    report = questions.asked_again(ASKED, ["bank"], first)
    report = questions.asked_again(report, ["bank", "tax"], second)
    asked = questions.to_ask(report, EVERYBODY, "2022-12-19T06:00:00Z")
    assert asked["bank"] == about
    assert asked["tax"] == (None if second is None else set(second))
    assert "housing" not in asked


def test_who_was_silent_is_asked_beside_what_came_up_and_about_the_same_people():
    report = {**ASKED, "waiting_for": ["tax", "housing"], "about": {"tax": [1]}}
    report = questions.asked_again(report, ["bank"], [2])
    asked = questions.to_ask(report, EVERYBODY, "2022-12-19T06:00:00Z")
    assert asked == {"tax": {1}, "housing": None, "bank": {2}}


def test_who_promised_an_answer_is_asked_anew_about_everybody():
    report = {**ASKED, "tickets": {"bank": {"ticket": "t"}, "tax": {"ticket": "u"}}}
    report = questions.asked_again(report, ["bank", "housing"], [1])
    assert questions.to_ask(report, EVERYBODY, "2022-12-19T06:00:00Z") == {
        "bank": None,
        "housing": {1},
    }
    assert report["tickets"] == {"tax": {"ticket": "u"}}


def test_what_came_up_while_a_round_runs_is_left_for_the_next():
    began = questions.asked_again(ASKED, ["bank"])
    now = questions.asked_again(began, ["tax"], [1])
    assert questions.added_since(began, now) == [{"sources": ["tax"], "people": [1]}]
    assert questions.added_since(began, began) == []


# Other numbers.


def item(member, value=1):
    return {"source": "bank", "item": "deposits", "member": member, "value": value}


def test_answers_stay_with_the_person_and_those_about_nobody_any_more_fall():
    report = questions.with_new_numbers(ASKED, {0: 1, 2: 0, 100: 100})
    found = questions.with_moved_numbers([item(0, 10), item(1, 20), item(2, 30), item(100, 40)],
                              report["moves"])  # fmt: skip
    assert [(one["member"], one["value"]) for one in found] == [(1, 10), (0, 30), (100, 40)]


def test_the_report_names_people_by_their_new_numbers():
    held = {
        **ASKED,
        "no_consent": [0, 1],
        "about": {"tax": [1, 2]},
        "recheck": [{"sources": ["tax"], "people": [2]}],
        "open": [{"source": "bank", "members": [0, 1]}, {"source": "tax", "members": [1]}],
        "differences": [{"member": None}, {"member": 1}, {"member": 2}],
    }
    report = questions.with_new_numbers(held, {0: 1, 2: 0})
    assert report["no_consent"] == [1]
    assert report["about"] == {"tax": [0]}
    assert report["recheck"] == [{"sources": ["tax"], "people": [0]}]
    assert report["open"] == [{"source": "bank", "members": [1]}]
    assert report["differences"] == [{"member": None}, {"member": 0}]


def test_who_promised_an_answer_by_the_old_numbers_is_asked_anew():
    report = questions.with_new_numbers({**ASKED, "tickets": {"bank": {"ticket": "t"}}}, {0: 0})
    assert (report["tickets"], report["recheck"]) == ({}, [{"sources": ["bank"]}])
