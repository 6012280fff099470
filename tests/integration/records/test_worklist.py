"""The lists of what staff have to do: who reads which line, in which order, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.store import table
from chalicelib.records import list_names, worklist
from chalicelib.records.machine import OfficeLevel, Task
from chalicelib.records.tasks import OpenTask, from_json, to_json
from chalicelib.records.worklist import CompletedTask, Listing
from tests.conftest import CITY, COUNTY, MONDAY, TOWNSHIP

HANDLED = Task("accept", OfficeLevel.TOWNSHIP, "deadline.accept")
PAID = Task("release", OfficeLevel.COUNTY, "deadline.release", frozenset({Post.FINANCE}))
WORKER, LEADER, CLERK = (
    frozenset({post}) for post in (Post.CASE_WORKER, Post.LEADER, Post.FINANCE)
)


def actor(posts, id_="one", office=COUNTY):
    return Actor(id_, Role.STAFF, office, posts)


def lists(kind, *numbers, **how):
    """Tasks of so many records, each due a minute after the one before."""
    for number in numbers:
        due = MONDAY + timedelta(minutes=number)
        task = OpenTask(kind, COUNTY, MONDAY, due, origin=how.get("origin", COUNTY), **{
            name: one for name, one in how.items() if name != "origin"
        })  # fmt: skip
        listing = Listing(
            "case" if kind is HANDLED else "release", f"id{number:03d}", f"第{number}件"
        )
        for write in worklist.changes(None, (), listing, [task]):
            table.put(write.place, write.item)


def read(posts, after="", **who):
    return [line.id for line in worklist.page(list_names.of_office(actor(posts, **who)), after)]


def test_what_is_late_is_on_a_list_of_its_own_as_well(quiet):
    lists(HANDLED, 1, 2)
    lists(HANDLED, 3, late_since=MONDAY)
    late = list_names.late(list_names.of_office(actor(WORKER)))
    assert [line.id for line in worklist.page(late)] == ["id003"]
    assert read(WORKER) == ["id001", "id002", "id003"]
    (line,) = worklist.page(late)
    assert (line.office, line.overdue_since) == (COUNTY, instant_text(MONDAY))


def test_a_page_reads_as_much_of_a_long_list_as_of_a_short_one(quiet, monkeypatch):
    read_ = []
    real = table.query
    monkeypatch.setattr(table, "query", lambda *a, **k: read_.append(real(*a, **k)) or read_[-1])
    lists(HANDLED, *range(100))
    read(WORKER)
    lists(HANDLED, *range(100, 1000))
    read(WORKER)
    short, long = read_[-2:]
    assert short == long
    assert len(long) == worklist.PAGE


def test_each_post_reads_what_it_may_do_and_nothing_else(quiet):
    lists(HANDLED, 1, 4)
    lists(PAID, 2)
    lists(PAID, 3, escalations=1)  # late: the leader may as well
    lists(HANDLED, 5, origin=TOWNSHIP, escalations=1)  # came up from a township
    assert read(WORKER) == ["id001", "id004"]
    assert read(CLERK) == ["id002", "id003"]
    assert read(LEADER) == ["id001", "id003", "id004", "id005"]
    assert read(WORKER | CLERK) == ["id001", "id002", "id003", "id004"]
    assert read(WORKER, office=TOWNSHIP) == ["id005"]
    assert read(WORKER | LEADER | CLERK, office=CITY) == []


def test_a_page_goes_on_where_the_last_ended_whichever_list_a_line_is_on(quiet):
    lists(HANDLED, *range(0, 120, 2))
    lists(PAID, *range(1, 120, 2), escalations=1)
    reader = list_names.of_office(actor(LEADER))
    first = worklist.page(reader)
    second = worklist.page(reader, first[-1].cursor)
    third = worklist.page(reader, second[-1].cursor)
    assert [len(first), len(second), len(third)] == [50, 50, 20]
    found = [line.id for line in (*first, *second, *third)]
    assert found == [f"id{number:03d}" for number in range(120)]
    assert [line.id for line in worklist.every(reader)] == found


def test_what_was_drawn_for_somebody_is_on_no_list_of_the_office(quiet):
    lists(HANDLED, 1, persons=("drawn",))
    assert read(WORKER | LEADER) == []
    (line,) = worklist.page([list_names.own("drawn")])
    assert (line.id, line.label) == ("id001", "第1件")
    assert worklist.may_read(line, actor(WORKER, "drawn"))
    assert not worklist.may_read(line, actor(WORKER | LEADER, "deputy"))


def test_what_is_for_two_groups_is_on_the_list_of_each_and_read_once(quiet):
    lists(PAID, 1, escalations=1)
    assert read(CLERK) == read(LEADER) == read(CLERK | LEADER) == ["id001"]
    assert len(list_names.of_office(actor(LEADER))) == 2


def test_what_somebody_did_stays_with_them_the_last_first(quiet):
    listing = Listing("release", "r1", "2023年1月")
    for number in range(60):
        task = OpenTask(PAID, COUNTY, MONDAY, MONDAY, origin=COUNTY)
        worklist.record_done(
            listing, [CompletedTask(task, "one", MONDAY + timedelta(minutes=number))]
        )
    newest = worklist.page_of_done("one", MONDAY)
    assert [line.due for line in newest[:2]] == [MONDAY + timedelta(minutes=n) for n in (59, 58)]
    older = worklist.page_of_done("one", MONDAY, newest[-1].cursor)
    assert (len(newest), len(older)) == (50, 10)
    # The table deletes what has expired some days late.
    over = MONDAY + worklist.DONE_STORED_FOR + timedelta(minutes=57)
    left = [line.due for line in worklist.page_of_done("one", over)]
    assert left == [MONDAY + timedelta(minutes=n) for n in (59, 58)]


@pytest.mark.parametrize(
    "failure", [Unavailable("table.throttled"), ReadTimeoutError(endpoint_url="dynamodb")]
)
def test_what_is_done_is_done_also_where_its_line_cannot_be_written(quiet, monkeypatch, failure):
    def lost(*_):
        raise failure

    monkeypatch.setattr(table, "put", lost)
    task = OpenTask(PAID, COUNTY, MONDAY, MONDAY, origin=COUNTY)
    worklist.record_done(
        Listing("release", "r1", "2023年1月"), [CompletedTask(task, "one", MONDAY)]
    )
    assert worklist.page_of_done("one", MONDAY) == []


def test_on_a_list_of_ones_own_each_reads_what_their_posts_do_whatever_kind_it_is_of(quiet):
    for kind, task in (("toy", PAID), ("release", HANDLED)):
        open_ = OpenTask(task, COUNTY, MONDAY, MONDAY, origin=COUNTY, claimed_by="one")
        listing = Listing(kind, f"id-{kind}", "件")
        for write in worklist.changes(None, (), listing, [open_]):
            table.put(write.place, write.item)
        worklist.record_done(listing, [CompletedTask(open_, "one", MONDAY)])
    for lines in (worklist.page([list_names.own("one")]), worklist.page_of_done("one", MONDAY)):
        for posts, read in ((CLERK, ["toy"]), (WORKER, ["release"]), (LEADER, ["release", "toy"])):
            mine = [line.kind for line in lines if worklist.may_read(line, actor(posts))]
            assert sorted(mine) == read


def test_a_task_is_the_same_after_it_was_kept():
    task = OpenTask(PAID, COUNTY, MONDAY, MONDAY, origin=COUNTY, persons=("a", "b"), escalations=1)
    assert from_json(PAID, to_json(task)) == task
    before = {"name": "release", "office": COUNTY, "opened_at": "2022-12-19T01:00:00Z",
              "due": "2022-12-19T01:00:00Z", "claimed_by": "", "escalations": 0}  # fmt: skip
    assert not from_json(PAID, before).grouped  # it lies on a list of release 1
