"""Beside the form of every step: until when this step and the whole must be done.

The whole stands still while the family is asked, and is longer once somebody extended it.
"""

from __future__ import annotations

import pytest

from chalicelib.case.case import load
from chalicelib.case.states import TASKS
from chalicelib.case.step_pages import STEPS
from chalicelib.case.table import CASE
from chalicelib.domain.dates import last_day
from chalicelib.records.machine import OfficeLevel
from chalicelib.words import say
from local.population.families import RETIRED_COUPLE
from tests.support.desk import Desk
from tests.system.api.scenes import accepted, proposing, reviewing
from tests.system.api.test_total_time import HARD

WHOLE = "30 个工作日，最迟 2023-02-03，还剩 30 个工作日"


def carried_out(step):
    """The tasks that a step carries out."""
    return {row.task for row in CASE.transitions if row.event in step.events and row.task}


def pages(town, stage, clerk):
    """Every step of a case with its page, as its clerk reads it."""
    desk = Desk(town)
    here = f"/desk/cases/{stage.family.case_id}"
    desk.signs_in(clerk.persona.userid, to=here)
    return [(step, desk.get(f"{here}/{step.name}").text) for step in STEPS]


@pytest.mark.parametrize("play", [accepted, reviewing, proposing])
def test_every_page_of_a_step_says_its_own_day_and_the_last_day_of_the_whole(town, play):
    stage, clerk, _ = play(town)
    open_ = {one.name: one for one in load(stage.family.case_id).document.tasks if one.office}
    said = set()
    for step, page in pages(town, stage, clerk):
        assert say("desk.whole.title") in page, step.name
        for task in carried_out(step) & open_.keys():
            day = last_day(open_[task].check).isoformat()
            own = page.partition(f"<dt>{say('task.' + task)}</dt>")[2].partition("</dd>")[0]
            assert say("desk.case.until", day=day) in own, step.name
            said.add(task)
    assert said == open_.keys()


def test_every_page_says_how_many_days_the_whole_has_and_how_many_are_left(town):
    stage, clerk, _ = accepted(town)
    assert [step.name for step, page in pages(town, stage, clerk) if WHOLE not in page] == []


def test_every_page_says_that_the_whole_stands_still_while_the_family_is_asked(town):
    stage, clerk, _ = accepted(town, household=RETIRED_COUPLE)
    stage.family.waits_for("explaining")
    before = [step.name for step, page in pages(town, stage, clerk) if "时间停着" not in page]
    assert before == []
    stage.family.does("explanation", statement="没有想到要填", complete=True)
    after = [step.name for step, page in pages(town, stage, clerk) if "时间停着" in page]
    assert after == []


def test_every_page_says_that_the_whole_was_extended_and_why(town):
    stage, clerk, _ = accepted(town)
    clerk.does(stage.family.case_id, "extension", **HARD)
    for step, page in pages(town, stage, clerk):
        assert "45 个工作日，最迟 2023-02-24" in page, step.name
        assert say(f"desk.choice.because.{HARD['because']}") in page, step.name
        assert HARD["reason"] in page, step.name


def test_whatever_staff_have_to_do_in_a_case_has_a_page_with_its_time(town):
    pages(town, *accepted(town)[:2])  # pages are loaded when one is asked for
    of_staff = {name for name, task in TASKS.items() if task.level is not OfficeLevel.FAMILY}
    assert of_staff == set().union(*map(carried_out, STEPS)) & of_staff
