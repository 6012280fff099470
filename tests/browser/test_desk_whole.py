"""Staff take thirty cases of all kinds from the call to the money, in the browser alone, while the
clock runs; whatever the desk does not let them do would leave a case lying."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app import app
from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import SHANGHAI
from local.cloud import logs
from local.cloud.real_clock import RealClock
from local.town.world import world
from tests.browser.thirty import plans
from tests.browser.worker import Worker
from tests.conftest import MONDAY

CAST = {
    "shanqian1": "", "shanqian2": "", "taishan1": "", "taishan2": "", "taishan-leader": "",
    "longtan": "county_visit", "longtan2": "", "longtan-leader": "county_visit confirm",
    "fengman": "", "longtan-finance": "", "fengman-finance": "",
}  # fmt: skip
"""Who works, in which order, and the tasks that they leave to others."""
TURNS = (
    "2022-12-19 15:00", "2022-12-20 09:00", "2022-12-20 15:00", "2022-12-21 09:00",
    "2022-12-23 09:00", "2022-12-27 09:00", "2022-12-28 09:00", "2022-12-29 09:00",
    "2023-01-03 09:00", "2023-01-04 09:00", "2023-01-04 15:00", "2023-01-05 09:00",
    "2023-01-06 09:00",
)  # fmt: skip
"""When they next look at their lists: seven days of notice and the year's end lie between."""
RELATIVES = (
    # Who enters whom: the clerk, the family, and which of its members.
    ("shanqian1", "relative-of-one", 0),
    ("shanqian1", "relative-of-both", 0),
    ("shanqian2", "relative-of-both", 1),
)
CONFIRMING, PAYING = "2022-12-27 09:00", "2023-01-03 09:00"
"""When the county has cases to decide, and finance money to release."""
BETWEEN = 300
"""Seconds between two families: departments are not asked about all of them at one instant."""


@pytest.fixture(scope="module")
def whole():
    """A town in which these families live, and those families as they applied."""
    every = list(plans())
    clock = RealClock(MONDAY)
    with logs.captured(), world(app, clock, [one.household for one in every]) as town:
        third = ("taishan-leader", "taishan-leader", "220211001000", frozenset({Post.LEADER}))
        store.save(store.Staff(*third, date(2020, 1, 1)))
        for plan in every:
            plan.begins(town)
            clock.forward(BETWEEN)
        yield town, every


def enter_relatives(people, every):
    """Clerks enter whom of the families they are related to."""
    of = {plan.name: plan.household.residents for plan in every}
    for userid, family, member in RELATIVES:
        people[userid].opens("其他事项", "登记近亲属")
        number = of[family][member].identity_number
        people[userid].sends({"identity_number": number, "kinship": "sibling", "of": "staff"})


def delegates(leader):
    """A county's leader lets a township confirm."""
    leader.opens("其他事项", "委托确认权", "丰满区泰山街道")
    leader.sends({"schemes": ["dibao"], "since": "2022-07-01"})


def until(town, turn):
    """Let the clock run until an instant of Shanghai."""
    then = datetime.fromisoformat(turn).replace(tzinfo=SHANGHAI)
    town.clock.forward((then - town.clock.now()).total_seconds())


def pictures(people, turn, by_case):
    """Keep what the README shows, as it is seen at a turn."""
    if turn == CONFIRMING:
        at = people["longtan"].at.signs_in_again("longtan").open("/desk")
        at.picture("whole-list")
        case_id = next(one for one, plan in by_case.items() if plan.name == "plain-0")
        at.open(f"/desk/cases/{case_id}").picture("whole-case")
    if turn == PAYING:
        at = people["longtan-finance"].at.signs_in_again("longtan-finance").open("/desk")
        at.page.locator("a[href*='/desk/releases/']").first.click()
        at.page.get_by_role("heading", level=1).wait_for()
        at.picture("whole-release")


def lies(plan):
    """What is wrong with where a family's case stands at the end: "" where nothing is."""
    timeline = plan.family.timeline()
    waits = [one for one in timeline["holders"] if not (one["office_name"] and one["due"])]
    came = any(payment.get("credited_at") for payment in timeline["payments"])
    later = plan.paid and not came and "放款" not in str(timeline["holders"])
    if timeline["stage"] == plan.ends and not waits and not later:
        return ""
    return f"{plan.name}: {timeline['stage']} {timeline['holders']} {timeline['payments']}"


def test_thirty_cases_go_from_the_call_to_the_money_in_the_browser(browser, whole):
    town, every = whole
    by_case = {plan.family.case_id: plan for plan in every}
    people = {
        userid: Worker(browser, town, userid, frozenset(leaves.split()))
        for userid, leaves in CAST.items()
    }
    delegates(Worker(browser, town, "fengman-leader"))
    enter_relatives(people, every)
    for turn in TURNS:
        for one in people.values():
            one.works(by_case)
        for plan in every:
            plan.goes_on()
        until(town, turn)
        pictures(people, turn, by_case)
    assert {one.userid for one in people.values() if not one.done} == set()
    assert len(every) == 30
    assert [fault for plan in every if (fault := lies(plan))] == []
    assert [one.refused for one in people.values() if one.refused] == []
    assert town.books()["difference_fen"] == 0
