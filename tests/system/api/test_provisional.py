"""Days beyond the last holiday notice are marked, and counted anew when the next is entered."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from app import app
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import instant_text, last_day, parse_instant
from chalicelib.payments import store as money
from chalicelib.payments.finance import kinds
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import keys, record, table
from chalicelib.records import changing, kind, reconcile
from chalicelib.records.act import Act
from chalicelib.records.change import Change
from chalicelib.records.law import law_on
from local.cloud import logs
from local.cloud.clock import LogicalClock
from local.population.families import FAMILIES, INJURED_WORKER, MOTHER_OF_TWO, RETIRED_COUPLE
from local.town.people import Citizen
from local.town.world import world
from tests.support.desk import Desk
from tests.system.api.conftest import scene
from tests.system.api.scenes import accepted
from tests.system.api.test_deaths import granted
from tests.system.api.test_delegation import delegates, director, to_be_confirmed

BEFORE_THE_FESTIVAL = datetime(2027, 1, 28, 1, tzinfo=UTC)
"""A Thursday of a year whose holidays nobody has announced (the last notice ends with 2026)."""
NOTICE = """
[pack]
extends = "jilin-city"
[calendar]
official_until = {until}
[[calendar.override]]
day = {day}
works = {works}
"""
PROVISIONAL_NOTE = "2026年12月31日以后的日期按现有放假安排推算"
ACCEPT = "看材料齐不齐"


@pytest.fixture
def town():
    """A town on a day that no notice covers; the law as it was is there again afterwards."""
    with logs.captured(), world(app, LogicalClock(BEFORE_THE_FESTIVAL)) as town:
        yield town
    settings.cache_clear()


@pytest.fixture
def december():
    """A town some weeks before the last day that a notice covers."""
    with logs.captured(), world(app, LogicalClock(datetime(2026, 12, 1, 1, tzinfo=UTC))) as town:
        yield town


def announced(folder, until="2027-12-31", day="2027-01-29", works="false", more=""):
    """The notice is out: a pack with it is deployed; it gives a day off that nobody expected."""
    pack = folder / f"pack-{until}-{day}"
    pack.mkdir()
    notice = NOTICE.format(until=until, day=day, works=works)
    (pack / "pack.toml").write_text(notice, encoding="utf-8")
    (pack / "more.toml").write_text(more, encoding="utf-8")
    os.environ["POLICY_PACK"] = str(pack)
    settings.cache_clear()


def applied(town):
    """A family that has applied, and a clerk of its office."""
    stage = scene(town, "mother", MOTHER_OF_TWO)
    return stage, stage.clerk(stage.applies())


def tick(town):
    """What the schedule calls every quarter of an hour."""
    return town.sandbox.invoke("reconcile", {})


def line_of(clerk, task):
    (line,) = [one for one in clerk.tasks() if one["task"] == task]
    return line


def holder_of(timeline, task):
    (holder,) = [one for one in timeline["holders"] if one["task"] == task]
    return holder


def moved(town, folder):
    """Whether the days of the acceptance are counted anew at both doors after the notice."""
    stage, clerk = applied(town)
    before, timeline = line_of(clerk, "accept"), stage.family.timeline()
    announced(folder)
    tick(town)
    return stage, clerk, before, timeline


def test_clerk_and_family_read_that_a_day_of_next_year_is_provisional(town):
    stage, clerk = applied(town)
    timeline = stage.family.timeline()
    assert PROVISIONAL_NOTE in line_of(clerk, "accept")["due_note"]
    assert PROVISIONAL_NOTE in holder_of(timeline, ACCEPT)["due_note"]
    assert PROVISIONAL_NOTE in timeline["due_note"]
    assert (
        PROVISIONAL_NOTE
        in clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")["due_note"]
    )


def test_only_the_day_that_lies_beyond_the_notices_has_the_mark(december):
    """The visit is due this year, the decision next year: a list shows the first, a form both."""
    stage, clerk, _ = accepted(december)
    line = line_of(clerk, "visit")
    assert line["due_note"] == ""
    assert PROVISIONAL_NOTE in line["decide_by_note"]
    desk = Desk(december)
    userid, case = clerk.persona.userid, f"/desk/cases/{stage.family.case_id}"
    assert PROVISIONAL_NOTE not in desk.signs_in(userid, to="/desk?list=office").text
    form = desk.get(f"{case}/visit").text
    step, _, whole = form.partition("<dt>整个办理时间</dt>")
    assert PROVISIONAL_NOTE not in step
    assert PROVISIONAL_NOTE in whole
    assert PROVISIONAL_NOTE in desk.get(case).text


def test_what_is_not_counted_in_working_days_is_firm(town):
    """Five hours are five hours, whatever holiday comes."""
    stage, _ = applied(town)
    assert holder_of(stage.family.timeline(), "等待核对")["due_note"] == ""
    assert stage.family.receipt["due_note"] == ""


def test_a_day_that_a_notice_covers_is_firm(town, tmp_path):
    announced(tmp_path)
    stage, clerk = applied(town)
    assert line_of(clerk, "accept")["due_note"] == stage.family.timeline()["due_note"] == ""
    assert table.query("cases", "PROVISIONAL") == []


def test_when_the_notice_is_entered_the_days_move_and_the_mark_goes(town, tmp_path):
    stage, clerk, before, entry = moved(town, tmp_path)
    after, timeline = line_of(clerk, "accept"), stage.family.timeline()
    assert before["due"] == "2027-02-01T16:00:00Z"  # Friday, Sunday's make-up unknown, Monday
    assert after["due"] == "2027-02-02T16:00:00Z"  # Friday the 29th is off
    assert holder_of(timeline, ACCEPT)["due"] == after["due"]
    assert holder_of(entry, ACCEPT)["due"] == before["due"]
    assert after["due_note"] == timeline["due_note"] == ""
    read = clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")
    assert read["events"][-1]["words"] == "按新公布的放假安排重新计算期限"


def test_the_index_of_what_is_due_moves_with_the_days(town, tmp_path):
    stage, _ = applied(town)
    stage.later(hours=6)
    check = record.load("case", stage.family.case_id).next_check
    announced(tmp_path)
    tick(town)
    after = record.load("case", stage.family.case_id).next_check
    assert after == check + timedelta(days=3)  # the call-back of Friday is due on Monday
    shard = keys.due_shard(stage.family.case_id)
    row = keys.row("case", stage.family.case_id)
    for instant, found in ((check, False), (after, True)):
        pages = table.past_due("cases", shard, instant_text(instant), 100)
        assert any(row in page for page in pages) is found


def test_a_second_run_changes_nothing(town, tmp_path):
    stage, *_ = moved(town, tmp_path)
    seq = record.load("case", stage.family.case_id).seq
    assert tick(town)["counted"] == 0
    assert record.load("case", stage.family.case_id).seq == seq


def test_what_lies_beyond_the_new_notice_too_is_marked_with_its_last_day(town, tmp_path):
    stage, clerk = applied(town)
    announced(tmp_path, until="2027-01-29")
    tick(town)
    assert "2027年1月29日以后" in line_of(clerk, "accept")["due_note"]
    assert tick(town)["counted"] == 0
    announced(tmp_path)
    tick(town)
    assert line_of(clerk, "accept")["due_note"] == ""
    assert stage.family.timeline()["due_note"] == ""


def test_whatever_happens_to_a_case_counts_its_days_anew(town, tmp_path):
    """Nobody has to wait for the tick."""
    stage, clerk = applied(town)
    announced(tmp_path)
    clerk.does(stage.family.case_id, "acceptance", decision="accept")
    assert line_of(clerk, "call_back")["due_note"] == ""
    assert table.query("cases", "PROVISIONAL") == []


def test_the_family_s_own_day_moves_too_and_a_letter_says_so(town, tmp_path):
    stage = scene(town, "couple", RETIRED_COUPLE)
    office = stage.applies()
    stage.accepts(stage.clerk(office))
    result = stage.family.waits_for("explaining")
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "differences"]
    assert PROVISIONAL_NOTE in "".join(letter["lines"])
    announced(tmp_path, day="2027-02-01")
    tick(town)
    stage.later(minutes=1)
    timeline = stage.family.timeline()
    assert parse_instant(timeline["due"]) == parse_instant(result["due"]) + timedelta(days=1)
    assert timeline["due_note"] == ""
    (letter,) = [one for one in stage.family.letters() if one["name"] == "due_moved"]
    assert "2027年2月3日" in "".join(letter["lines"])
    stage.family.waits_for("reviewing")
    assert town.clock.now() >= parse_instant(timeline["due"])


def test_no_letter_says_that_only_the_days_of_staff_moved(town, tmp_path):
    stage, *_ = moved(town, tmp_path)
    stage.later(minutes=1)
    assert [letter["name"] for letter in stage.family.letters()] == ["receipt"]


def released(finance, id_):
    lines = finance.client.get("/v1/releases")["releases"]
    return [line for line in lines if line["release_id"] == id_]


EVERY_TWO_MONTHS = """
[[value]]
name = "review.stable"
from = 2021-07-01
unit = "months"
amount = 2
document = "民发〔2021〕57号"
article = "第31条"
issued = 2021-06-11
status = "assumed"
note = "so that a review begins soon"
"""


def test_a_review_begins_by_itself_is_paid_on_and_counted_anew(town, tmp_path):
    """民发〔2021〕57号, art. 31."""
    announced(tmp_path, until="2026-12-31", more=EVERY_TWO_MONTHS)
    stage, clerk = granted(town)
    assert "每 2 个月看一次；下一次由" in stage.family.timeline()["next"]
    stage.later(days=34)
    read, line = stage.family.timeline(), line_of(clerk, "recheck")
    assert (read["stage"], read["events"][-1]["words"]) == ("rechecking", "开始定期复核")
    assert read["due"] == line["due"]
    assert PROVISIONAL_NOTE in line["due_note"]
    assert "定期看一看：由" in read["next"]
    (letter,) = [one for one in stage.family.letters() if one["name"] == "review_begun"]
    for words in ("前办完", "照常发放", "第31条", "最迟 2027年", PROVISIONAL_NOTE):
        assert words in "".join(letter["lines"])
    day_off = str(last_day(parse_instant(line["due"])))
    announced(tmp_path, day=day_off, more=EVERY_TWO_MONTHS)
    tick(town)
    assert line_of(clerk, "recheck")["due"] > line["due"]
    assert stage.family.timeline()["due_note"] == ""
    clerk.does(
        stage.family.case_id, "benefit-review", decision="keep", reason="入户核实，情况没有变化"
    )
    assert "下一次由" in stage.family.timeline()["next"]


def test_a_release_of_money_is_counted_anew_like_a_case(town, tmp_path):
    stage = scene(town, "worker", INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "decide")
    urgent = {"decision": "grant_urgent", "amount_fen": 100_000, "reason": "住处失火，无处安身"}
    clerk.does(stage.family.case_id, "decision", **urgent)
    stage.later(minutes=1)
    finance = stage.county(clerk.persona.office, Post.FINANCE)
    (urgent_aid,) = finance.client.get("/v1/releases")["releases"]
    assert urgent_aid["due_note"] == ""  # it is due the same day
    found = kind.load(kinds.RELEASE_KIND, urgent_aid["release_id"])
    clear = {name: one for name, one in found.clear.items() if name != "times"}
    now = town.clock.now()
    del clear["tasks"]
    id_ = f"{found.id[:-1]}0"
    plain = kind.unsaved(kinds.RELEASE_KIND, id_, clear, found.document)
    changing.commit(kinds.RELEASE_KIND, plain, Change("open"), Act(money.SYSTEM, now, law_on(now)))
    (before,) = released(finance, plain.id)
    announced(tmp_path)
    tick(town)
    (after,) = released(finance, plain.id)
    assert PROVISIONAL_NOTE in before["due_note"]
    assert after["due_note"] == ""
    assert after["due"] > before["due"]
    seen = {"count": after["count"], "sum_fen": after["sum_fen"]}
    path = f"/v1/releases/{after['release_id']}/release"
    finance.client.post(path, {"decision": "release", "reason": "核对无误", **seen})
    stage.later(minutes=1)
    assert table.query("cases", "PROVISIONAL", before="2027-12-31") == []


def test_a_run_counts_no_more_than_it_can_and_the_next_goes_on(town, tmp_path, monkeypatch):
    for name, household in FAMILIES.items():
        if name in {"mother_of_two", "retired_couple", "same_name"}:
            Citizen(town, name, household).apply()
    announced(tmp_path)
    monkeypatch.setattr(reconcile, "RECOUNTED_IN_A_RUN", 2)
    assert [tick(town)["counted"] for _ in range(3)] == [2, 1, 0]


def test_one_case_that_cannot_be_counted_keeps_no_other_waiting(town, tmp_path):
    _stage, clerk = applied(town)
    table.put(keys.provisional("2026-12-31", "case", "0-gone"), {"kind": "case", "id": "0-gone"})
    announced(tmp_path)
    tick(town)
    assert line_of(clerk, "accept")["due_note"] == ""


class Died(BaseException):
    """The function is gone."""


def test_wherever_a_run_dies_the_next_one_carries_on(town, tmp_path):
    """Before and after every call to AWS of a run; the case is counted anew once."""
    stage, clerk = applied(town)
    announced(tmp_path)
    point, finished = 0, False
    while not finished:
        finished = not dies_at(town, point)
        point += 1
    assert point > 4
    timeline = clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")
    events = [moment["event"] for moment in timeline["events"]]
    assert events.count("recount") == 1
    assert line_of(clerk, "accept")["due"] == "2027-02-02T16:00:00Z"


def dies_at(town, point):
    """Whether a run came to its call number `point`, at which it dies."""
    seen = iter(range(point + 1))

    def die(_phase, call):
        if call.function == "reconcile" and next(seen, None) is None:
            raise Died

    town.sandbox.hooks.append(die)
    try:
        tick(town)
    except Died:
        return True
    finally:
        town.sandbox.hooks.remove(die)
    return False


def test_a_day_that_only_the_workflow_waits_for_ends_earlier_where_the_notice_says_so(
    town, tmp_path
):
    """A make-up day makes a term end sooner; the reconciler carries the case on."""
    stage = scene(town, "couple", RETIRED_COUPLE)
    stage.accepts(stage.clerk(stage.applies()))
    result = parse_instant(stage.family.waits_for("explaining")["due"])
    announced(tmp_path, day="2027-01-31", works="true")
    tick(town)
    due = parse_instant(stage.family.timeline()["due"])
    assert due < result
    town.clock.sleep_until(due + timedelta(hours=1))
    assert stage.family.timeline()["stage"] == "reviewing"


def test_a_township_confirms_no_longer_than_its_power_whatever_a_notice_moves(town, tmp_path):
    """57号, art. 2: the county has the case when the power is over."""
    director(town)
    delegates(town, since="2027-01-01", until="2027-02-08")
    stage, clerk, _ = to_be_confirmed(town)
    before = line_of(clerk, "confirm")
    assert before["due"] == "2027-02-08T16:00:00Z"
    assert PROVISIONAL_NOTE in before["due_note"]
    announced(tmp_path)
    tick(town)
    after = line_of(clerk, "confirm")
    assert (after["due"], after["due_note"]) == (before["due"], "")
    town.clock.sleep_until(parse_instant(after["due"]) + timedelta(hours=2))
    assert line_of(stage.county(clerk.persona.office), "confirm")
