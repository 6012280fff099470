"""A process dies at every call to AWS and to partners, and nobody outside can tell afterwards.

Of two points that leave the same world behind one is played here, and of the others a part that
each run draws anew; `jiuzhu proof` plays all.
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from app import app
from local.proof.faults import INJECTED_FAULTS, detected
from local.proof.story import STORIES, play_story
from tests.support.searches import sampled, search

EVERY = {"3": 4, "1": 9}
"""One in so many points of a story is played; which ones follows from the run's seed."""


@cache
def undisturbed(name):
    """The play in which nobody dies."""
    return play_story(app, STORIES[name])


def points(name):
    """Some of those of a story that leave worlds of their own behind."""
    offset = int(os.environ["JIUZHU_SEED"]) % EVERY[name]
    return [point for point in undisturbed(name).points if not point.redundant][
        offset :: EVERY[name]
    ]


def check(name, points):
    calm = undisturbed(name)
    tried = {str(point): play_story(app, STORIES[name], point, calm).findings for point in points}
    assert {point: findings for point, findings in tried.items() if findings} == {}


@pytest.mark.parametrize("name", STORIES)
def test_a_play_that_nothing_disturbs_ends_well_and_goes_the_same_way_again(name):
    calm = undisturbed(name)
    again = play_story(app, STORIES[name], undisturbed=calm)
    assert calm.findings == again.findings == []
    assert [*map(str, calm.points)] == [*map(str, again.points)]


@pytest.mark.parametrize("name", STORIES)
def test_a_few_of_the_points_at_which_a_process_dies(name):
    few = points(name)
    check(name, few[:: len(few) // 3])


@search
@pytest.mark.parametrize("part", range(8))
def test_urgent_aid_is_paid_once_wherever_a_process_dies(part):
    check("3", points("3")[part::8])


@search
@pytest.mark.parametrize("part", range(4))
def test_a_benefit_is_granted_and_paid_once_wherever_a_process_dies(part):
    check("1", points("1")[part::4])


@pytest.mark.parametrize("name", sampled(INJECTED_FAULTS, 3))
def test_a_fault_that_no_undisturbed_play_shows_is_detected(name):
    assert detected(app, INJECTED_FAULTS[name])
