"""A browser, the sandbox in real time, and phones on which people tap and type."""

from __future__ import annotations

import os
from contextlib import ExitStack
from hashlib import sha256
from itertools import chain

import pytest
from playwright.sync_api import sync_playwright

from app import app
from local.cloud import logs
from local.cloud.loopback import serving
from local.cloud.real_clock import RealClock
from local.serve import MINIPROGRAM, Front
from local.town.world import world
from tests.browser import api, chromium
from tests.browser.office import Office
from tests.browser.phone import Phone
from tests.conftest import MONDAY

SAMPLE = MINIPROGRAM.parent / "tests/browser/sample"


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A Chromium; without one these tests skip, and fail where CI is true."""
    with sync_playwright() as playwright:
        path = chromium.find(playwright)
        if not path:
            no_browser()
        started = chromium.start(playwright, path, tmp_path_factory.mktemp("browser"))
        yield started
        started.close()


def no_browser():
    """Skip in one line, or fail where CI is true."""
    if os.environ.get("CI") == "true":
        pytest.fail(chromium.MISSING, pytrace=False)
    pytest.skip(chromium.MISSING)


@pytest.fixture(scope="module")
def town():
    """The suite deployed for a file of tests, in real time from a Monday morning on; tests alone
    move the clock."""
    clock = RealClock(MONDAY)
    with logs.captured(), world(app, clock) as town:
        yield town


@pytest.fixture(scope="module")
def addresses(town):
    """Where the phone is served: with the mini program, and with the sample of the phone's own."""
    with ExitStack() as open_:
        yield {
            folder: open_.enter_context(serving(Front(app, town, town.clock, folder)))
            for folder in (MINIPROGRAM, SAMPLE)
        }


@pytest.fixture
def phones(browser, addresses):
    """Phones by name: `phones("a", width=320)`.

    At the end none may have a problem, or have asked for what is not in the API.
    """
    taken = []

    def take(name, width=375, miniprogram=MINIPROGRAM, **options):
        phone = Phone(browser, addresses[miniprogram], name, width, **options)
        taken.append((phone, miniprogram))
        return phone

    yield take
    problems = [problem for phone, _ in taken for problem in phone.problems()]
    asked = [phone.asked() for phone, miniprogram in taken if miniprogram == MINIPROGRAM]
    for phone, _ in taken:
        phone.close()
    assert problems == []
    assert api.outside(chain(*asked)) == []


@pytest.fixture
def office(browser, town):
    """Browsers at the desk; at the end none may have had an error."""
    opened = []

    def take(**how):
        opened.append(Office(browser, town, **how))
        return opened[-1]

    yield take
    errors = [error for one in opened for error in one.errors]
    for one in opened:
        one.close()
    assert errors == []


@pytest.fixture
def sample(phones, request):
    """A phone with the sample mini program, of its own WeChat user."""
    return phones(request.node.name, miniprogram=SAMPLE)


@pytest.fixture
def person(phones, request):
    """A phone of a person whom no other test has."""
    return phones(f"core-{sha256(request.node.name.encode()).hexdigest()[:12]}")
