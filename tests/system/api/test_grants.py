"""Who receives a benefit stands before their village as long as it is received, and never more.

57号, art. 24: the name of whoever applied, the number of members and the amount.
"""

from __future__ import annotations

import pytest

from chalicelib.case.states import RESTS, State
from chalicelib.case.table import TRANSITIONS
from chalicelib.domain.actors import Post
from chalicelib.reactors import FOLLOWS
from local.population.families import MOTHER_OF_TWO
from local.town.clerks import countersigned
from local.town.client import Client
from tests.support.desk import Desk
from tests.system.api import test_benefit_changes as changes
from tests.system.api import test_confidential as confidential
from tests.system.api import test_deaths as deaths_told
from tests.system.api.scenes import ALONE, ITEMS, NEARLY_POOR, REASON, alone, assessed, noticed
from tests.system.api.test_self_care import assessed_apart

AREA, COUNTY = MOTHER_OF_TWO.registered_area, "220203000000"
MOTHER_S = {"surname": "乔*", "members": 3, "amount_fen": 130_000, "scheme": "dibao"}


def grants(town, area=AREA):
    """What anybody reads of who receives a benefit."""
    return Client(town.url).get(f"/v1/notices/{area}/grants")["grants"]


def amounts(town):
    return [one["amount_fen"] for one in grants(town, ALONE.registered_area)]


def test_whoever_is_granted_a_benefit_stands_there_with_members_and_amount_and_nothing_else(town):
    stage, _, _ = noticed(town)
    assert grants(town) == []
    stage.family.waits_for("confirming")
    assert grants(town) == []
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=1)
    assert grants(town) == [MOTHER_S]
    stage.later(days=20)
    assert grants(town) == [MOTHER_S]


def test_the_desk_shows_it_to_be_printed_for_the_board_of_paper(town):
    stage, _ = deaths_told.granted(town)
    stage.later(minutes=1)
    desk = Desk(town)
    desk.signs_in("shanqian1", to=f"/desk/notices/{AREA}")
    page = desk.get(f"/desk/notices/{AREA}/grants")
    assert "乔*" in page.text
    assert "1,300.00" in page.text
    for resident in stage.family.household.residents:
        assert resident.name not in page.text
        assert str(resident.identity_number) not in page.text


def test_recognition_by_itself_stands_nowhere(town):
    stage, _, _ = assessed(town, NEARLY_POOR)
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=1)
    assert grants(town) == []


def test_another_amount_stands_there_once_it_is_decided(town):
    stage, clerk, colleague = changes.receiving(town)
    assert amounts(town) == [changes.SELF]
    changes.tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]), confirmed=False)
    countersigned(town, colleague.persona.userid, stage.family.case_id)
    changes.finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    assert amounts(town) == [changes.SELF]
    changes.decides(stage)
    stage.later(minutes=1)
    assert amounts(town) == [changes.BASIC + changes.CARE["none"]]


def test_a_benefit_that_ends_stands_there_as_it_was_until_its_last_month_is_over(town):
    stage, *_ = changes.ending(town)
    assert amounts(town) == [changes.SELF]
    stage.later(days=8)
    changes.decides(stage)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "leaving"
    assert amounts(town) == [changes.SELF]
    changes.paid(stage, "2023-02-02")
    assert stage.family.case()["state"] == "ended"
    assert amounts(town) == []


def test_a_case_that_the_county_alone_may_know_stands_nowhere(town):
    stage, clerk = confidential.asked(town)
    leader = stage.county(COUNTY, Post.LEADER)
    stage.accepts(clerk)
    stage.phones(clerk, "不便公开")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, leader, "情况属实")
    confidential.decides(clerk, stage, "keep_confidential")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    stage.decides(stage.clerk(COUNTY, number=1), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(days=1)
    assert grants(town) == []


def test_of_whom_only_children_are_left_no_name_is_said(town):
    stage, clerk = deaths_told.receiving(town)
    deaths_told.tells(town, deaths_told.MOTHER)
    deaths_told.checks(stage, clerk, (0, "dead"))
    deaths_told.decides(stage)
    stage.later(minutes=1)
    (line,) = grants(town)
    assert (line["surname"], line["members"]) == ("*", 2)


@pytest.mark.parametrize(
    "row",
    [row for row in TRANSITIONS if row.frm & RESTS and row.to not in RESTS | {None, State.CLOSED}],
    ids=lambda row: row.event,
)
def test_whatever_ends_a_benefit_takes_its_line_away(row):
    assert "publish_grant" in FOLLOWS["case", row.event]
