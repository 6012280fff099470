"""The code of an authenticator in a real browser, on a phone and without scripts, as a person reads
it: set up at the first sign-in, a wrong code, the right one."""

from __future__ import annotations

import pytest

from tests.browser.office import Office
from tests.support.authenticator import Authenticator, asked_by_policy

REVIEWER, LATER = "longtan", 60  # seconds


@pytest.fixture
def strict(town, tmp_path):
    """A town whose policy asks a second factor from the county on."""
    with asked_by_policy(tmp_path):
        yield town


def looked_at(at, name):
    """What is wrong with the page that is open, of which a picture is kept."""
    at.picture(f"code-{name}-{at.width}")
    heading = [] if at.page.locator("h1").count() == 1 else ["no heading"]
    return [*at.axe(), *(["too wide"] if at.overflow() > 0 else []), *heading]


def test_a_reviewer_comes_in_by_a_code_with_no_script_on_a_narrow_phone(browser, strict):
    for width, scripts in ((360, True), (1200, False)):
        at = Office(browser, strict, width=width, scripts=scripts).signs_in(REVIEWER)
        if width == 360:
            phone = sets_up(at, strict)
        gives(at, phone.wrong())
        assert "验证码不对" in at.page.locator("main").inner_text()
        assert not scripts or looked_at(at, "wrong") == []
        strict.clock.forward(LATER)
        gives(at, phone.code())
        assert "我的待办" in at.page.locator("h1").inner_text()
        at.close()


def sets_up(at, town):
    """The authenticator that is set up as the pages say; each is looked at."""
    assert looked_at(at, "first") == []
    at.page.get_by_role("link", name="设置验证器").click()
    assert looked_at(at, "before") == []
    at.page.get_by_role("button", name="显示密钥").click()
    assert looked_at(at, "secret") == []
    secret = at.page.locator("dd code").first.inner_text()
    at.page.get_by_role("link", name="存好了").click()
    return Authenticator(secret, town.clock)


def gives(at, code):
    at.page.get_by_label("验证器上的六位验证码").fill(code)
    at.page.get_by_role("button", name="进入").click()
