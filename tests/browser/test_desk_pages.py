"""Every page of the steps of staff in a real Chromium: read by everybody, of the width of the
window, and small; pictures are left in out/desk."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from local.population import families
from local.town.people import Citizen
from tests.browser.office import Office
from tests.system.api.conftest import town_complaint, town_helper, town_sign

STEPS = (
    "visit", "self-care", "county-visit", "supporter-finding", "countersignature", "call-back",
    "phone", "acts", "opinion", "decision", "acceptance", "death-check", "death-decision",
    "death-correction", "reported-change", "benefit-review", "benefit-decision",
)  # fmt: skip
PAGES = {
    "shanqian1": {
        **{f"step-{step}": f"/desk/cases/{{case}}/{step}" for step in STEPS},
        "sign-off": "/desk/cases/{case}/tasks/accept/sign-off",
        "more": "/desk/more",
        "upload": "/desk/uploads",
        "identity-check": "/desk/identity-checks",
        "relative": "/desk/relatives",
        "helper-find": "/desk/helpers",
        "helper": "/desk/helpers/{helper}",
        "helper-consent": "/desk/helpers/{helper}/consent",
        "helper-withdrawal": "/desk/helpers/{helper}/withdrawal",
        "sources": "/desk/sources",
        "notices": "/desk/notices/{area}",
        "delegations": "/desk/delegations",
    },
    "longtan-leader": {
        "complaint": "/desk/complaints/{complaint}",
        "complaint-case": "/desk/complaints/{complaint}/case",
        "complaint-answer": "/desk/complaints/{complaint}/answer",
        "delegation": "/desk/delegations/220203007000",
        "sign": "/desk/signs/{sign}",
    },
}
MOST_BYTES = 45_000
"""Of a page; its style sheet and script, which the browser keeps, have less than 15,000 more."""
WINDOWS = {"office": (1200, 1), "phone": (360, 1), "200": (1280, 2)}


@pytest.fixture(scope="module")
def ids(town):
    """What the pages are about."""
    family = Citizen(town, "at-the-desk", families.MOTHER_OF_TWO)
    family.apply()
    return SimpleNamespace(
        case=family.case_id, helper=town_helper(family), complaint=town_complaint(family),
        sign=town_sign(town, family), area=families.MOTHER_OF_TWO.registered_area,
    )  # fmt: skip


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("userid", PAGES)
def test_every_page_is_read_by_everybody_and_fits(browser, town, ids, userid, window):
    width, zoom = WINDOWS[window]
    at = Office(browser, town, width=width, zoom=zoom).signs_in(userid)
    wrong, sizes = {}, []
    at.page.on("response", lambda one: sizes.append(int(one.headers.get("content-length", 0))))
    for name, path in PAGES[userid].items():
        sizes.clear()
        at.open(path.format(**vars(ids)))
        found = [*at.axe(), *(["too wide"] if at.overflow() > 0 else [])]
        found += [] if at.page.locator("h1").count() == 1 else ["no heading"]
        found += at.errors + (["too large"] if sum(sizes) > MOST_BYTES else [])
        at.errors.clear()
        at.picture(f"{name}-{width}-{zoom}")
        wrong |= {name: found} if found else {}
    at.close()
    assert wrong == {}
