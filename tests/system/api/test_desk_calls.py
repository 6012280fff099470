"""Calling a family back from the desk: whom, what to say, and when to try again."""

from __future__ import annotations

import pytest

from local.population import families
from tests.support.desk import Desk
from tests.system.api.conftest import scene


@pytest.fixture
def desk(town):
    return Desk(town)


@pytest.fixture
def family(town):
    stage = scene(town, "mother", families.MOTHER_OF_TWO)
    stage.applies()
    return stage.family


def test_the_number_is_shown_to_whoever_says_that_they_call_and_that_is_recorded(desk, family):
    call = f"/desk/cases/{family.case_id}/call-back"
    page = desk.signs_in("shanqian1", to=call)
    assert "tel:" not in page.text
    page = desk.get(f"/desk/cases/{family.case_id}/phone")
    assert 'href="tel:1' in page.text
    assert "您有权知道办理进度和结果" in page.text
    assert "吴敏（经办人），电话回访" in desk.get(f"/desk/cases/{family.case_id}/looks").text


def test_a_call_that_reached_nobody_says_when_it_is_tried_again(desk, family):
    call = f"/desk/cases/{family.case_id}/call-back"
    desk.signs_in("shanqian1", to=call)
    desk.sends(call, outcome="no_answer", again_on="2022-12-20")
    page = desk.get(call)
    assert "打过 1 次" in page.text
    assert "2022-12-20 再打" in page.text
    page = desk.sends(call, outcome="reached")
    assert page.status == 422
