"""For whom a deputy acts is known with the session, and changes with the absence."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.directory import store
from chalicelib.directory.sessions import sign_ins
from chalicelib.directory.store import Absence
from tests.conftest import CITY, MONDAY, staff

AWAY = Absence(date(2022, 12, 19), date(2022, 12, 30), "town2")


def away(who, **more):
    """Enter that somebody of the township is away, or whatever else changes."""
    before = store.find(who)
    store.save(replace(before, **{"absence": AWAY, **more}), before)


def acts_for(who):
    """The colleagues for whom somebody acts who signs in now."""
    return sign_ins.actor_behind(sign_ins.begin(staff(who), "", MONDAY)).acts_for


def test_a_deputy_acts_for_who_is_away(town):
    assert acts_for("town2") == ()
    away("town1")
    assert acts_for("town2") == ("town1",)
    assert acts_for("town1") == ()


def test_that_costs_a_request_no_call_of_its_own(town):
    away("town1")
    session = sign_ins.begin(staff("town2"), "", MONDAY)
    before = len(town.sandbox.calls)
    assert sign_ins.actor_behind(session).acts_for == ("town1",)
    assert [call.operation for call in town.sandbox.calls[before:]] == ["Query"]


@pytest.mark.parametrize(
    "change",
    [
        {"absence": None},
        {"absence": replace(AWAY, deputy="county1")},
        {"absence": replace(AWAY, since=date(2022, 12, 20))},
        {"absence": replace(AWAY, since=date(2022, 12, 1), until=date(2022, 12, 18))},
        {"office": CITY},
        {"until": date(2022, 12, 18)},
    ],
    ids=["back", "another deputy", "not yet", "over", "moved", "left"],
)
def test_a_deputy_acts_for_nobody_who_is_not_away_from_the_same_office_today(town, change):
    away("town1")
    away("town1", **change)
    assert acts_for("town2") == ()


def test_a_deputy_who_moved_acts_for_nobody_there(town):
    away("town1")
    away("town2", office=CITY, absence=None)
    assert acts_for("town2") == ()
