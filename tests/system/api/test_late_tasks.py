"""What passed its clock in a month: by county and office, with the days over and who has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from chalicelib.platform.store import table
from chalicelib.records import keys
from chalicelib.records import late as late_items
from chalicelib.records.late import Late
from chalicelib.records.worklist import Listing
from local.cloud.functions import API
from local.population.families import MOTHER_OF_TWO
from tests.support.desk import Desk
from tests.system.api.conftest import MONDAY
from tests.system.api.scenes import declined
from tests.system.api.test_task_assignment import ACCEPT, CALL_BACK, confidential, untouched
from tests.system.api.test_total_time import decision, reviewing, waits_until

TOWNSHIP, COUNTY, CITY = "220203007000", "220203000000", "220200000000"


def late(stage, office=COUNTY, month="2022-12", reader=COUNTY, after=""):
    """A page of a month's list, as the leader of an office reads it."""
    leader = stage.clerk(reader, Post.LEADER)
    path = f"/v1/late-tasks/{office}/{month}"
    return leader.client.get(path + (f"?after={after}" if after else ""))


def by_task(page):
    return {one["task"]: one for one in page["tasks"]}


def test_the_countys_leader_reads_which_steps_passed_their_clock(town):
    stage = untouched(town, days=4)
    found = by_task(late(stage))
    assert {"accept", "call_back"} <= found.keys()
    step = found["accept"]
    assert (step["office"], step["task_words"], step["done_at"]) == (TOWNSHIP, "受理", "")
    assert step["days_over"] >= 1
    assert step["id"] == stage.family.case_id
    assert step["label"] == "乔*"
    assert late(stage, month="2022-11")["tasks"] == []


def test_a_township_is_a_part_of_its_county_and_another_has_nothing(town):
    stage = untouched(town, days=4)
    assert by_task(late(stage, TOWNSHIP)).keys() == by_task(late(stage)).keys()
    assert late(stage, "220203001000")["tasks"] == []


def test_who_has_it_and_when_it_was_done_follow_the_task(town):
    stage = untouched(town, days=4)
    leader = stage.clerk(COUNTY, Post.LEADER)
    leader.client.post(f"/v1/cases/{stage.family.case_id}/tasks/accept/claim")
    assert by_task(late(stage))["accept"]["claimed_by"] == leader.persona.userid
    leader.does(stage.family.case_id, "acceptance", **ACCEPT)
    step = by_task(late(stage))["accept"]
    assert parse_instant(step["done_at"]) > parse_instant(step["late_since"])
    days = step["days_over"]
    stage.later(days=10)
    assert by_task(late(stage))["accept"]["days_over"] == days


def test_the_month_is_that_of_the_missed_day_and_keeps_what_was_done_later(town):
    stage = untouched(town, days=30)
    stage.clerk(TOWNSHIP).does(stage.family.case_id, "call-back", **CALL_BACK)
    assert by_task(late(stage))["call_back"]["done_at"].startswith("2023-01")
    assert "call_back" not in by_task(late(stage, month="2023-01"))


def test_a_case_whose_total_time_is_over_is_listed_until_it_is_decided(town):
    stage, _, _ = reviewing(town)
    waits_until(stage, decision(stage)["due"])
    county = f"{stage.family.case()['office'][:6]}000000"
    whole = by_task(late(stage, county, "2023-02", county))["whole"]
    assert (whole["id"], whole["done_at"]) == (stage.family.case_id, "")
    stage.family.does("withdrawal", reason="不申请了")
    assert by_task(late(stage, county, "2023-02", county))["whole"]["done_at"]


def test_whoever_is_above_reads_figures_and_no_name_of_what_is_not_with_them(town):
    stage = confidential(town)
    line = stage.county(COUNTY).waits_for_task(stage.family.case_id, "accept")
    town.clock.sleep_until(parse_instant(line["due"]) + timedelta(hours=2))
    assert by_task(late(stage))["accept"]["id"] == stage.family.case_id
    seen = by_task(late(stage, COUNTY, reader=CITY))["accept"]
    assert (seen["id"], seen["label"]) == ("", "")


@pytest.mark.parametrize("office", ["220211000000", "220203007001", "999999000000", CITY])
def test_a_leader_reads_no_other_office(town, office):
    stage = untouched(town, days=4)
    assert declined(late, stage, office)[0] == 404


def test_no_month_is_refused(town):
    stage = untouched(town, days=4)
    assert declined(late, stage, month="2022-13")[0] in {404, 409, 422}


def test_what_of_one_office_cannot_be_read_keeps_nobody_from_the_others(town):
    stage = untouched(town, days=4)
    place = keys.late(COUNTY, "2022-12", "220203001000#case#broken#accept")
    table.put(place, {"office": COUNTY, "since": "no instant", "doc": b""})
    found = late(stage)
    assert len(found["unread"]) == 1
    assert "accept" in by_task(found)


def fill(numbers):
    """Let the county have so many late steps more, put past the API."""
    step = Late("accept", "220203009000", COUNTY, MONDAY)
    for number in numbers:
        listing = Listing("case", f"c{number:032}", f"第{number}件")
        for write in late_items.changes(listing, (), [step], MONDAY):
            table.put(write.place, write.item)


def test_a_month_is_read_by_one_query_a_page_however_much_was_late(town):
    stage = untouched(town, days=4)
    desk = Desk(town)
    desk.signs_in("longtan-leader")

    def calls():
        desk.get(f"/desk/late/{COUNTY}/2022-12")
        before = len(town.sandbox.calls)
        assert desk.get(f"/desk/late/{COUNTY}/2022-12").status == 200
        return len([one for one in town.sandbox.calls[before:] if one.function == API])

    few = calls()
    fill(range(250))
    assert calls() == few <= 3
    assert len(desk.page.text.encode()) <= 60_000
    first = late(stage)
    second = late(stage, after=first["next"].replace("#", "%23"))
    third = late(stage, after=second["next"].replace("#", "%23"))
    assert (len(first["tasks"]), third["next"]) == (100, None)
    ids = [one["late_since"] for page in (first, second, third) for one in page["tasks"]]
    assert len(ids) > 250


def test_a_leader_finds_the_month_beside_what_is_overdue(town):
    stage = untouched(town, days=4)
    desk = Desk(town)
    desk.signs_in("longtan-leader")
    page = desk.follow(desk.get("/desk?list=overdue").link("每月超时办件"))
    assert "2022年12月超时办件" in page.text
    assert f"/desk/cases/{stage.family.case_id}" in page.text
    assert MOTHER_OF_TWO.residents[0].name not in page.text


@pytest.mark.parametrize("month", ["0001-01", "1899-12", "2200-01", "9999-12"])
@pytest.mark.parametrize(("page", "status"), [("late", 409), ("books", 404)])
def test_a_month_of_no_time_is_refused_in_words(town, page, status, month):
    desk = Desk(town)
    desk.signs_in("longtan-leader")
    assert desk.get(f"/desk/{page}/{COUNTY}/{month}").status == status
