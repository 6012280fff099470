"""What goes on beside a phone in a whole journey: the office works, and time passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.dates import parse_instant
from local.demo.narrator import Part
from local.demo.plays.scene import Scene
from local.population.residents import register
from local.town.client import LOOK_AGAIN
from local.town.people import Citizen
from tests.browser.applying import waits_for
from tests.browser.following import MovedClock

LOOKS = 30


def known_to_departments(town, household):
    """Let the departments hold what is true of the people of a household."""
    departments = town.departments
    departments.residents = {**departments.residents, **register([household])}


def handed_in(town, phone, household):
    """The case whose receipt this phone shows: staff act on it, a moved clock passes the time."""
    moved = replace(town, clock=MovedClock(town.clock))
    family = Citizen(moved, f"openid-{phone.name}", household)
    receipt = phone.data("receipt")
    family.case_id, family.receipt = str(phone.page.evaluate("phone.page().options.case")), receipt
    return Scene(moved, None, Part(phone.name, phone.name, ""), family)


def reaches(scene, stage):
    """Time passes until the case stands at a stage; fails where it does not come to it."""
    for _ in range(LOOKS):
        found = scene.family.timeline()
        if found["stage"] == stage:
            return
        due = parse_instant(found["due"]) if found["due"] else scene.world.clock.now()
        scene.world.clock.sleep_until(max(due, scene.world.clock.now() + LOOK_AGAIN))
    pytest.fail(f"not {stage} but {found['stage']}: {scene.family.case()['documents']}")


class Journey:
    """A person's way through the mini program; each screen is kept as a picture and has no
    problem."""

    def __init__(self, phone, name):
        self.phone, self._name, self._screens = phone, name, 0

    def keeps(self, what):
        """Keep the screen that is shown, after asking the phone what it noticed."""
        assert self.phone.problems() == []
        self._screens += 1
        self.phone.screenshot(f"{self._screens:02d}-{what}", f"journey-{self._name}")

    def reads_progress(self, stage, *shown):
        """Open the case from the first page, find it at a stage and what else must be shown."""
        self.phone.look_at_the_clock()
        self.phone.open()
        self.phone.tap("我的申请")
        self.phone.tap("看办到哪一步", exact=False)
        waits_for(self.phone, stage)
        for text in ("您要做的", "现在谁在办", "接下来", "打电话问", *shown):
            self.phone.sees(text)
        self.keeps(stage)

    def reads_decision(self, title, *shown):
        """From the case to the letter that decides it."""
        self.phone.tap("看信")
        self.phone.is_at("letters")
        self.phone.sees("这是决定，请看一看。")
        self.keeps("letters")
        self.phone.page.locator("page:not([hidden]) .button.primary").first.click()
        waits_for(self.phone, title)
        for text in shown:
            self.phone.sees(text)
        self.keeps("letter")
