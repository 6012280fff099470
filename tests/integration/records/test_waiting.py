"""Any kind of record is driven, looked after and put off alike, in whichever table it lies.

The kind is a toy in the people's table, of which nothing of the system is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages

import pytest

import chalicelib
from chalicelib import reactors
from chalicelib.case.table import CASE
from chalicelib.domain.actors import Post, system
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.store import keys, record, sealing, table, tokens, trail, writing
from chalicelib.records import (
    changing,
    driver,
    handover,
    kind,
    list_names,
    overdue,
    reconcile,
    worklist,
)
from chalicelib.records.act import Act
from chalicelib.records.change import Change
from chalicelib.records.driver import TIME_TO_CARRY_ON
from chalicelib.records.law import law_on
from local.cloud.engine import Sandbox
from tests.conftest import COUNTY, FAMILY, MONDAY, TOWNSHIP, employ, staff
from tests.integration.records.toys import DEFINITION, DRIVEN, SCOPE, TABLE, TOY, Toy

MINUTE = timedelta(minutes=1)


@dataclass
class Toys:
    """Toys in a deployment of their own, and what people and time do to them."""

    sandbox: Sandbox = field(default=None)
    settles: bool = True

    @property
    def now(self):
        return self.sandbox.clock.now()

    @property
    def law(self):
        return law_on(self.now)

    # What the workflow calls.

    def wait(self, event, _context):
        """Keep the token of the step that waits."""
        driver.wait(
            DRIVEN, event["id"], event["attempt"], event["stage"], event["token"],
            lambda: kind.load(TOY, event["id"]).record, self.now,
        )  # fmt: skip

    def late(self, event, _context):
        """Nobody answered in time."""
        overdue.carry_on(TOY)(event["id"], self.now, self.law)
        return self.payload(event)

    def settle(self, event, _context):
        """What was answered is settled."""
        if not self.settles:
            raise RuntimeError
        found = kind.load(TOY, event["id"])
        if (found.attempt, found.state) == (event["attempt"], "settling"):
            self.happens(found.id, "settle", system("toys"))
        return self.payload(event)

    def payload(self, event):
        row = kind.load(TOY, event["id"]).record
        return {**driver.payload(DRIVEN, row, event["attempt"], self.now)}

    # What happens.

    def begins(self, id_="t1", driven=True):
        """A toy is there; its workflow starts."""
        new = kind.unsaved(TOY, id_, {"begun_at": instant_text(self.now)}, Toy())
        changing.change(
            TOY, new, Act(system("toys"), self.now, self.law), lambda _: Change("begin")
        )
        if driven:
            self.drives(id_)

    def happens(self, id_, event, actor=None):
        """An event of a toy, of which nothing has followed yet."""
        act = Act(actor or staff("town1"), self.now, self.law)
        changing.change(TOY, kind.load(TOY, id_), act, lambda _: Change(event))

    def drives(self, id_="t1"):
        """The driver receives the newest event."""
        one = trail.history("toy", id_)[-1]
        event = RecordedEvent(
            "toy", id_, one["event"], one["seq"], self.now, one["was"], one["state"]
        )
        driver.follow({"toy": DRIVEN}, event, self.now)
        self.sandbox.clock.settle()

    def sweeps(self):
        """The reconciler comes by, and the driver receives its events."""
        before = {id_: row.seq for id_, row in self.rows().items()}
        found = reconcile.sweep({"toy": overdue.carry_on(TOY)}, self.now, self.law)
        for id_, row in self.rows().items():
            if row.seq > before[id_]:
                self.drives(id_)
        return found

    def later(self, length):
        self.sandbox.clock.sleep_until(self.now + length)
        self.sandbox.clock.settle()

    # What there is.

    def rows(self):
        items = (keys.record_at(item["pk"]["S"])[1]
                 for item in self.sandbox.table_items("people")
                 if item["sk"]["S"] == keys.ROW)  # fmt: skip
        return {id_: record.load("toy", id_) for id_ in items}

    def stands(self, id_="t1"):
        row = record.load("toy", id_)
        return row.state, row.attempt

    def statuses(self):
        return {n: e.exec_status.value for n, e in self.sandbox.executions().items()}

    def tokens(self, id_="t1"):
        """Of the steps that wait; those that were used are left out."""
        now = self.stands(id_)
        waiting = [(item["stage"], item["attempt"]) for item in tokens.waiting("toy", id_)]
        return [one for one in waiting if one == now or one[1] != now[1]]

    def events(self, id_="t1"):
        return [one["event"] for one in trail.history("toy", id_)]


@pytest.fixture
def toys():
    made = Toys()
    handlers = {"toy_wait": made.wait, "toy_late": made.late, "toy_settle": made.settle}
    with Sandbox(handlers, MONDAY, definition=DEFINITION) as made.sandbox:
        employ()
        table.put(SCOPE.place, sealing.new_key(SCOPE).item())
        yield made


# Who may.


@pytest.mark.parametrize(
    ("event", "actor"),
    [
        ("answer", "county1"),  # of another office
        ("answer", FAMILY),
        ("answer", system("toys")),
        ("forget", FAMILY),
        ("escalate", "town1"),
    ],
)
def test_nobody_causes_what_the_table_gives_to_others(toys, event, actor):
    toys.begins()
    with pytest.raises(Refused, match=r"toy\.not_yours"):
        toys.happens("t1", event, staff(actor) if isinstance(actor, str) else actor)
    assert toys.events() == ["begin"]


def test_a_task_of_any_kind_is_claimed_and_handed_over(toys):
    toys.begins()
    act, other = (Act(staff(one), toys.now, toys.law) for one in ("town2", "town1"))
    handover.claim(TOY, kind.load(TOY, "t1"), "ask", act)
    (line,) = worklist.page([list_names.own("town2")])
    assert (line.kind, line.id, line.claimed_by) == ("toy", "t1", "town2")
    with pytest.raises(Refused, match=r"toy\.not_yours"):
        handover.claim(TOY, kind.load(TOY, "t1"), "ask", other)
    with pytest.raises(Refused, match=r"approval\.not_a_colleague"):
        handover.hand_over(TOY, kind.load(TOY, "t1"), "ask", "county1", act)
    handover.hand_over(TOY, kind.load(TOY, "t1"), "ask", "town1", act)
    assert [line.id for line in worklist.page([list_names.own("town2")])] == []
    toys.happens("t1", "answer", staff("town1"))
    with pytest.raises(Refused, match=r"toy\.task_closed"):
        handover.claim(TOY, kind.load(TOY, "t1"), "ask", other)


# The driver.


def test_it_is_started_waits_with_its_token_and_is_woken(toys):
    toys.begins()
    assert (toys.stands(), toys.tokens()) == (("asking", 1), [("asking", 1)])
    assert keys.token("toy", "t1", 1).table == "people"
    toys.happens("t1", "answer")
    assert toys.stands() == ("settling", 1)
    toys.drives()
    assert (toys.stands(), toys.tokens()) == (("settled", 1), [])
    assert toys.statuses() == {"t1-1": "SUCCEEDED"}
    assert toys.events() == ["begin", "answer", "settle"]


def test_what_ends_it_wakes_the_step_that_waits_and_nothing_runs_on(toys):
    toys.begins()
    toys.happens("t1", "forget")
    toys.drives()
    assert (toys.stands(), toys.tokens()) == (("settled", 1), [])
    assert toys.statuses() == {"t1-1": "SUCCEEDED"}


def test_a_later_attempt_replaces_an_earlier_one_which_ends_quietly(toys):
    toys.begins()
    driver.restart(DRIVEN, "t1", 1, toys.now, toys.law)
    toys.drives()
    assert (toys.stands(), toys.tokens()) == (("asking", 2), [("asking", 2)])
    assert toys.statuses() == {"t1-1": "SUCCEEDED", "t1-2": "RUNNING"}


def test_where_the_token_is_gone_the_next_attempt_carries_on_once_patience_is_over(toys):
    toys.begins()
    toys.sandbox.stop_execution("t1-1")
    toys.happens("t1", "answer")
    toys.drives()
    assert toys.stands() == ("settling", 1)
    toys.later(TIME_TO_CARRY_ON)
    assert toys.sweeps() == 1
    assert (toys.stands(), toys.tokens()) == (("settled", 2), [])


def test_nothing_begins_anew_that_moved_on_or_needs_no_workflow(toys):
    toys.begins()
    toys.happens("t1", "answer")
    driver.restart(DRIVEN, "t1", 1, toys.now, toys.law)
    assert toys.stands() == ("settling", 1)
    toys.drives()
    driver.restart(DRIVEN, "t1", 3, toys.now, toys.law)
    assert toys.events() == ["begin", "answer", "settle"]


def test_an_event_of_a_kind_without_a_workflow_starts_nothing(toys):
    toys.begins(driven=False)
    event = RecordedEvent("toy", "t1", "begin", 1, toys.now, "", "asking")
    driver.follow({}, event, toys.now)
    assert (toys.statuses(), toys.stands()) == ({}, ("asking", 1))


# The reconciler.


def test_what_the_workflow_lost_starts_again_once_patience_is_over(toys):
    toys.settles = False
    toys.begins()
    toys.happens("t1", "answer")
    toys.drives()
    assert (toys.stands(), toys.statuses()) == (("settling", 1), {"t1-1": "FAILED"})
    toys.later(TIME_TO_CARRY_ON - MINUTE)
    assert toys.sweeps() == 0
    toys.settles = True
    toys.later(MINUTE)
    assert toys.sweeps() == 1
    assert toys.stands() == ("settled", 2)
    toys.later(2 * TIME_TO_CARRY_ON)
    assert toys.sweeps() == 0


def test_a_start_that_the_driver_never_received_is_no_loss(toys):
    toys.begins(driven=False)
    toys.happens("t1", "answer")
    toys.later(TIME_TO_CARRY_ON)
    assert toys.sweeps() == 1
    assert toys.stands() == ("settled", 2)


def test_what_staff_did_not_do_in_time_is_escalated_and_waits_on_in_the_same_attempt(toys):
    toys.begins()
    (task,) = kind.tasks_of(TOY, record.load("toy", "t1"))
    assert record.load("toy", "t1").next_check == task.due
    toys.later(task.due - toys.now)
    toys.sweeps()
    (task,) = kind.tasks_of(TOY, record.load("toy", "t1"))
    assert (task.origin, task.office, toys.stands()) == (TOWNSHIP, COUNTY, ("asking", 1))
    assert toys.events() == ["begin", "escalate"]
    toys.happens("t1", "answer", staff("county2"))
    toys.drives()
    assert toys.stands() == ("settled", 1)


def test_one_that_cannot_be_carried_on_is_put_off_and_delays_nobody(toys, lines):
    ids = [f"t{number}" for number in range(3)]
    for id_ in ids:
        toys.begins(id_, driven=False)
        toys.happens(id_, "answer")
    toys.later(TIME_TO_CARRY_ON)
    tried = []

    def handler(id_, _now, _law):
        tried.append(id_)
        raise Unavailable("test.failing")

    assert reconcile.sweep({"toy": handler}, toys.now, toys.law) == 3
    assert sorted(tried) == ids
    assert {row.next_check for row in toys.rows().values()} == {toys.now + reconcile.POSTPONED_FOR}
    assert {row.seq for row in toys.rows().values()} == {2}
    assert reconcile.sweep({"toy": handler}, toys.now, toys.law) == 0
    assert sum("test.failing" in line for line in lines) == 3
    toys.later(reconcile.POSTPONED_FOR)
    assert toys.sweeps() == 3
    assert {toys.stands(id_) for id_ in ids} == {("settled", 2)}


def test_one_that_cannot_even_be_put_off_delays_nobody_either(toys, monkeypatch):
    for id_ in ("t1", "t2"):
        toys.begins(id_, driven=False)
        toys.happens(id_, "answer")
    toys.later(TIME_TO_CARRY_ON)
    postpone_check = writing.postpone_check

    def fails(place, *instants):
        if place == keys.row("toy", "t1"):
            raise Unavailable("table.throttled")
        postpone_check(place, *instants)

    monkeypatch.setattr(writing, "postpone_check", fails)
    assert toys.sweeps() == 2
    assert {toys.stands(id_) for id_ in ("t1", "t2")} == {("settled", 2)}


def test_an_empty_sweep_asks_a_page_of_each_shard_of_each_table_that_holds_records(toys):
    before = len(toys.sandbox.calls)
    assert toys.sweeps() == 0
    asked = [call.operation for call in toys.sandbox.calls[before:]]
    assert asked == ["Query"] * keys.DUE_SHARDS * len(keys.HOLDING_RECORDS)


def kinds_of_the_suite():
    """Every kind that a module of the suite makes."""
    names = (one.name for one in walk_packages(chalicelib.__path__, "chalicelib."))
    said = [one for name in names for one in vars(import_module(name)).values()]
    return {one.name: one for one in said if isinstance(one, kind.Kind)}


def test_whatever_has_a_check_has_somebody_who_carries_it_on():
    checked = {name for name, one in kinds_of_the_suite().items() if one.checked}
    assert checked | {"case"} == reactors.OVERDUE.keys(), "enter the kind in reactors.KINDS"


def test_whatever_has_tasks_is_counted_anew_after_a_holiday_notice():
    with_tasks = {name for name, one in kinds_of_the_suite().items() if one.tasks}
    assert with_tasks == {one.name for one in reactors.KINDS}, "enter the kind in reactors.KINDS"
    assert with_tasks | {"case"} == reactors.PROVISIONAL.keys()


def test_every_task_goes_to_a_group_of_posts_that_has_a_list():
    tasks = [task for one in kinds_of_the_suite().values() for task in one.tasks.values()]
    groups = {posts for task in tasks for posts in (task.posts, task.posts | {Post.LEADER})}
    lists = {one for posts in groups for one in list_names.groups_of(posts)}
    assert lists - {*list_names.GROUPS} == set(), "enter the posts in list_names.GROUPS"


@pytest.mark.parametrize(
    ("less", "wanted"),
    [
        ({"tasks": {}}, r"toy: say tasks\['ask'\]"),
        ({"office": kind._nothing}, "toy: say office"),
        (
            {"machine": replace(TABLE, transitions=TABLE.transitions[:3])},
            "toy: say a row 'escalate'",
        ),
    ],
)
def test_a_kind_whose_tasks_would_lie_with_nobody_is_none(less, wanted):
    with pytest.raises(TypeError, match=wanted):
        replace(TOY, **less)


def test_every_reaction_has_a_name_and_follows_an_event_that_there_is():
    machines = {name: one.machine for name, one in kinds_of_the_suite().items()} | {"case": CASE}
    unknown = [
        (name, event)
        for name, event in reactors.FOLLOWS
        if name not in machines or event not in machines[name].events
    ]
    assert unknown == []
    assert {one for named in reactors.FOLLOWS.values() for one in named} <= reactors.NAMED.keys()
