"""Every page of the desk in a real Chromium: read by everybody, of the width of the window, and
small; pictures are left in out/desk, and none is missing among them."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from app import app
from chalicelib.domain.actors import Post
from chalicelib.platform.pages.site import pages_of
from local.population import families
from local.population.personas import at as staff_at
from local.town.clerks import Clerk
from local.town.people import Citizen
from tests.browser import money
from tests.browser.following import MovedClock
from tests.browser.office import PICTURES, Office
from tests.support.desk import Desk
from tests.system.api.conftest import (
    town_complaint,
    town_discrepancy,
    town_helper,
    town_reconsideration,
    town_search,
    town_sign,
)
from tests.system.api.test_objections import board
from tests.system.api.test_reconsiderations import finds
from tests.system.api.test_together import proposed

LED_ON = {
    # Pages that nobody sees: they lead on at once, or are read by a script alone.
    "/desk/sign-in",
    "/desk/signed-in",
    "/desk/books",
    "/desk/late",
    "/desk/uploads/arrived",
    "/desk/cases/{case_id}/sheet",
}
CLERK, LEADER, FINANCE = "shanqian1", "longtan-leader", "changyi-finance"
REVIEWER = "longtan"
READERS = {
    # Who reads what a clerk of the township does not.
    "/desk/absence/{staff_id}": LEADER,
    "/desk/authenticator/{staff_id}": LEADER,
    "/desk/complaints/{complaint_id}": LEADER,
    "/desk/complaints/{complaint_id}/case": LEADER,
    "/desk/complaints/{complaint_id}/answer": LEADER,
    "/desk/delegations/{office}": LEADER,
    "/desk/late/{office}/{period}": LEADER,
    "/desk/signs/{sign_id}": LEADER,
    "/desk/together": REVIEWER,
    "/desk/together/{group_id}": REVIEWER,
    "/desk/releases/{release_id}": FINANCE,
    "/desk/discrepancies/{discrepancy_id}": FINANCE,
    "/desk/books/{county}/{period}": FINANCE,
    "/desk/sources/{department}": "jilin-leader",
    "/desk/reconsiderations/{reconsideration_id}": "drawn",
}
MOST_BYTES = 60_000
"""Of a page with its style sheet and its script."""
WINDOWS = {"office": (1200, 1), "phone": (360, 1), "200": (1280, 2)}
BYTES = """['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
SEEN = [page.path for page in pages_of(app) if page.path not in LED_ON]


@pytest.fixture(scope="module")
def ids(town):
    """What the pages are about, and who was drawn for what was asked for again."""
    group, notice = seen_of_several(replace(town, clock=MovedClock(town.clock)))
    family = Citizen(town, "at-the-desk", families.MOTHER_OF_TWO)
    family.apply()
    town.clock.forward(money.MINUTE)
    money.decided(town, 0)
    release = money.waiting(town)["release_id"]
    asked = {"reconsideration_id": town_reconsideration(family)}
    clerk = town.staff_session(CLERK)["token"]
    (drawn,) = finds(town, asked)
    return SimpleNamespace(
        drawn=drawn.persona.userid, case_id=family.case_id, task="accept", **asked,
        digest=family.form()["papers"][0]["digest"],
        helper_id=town_helper(family), complaint_id=town_complaint(family),
        sign_id=town_sign(town, family), area=families.MOTHER_OF_TWO.registered_area,
        office="220203007000", staff_id=CLERK, view_id="a-view", department="agriculture",
        search_id=town_search(town, clerk), release_id=release,
        discrepancy_id=town_discrepancy(town, release), county=money.CHANGYI,
        period=f"{town.clock.now():%Y-%m}", group_id=group, notice_id=notice,
    )  # fmt: skip


def seen_of_several(town):
    """A group of grants that are alike, and a notice to which somebody objected."""
    alike = [proposed(town, name) for name in ("like-1", "like-2")]
    for one in alike:
        one.family.waits_for("confirming")
    stage = proposed(town, "like-3")
    stage.later(minutes=1)
    path = board(stage)
    clerk = Clerk(town, staff_at(stage.family.receipt["office"], Post.CASE_WORKER)[0])
    said = {"heard": "telephone", "statement": "她家有一辆车，停在楼下"}
    clerk.client.post(path.replace("objections", "heard-objections"), said)
    stage.later(minutes=1)
    desk = Desk(town)
    desk.signs_in(REVIEWER)
    link = desk.get("/desk/together").link("签批这一组")
    return link.rpartition("/")[2].partition("?")[0], path.split("/")[4]


def name_of(path):
    """What the picture of a page is called."""
    parts = [part for part in path.split("/")[2:] if not part.startswith("{")]
    one = "-of" if path.count("{") and len(parts) == 1 else ""
    return f"page-{'-'.join(parts) or 'tasks'}{one}"


@pytest.fixture(scope="module")
def shown(browser, town, ids):
    """Browsers by who is signed in and of which width."""
    opened = {}

    def take(userid, window):
        userid = ids.drawn if userid == "drawn" else userid
        if (userid, window) not in opened:
            width, zoom = WINDOWS[window]
            at = Office(browser, town, width=width, zoom=zoom).signs_in(userid)
            opened[userid, window] = at
        return opened[userid, window]

    yield take
    for one in opened.values():
        one.close()


def wrong_with(at, path):
    """What is wrong with a page as somebody sees it."""
    at.errors.clear()
    at.open(path)
    found = [*at.axe(), *(["too wide"] if at.overflow() > 0 else []), *at.errors]
    found += [] if at.page.locator("h1").count() == 1 else ["no heading"]
    return found + (["too large"] if at.page.evaluate(BYTES) > MOST_BYTES else [])


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("path", SEEN)
def test_a_page_is_read_by_everybody_and_fits(ids, shown, path, window):
    at = shown(READERS.get(path, CLERK), window)
    width, zoom = WINDOWS[window]
    assert wrong_with(at, path.format(**vars(ids))) == []
    at.picture(f"{name_of(path)}-{width}-{zoom}")


def test_there_is_a_picture_of_every_page_in_every_window():
    names = [name_of(path) for path in SEEN]
    assert len({*names}) == len(names)
    assert {*READERS, *LED_ON} <= {page.path for page in pages_of(app)}
    made = {re.sub(r"-\d+-\d$", "", one.stem) for one in PICTURES.glob("page-*.png")}
    if made:  # the pages were looked at in this run, or before
        assert {*names} <= made
