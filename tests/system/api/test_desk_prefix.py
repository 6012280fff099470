"""The desk below a stage's prefix, where no name of one's own leads to it: whatever a page leads to
lies below it, and is there."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from app import app
from chalicelib.platform.pages.site import pages_of
from local.cloud.api import gateway
from local.cloud.loopback import serving
from tests.support.desk import Desk
from tests.system.api.conftest import ask_page

PREFIX = "/api"
LINK = re.compile(r'\b(?:href|src|action|formaction|data-upload|data-draft|data-arrived)="([^"]*)"')
BY_SCRIPT = re.compile(r"/desk/drafts/|/desk/uploads/arrived")
"""A name in the browser's own store, and where a file leads back to that nobody sent here."""
ASKERS = ("same_office", "county", "own_leader", "city", "own_finance", "finance")
ARRIVED_AT = {"/desk/uploads/arrived"}
"""Where partners lead back to, who begin elsewhere."""
DRAWN = {"/desk/reconsiderations/{reconsideration_id}"}
"""Pages of one who was drawn by lot, who may be none of those who ask here."""


class Below:
    """The same town, as it is reached below the prefix."""

    def __init__(self, url, town):
        self.url, self._town = url, town

    def __getattr__(self, name):
        return getattr(self._town, name)


@pytest.fixture(scope="module")
def below(stage):
    with serving(gateway(app, stage.town.sandbox.invoke, PREFIX)) as url:
        yield Below(url, stage.town)


def links_of(text):
    """Where a page leads to, among our own addresses: what begins elsewhere is named in full."""
    found = (unescape(one) for one in LINK.findall(text))
    return {one for one in found if one and not re.match(r"#|tel:|data:|https?:", one)}


def shown(below, stage, page):
    """A page to the first who may see it: their token, and its HTML."""
    path = PREFIX + page.path.format(**stage.path)
    for asker in ASKERS:
        status, text, headers = ask_page(below, stage.tokens[asker], "GET", path)
        if status in {200, 303}:
            return stage.tokens[asker], text, headers
    return None, "", {}


def test_every_link_form_and_redirect_of_every_page_lies_below_the_prefix_and_is_there(
    below, stage
):
    unseen, outside, missing, followed = set(), set(), set(), set()
    for page in pages_of(app):
        token, text, headers = shown(below, stage, page)
        if token is None:
            unseen.add(page.path)
            continue
        led = headers.get("Location", "")
        links = links_of(text) | ({led} if led.startswith("/") else set())
        outside |= {(page.path, one) for one in links if not one.startswith(f"{PREFIX}/desk")}
        for link in links - followed:
            if BY_SCRIPT.search(link):
                continue
            followed.add(link)
            status, _, _ = ask_page(below, token, "GET", link)
            if status not in {200, 303}:
                missing.add((page.path, link, status))
    assert unseen - DRAWN == ARRIVED_AT
    assert outside == set()
    assert missing == set()
    assert len(followed) > 60


def test_one_signs_in_works_and_signs_out_below_the_prefix(below):
    desk = Desk(below)
    back = desk.get(f"{PREFIX}/desk/sign-in?to=/desk/absence")
    assert f"redirect_uri={below.url}{PREFIX}".replace(":", "%3A").replace("/", "%2F") in back.to
    below.wecom.person = "shanqian1"
    led = desk.get(desk.get(desk.get(f"{PREFIX}/desk/sign-in?to=/desk/absence").to).to)
    assert urlsplit(led.to).path == f"{PREFIX}/desk/absence"
    assert desk.get(led.to).status == 200
    desk.get(f"{PREFIX}/desk/sign-out")
    page = desk.sends(f"{PREFIX}/desk/sign-out")
    assert "已经退出登录" in page.text


def test_a_problem_and_a_refused_form_lead_below_the_prefix_as_well(below, stage):
    path = f"{PREFIX}/desk/cases/{stage.path['case_id']}"
    for method, to in (("GET", "/nothing"), ("POST", "/call-back")):
        status, text, _ = ask_page(below, stage.tokens["same_office"], method, path + to)
        assert status in {404, 409, 422}
        assert links_of(text)
        assert all(one.startswith(f"{PREFIX}/desk") for one in links_of(text))
    status, text, _ = ask_page(below, "", "GET", f"{PREFIX}/desk?list=done")
    assert (status, f"{PREFIX}/desk/sign-in?to=%2Fdesk%3Flist%3Ddone" in text) == (401, True)


def test_nothing_is_there_outside_the_prefix(below, stage):
    assert ask_page(below, stage.tokens["county"], "GET", "/desk")[0] == 404
