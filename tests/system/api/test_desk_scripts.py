"""Whatever a family typed is text on every page of the desk, also what a browser would run."""

from __future__ import annotations

import re
from html import escape

import pytest

from app import app
from chalicelib.platform.pages.site import pages_of
from local.population import families
from tests.integration.platform.test_pages import SCRIPTS
from tests.support.desk import Desk
from tests.system.api.conftest import scene

OF_A_CASE = sorted(
    page.path for page in pages_of(app)
    if set(re.findall(r"{(\w+)}", page.path)) == {"case_id"} and not page.path.endswith("/sheet")
)  # fmt: skip


@pytest.fixture
def typed(town):
    """A case in which everything that is free text is a script, and a clerk's browser."""
    stage = scene(town, "scripts", families.MOTHER_OF_TWO)
    text = " ".join(SCRIPTS).replace("\u2028", "")
    stage.family.apply(hardship=text)
    clerk = stage.clerk("220203007000")
    stage.accepts(clerk)
    stage.phones(clerk, text)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, stage.clerk("220203007000", number=1), text)
    desk = Desk(town)
    desk.signs_in("shanqian1")
    return stage.family.case_id, desk


def test_a_stored_script_is_text_on_every_page_of_its_case(typed):
    case_id, desk = typed
    shown = 0
    for path in OF_A_CASE:
        for asked in ("", "?purpose=review"):
            page = desk.get(path.format(case_id=case_id) + asked)
            if page.status != 200:
                continue  # this page takes no purpose
            ours = {"<script src=", "<script defer src="}
            found = set(re.findall(r"<script[^>]*?(?=\s*src=|>)", page.text))
            assert {f"{one.rstrip()} src=" for one in found} <= ours, path
            assert "<svg onload" not in page.text, path
            assert "onerror=alert(1)>" not in page.text, path
            shown += escape(SCRIPTS[0], quote=False) in page.text
    assert shown > 1
