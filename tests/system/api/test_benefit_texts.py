"""What a family reads of a benefit that is examined, changed or ended: true of what is paid to it,
and who has it by when."""

from __future__ import annotations

from local.population.families import MOTHER_OF_TWO
from tests.system.api.scenes import NEARLY_POOR, REASON, assessed
from tests.system.api.test_benefit_changes import (
    decides,
    ending,
    finds,
    receiving,
    tells_change,
    text_of,
)
from tests.system.api.test_deaths import ELDER, checks, granted, letters, tells, until
from tests.system.api.test_deaths import decides as decides_death
from tests.system.api.test_leaving import leaving
from tests.system.api.test_relatives import tasks_of

COUNTY = "220203000000"
SOON = "照常发放"


def recognised(town):
    """A marginal household: recognised, and paid nothing by that."""
    stage, clerk, _ = assessed(town, NEARLY_POOR)
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=5)
    return stage, clerk


def newest(stage, name):
    stage.later(minutes=1)
    return "".join(letters(stage, name)[-1]["lines"])


def ends(stage, clerk, ground="income"):
    """The township proposes the end, and the county decides it."""
    tells_change(stage, ground)
    finds(stage, clerk, "propose_end", ground=ground)
    stage.later(minutes=1)
    proposed = newest(stage, "end_proposed")
    decides(stage)
    stage.later(minutes=1)
    return proposed, text_of(stage, "benefit_ended"), stage.family.timeline()


def test_who_is_recognised_and_paid_nothing_reads_of_no_payment(town):
    stage, clerk = recognised(town)
    assert "按月发放" not in stage.family.timeline()["next"]
    tells_change(stage, "income")
    result = newest(stage, "change_told")
    finds(stage, clerk, "keep")
    kept = newest(stage, "kept")
    proposed, ended, timeline = ends(stage, clerk)
    for text in (result, kept, proposed, ended, timeline["next"], timeline["stage_words"]):
        assert "发放" not in text, text
    assert "认定" in ended
    assert timeline["stage"] == "leaving"


def test_an_end_before_the_first_month_says_that_what_was_to_come_does_not(town):
    stage, clerk = granted(town, MOTHER_OF_TWO)
    read = stage.family.timeline()
    (holder,) = read["holders"]
    assert (holder["task"], holder["office_name"], holder["post"]) == ("放款", "龙潭区", "财务")
    assert read["due"] == holder["due"] == "2023-01-04T16:00:00Z"
    assert "最迟 2023年1月4日放款，最迟 2023年1月9日到账" in read["next"]
    assert "963961" in read["next"]
    proposed, ended, timeline = ends(stage, clerk)
    assert SOON in proposed
    assert "原定自 2023年1月起的发放不再进行" in ended
    assert "此前" not in ended + timeline["next"]
    assert timeline["stage"] == "leaving"


def test_an_end_of_what_was_paid_says_that_earlier_months_are_paid(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    _, ended, timeline = ends(stage, clerk)
    assert "自 2023年2月起停止发放；此前月份应发的照常发放，不用退回" in ended
    assert "自 2023年2月起停止发放" in timeline["next"]
    assert "行政复议" in timeline["next"]
    until(town, "2023-02-02")
    over = stage.family.timeline()
    assert over["stage"] == "ended"
    assert "重新申请" in over["next"]
    assert "决定书" in over["required_action"]


def test_while_it_is_examined_the_timeline_says_who_has_it_and_by_when(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    read = stage.family.timeline()
    (holder,) = [one for one in read["holders"] if one["task"] == "复核"]
    assert holder["office_name"] in read["next"]
    assert read["due"] == holder["due"]
    assert "最迟 2023年" in read["next"]
    finds(stage, clerk, "propose_end", ground="income")
    read = stage.family.timeline()
    assert "县级民政部门决定，最迟 2023年" in read["next"]
    assert read["due"] in {one["due"] for one in read["holders"]}


def test_while_an_end_is_posted_the_timeline_says_until_when_and_who_decides_by_when(town):
    stage, *_ = ending(town)
    assert "公示至 2023年" in stage.family.timeline()["next"]
    assert "最迟 2023年" in stage.family.timeline()["next"]


def test_a_change_reported_while_an_end_is_posted_says_who_considers_it(town):
    stage, *_ = ending(town)
    tells_change(stage, "income")
    text = newest(stage, "change_told")
    assert "期满后由县级民政部门最迟 2023年" in text
    assert "最迟 提出" not in text


def test_a_change_reported_while_the_county_decides_names_the_county_and_its_day(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    finds(stage, clerk, "propose_end", ground="income")
    tells_change(stage, "property")
    assert "已报县级民政部门，最迟 2023年" in newest(stage, "change_told")


def test_what_an_officer_noted_of_a_change_is_not_what_the_family_reads(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    path = f"/v1/cases/{stage.family.case_id}/reported-change"
    clerk.client.post(path, {"kind": "labour", "words": "邻居反映她在工地上干活"})
    text = newest(stage, "change_told")
    assert "工作人员了解到" in text
    whole_text = str([stage.family.case(), stage.family.timeline(), stage.family.letters()])
    assert "邻居反映" not in whole_text


def test_who_is_found_alive_while_it_ends_is_not_promised_what_comes_after(town):
    stage, clerk = leaving(town)
    tells(town, ELDER, "2023-01-02")
    assert "停止发放的决定不变" in newest(stage, "death_told")
    checks(stage, clerk, (0, "alive"))
    until(town, "2023-01-10")
    assert "death_decision" in tasks_of(stage.county(COUNTY), stage)
    decides_death(stage)
    text = newest(stage, "death_settled")
    assert "今后" not in text
    assert "自 2023年2月起停止发放的决定不变" in text


def test_a_death_while_it_ends_calculates_nothing_again(town):
    stage, clerk = leaving(town)
    tells(town, ELDER, "2023-01-02")
    checks(stage, clerk, (0, "dead"), died_on="2023-01-02")
    until(town, "2023-01-10")
    decides_death(stage)
    text = newest(stage, "death_settled")
    assert "每月发放" not in text
    assert "停止发放的决定不变" in text


def test_a_recognition_is_reviewed_by_itself_before_it_is_over(town):
    stage, clerk = recognised(town)
    assert "认定到 2023年" in stage.family.timeline()["next"]
    until(town, "2023-11-10")
    assert stage.family.case()["state"] == "receiving"
    until(town, "2023-12-01")
    text = newest(stage, "review_begun")
    assert "认定继续有效" in text
    assert "发放" not in text
    finds(stage, clerk, "keep")
    assert "认定到 2024年12月1日为止" in stage.family.timeline()["next"]
