"""Each invariant of the demo sees what it is for; and the demo logs the same twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app import app
from chalicelib.directory import store
from chalicelib.platform.events import keys as event_keys
from chalicelib.platform.store import keys, table
from chalicelib.records.law import law_on
from local.cloud import logs, watch
from local.cloud.clock import LogicalClock
from local.demo import demo, invariants, unattended
from local.demo.narrator import Narrator
from local.town.world import world
from tests.support.cases import submitted
from tests.system.api.conftest import MONDAY

PAY_FIRST_AND_WITHDRAWAL = {"3", "6a"}
RECEIPT = re.compile(r"\d{4} \d{4} \d{4} \d|\d{13}")


@pytest.fixture
def town(quiet):
    """A deployment with one case, and nothing wrong with it."""
    case = submitted(quiet, law_on(quiet.clock.now()))
    return SimpleNamespace(sandbox=quiet, case=case, ticks=SimpleNamespace(failures=[]))


def row_of(town):
    return keys.row("case", town.case.id)


def change(place, **attributes):
    """The item at a place, changed past every check as only a fault could."""
    item = {name: value for name, value in (table.get(place) | attributes).items() if value}
    table.put(place, item)


def test_nothing_speaks_against_a_case_that_nobody_touched(town):
    assert invariants.chains(town) == []
    assert invariants.owners(town) == []
    assert invariants.parked(town) == []


def test_an_event_that_was_altered_is_seen(town):
    change(keys.event("case", town.case.id, 1), actor="somebody-else")
    assert len(invariants.chains(town)) == 1


def test_an_event_that_is_gone_is_seen(town):
    table.delete(keys.event("case", town.case.id, 1))
    assert invariants.chains(town)


def test_a_change_without_an_event_is_seen(town):
    change(row_of(town), seq=2)
    assert len(invariants.chains(town)) == 1


def test_an_open_case_that_nobody_would_look_after_is_seen(town):
    change(row_of(town), next_check=None)
    assert invariants.owners(town) == [town.case.id]


def test_a_case_that_has_ended_needs_nobody(town):
    change(row_of(town), next_check=None, state="withdrawn")
    assert invariants.owners(town) == []


def test_a_case_that_nobody_has_looked_after_for_long_is_seen(town):
    assert invariants.looked_after(town) == []
    change(row_of(town), next_check="2022-12-18T00:00:00Z")
    (found,) = invariants.looked_after(town)
    assert town.case.id in found


def test_a_task_that_nobody_works_who_may_do_is_seen(town):
    for id_ in ("town1", "town2"):
        store.save(replace(store.find(id_), until=date(2022, 12, 18)))
    assert len(invariants.looked_after(town)) == len(town.case.document.tasks)


@pytest.mark.parametrize(("more", "holds"), [(-1, True), (0, True), (1, False)])
def test_a_case_that_spins_while_nobody_touches_it_is_seen(town, monkeypatch, more, holds):
    steps = {town.case.id: unattended.MOST_STEPS + more}
    monkeypatch.setattr(watch, "billed_transitions", lambda _sandbox: steps)
    assert (unattended._looping(town) == []) is holds


def test_cases_that_nobody_touches_are_of_every_kind_and_hold_too(played):
    names = [one.name for one in played.result.invariants if one.name.startswith("没有人办的案件")]
    assert len(names) == 4
    said = [more for _, more in unattended.KINDS.values()]
    assert {"confidential", "registered_area"} <= {field for one in said for field in one}


def test_a_parked_reaction_a_dead_letter_and_a_tick_that_died_are_seen(town):
    table.put(event_keys.stuck("spread", town.case.id, 1), {"kind": "case"})
    town.sandbox.pump.dead_letters.append({"function": "drive"})
    town.ticks.failures.append(ValueError("injected"))
    assert len(invariants.parked(town)) == 3


@pytest.mark.parametrize(("billed", "holds"), [(11, True), (12, True), (13, False)])
def test_a_case_that_is_billed_more_states_is_seen(town, monkeypatch, billed, holds):
    monkeypatch.setattr(watch, "billed_transitions", lambda _sandbox: {town.case.id: billed})
    scene = SimpleNamespace(family=SimpleNamespace(case_id=town.case.id))
    assert (invariants._transitions(town, scene) == []) is holds


def test_a_department_that_was_asked_about_a_withdrawn_case_is_seen():
    scene = SimpleNamespace(family=SimpleNamespace(case_id="c1"))
    asked = {"c1": [SimpleNamespace(source="bank")], "c2": []}
    town = SimpleNamespace(departments=SimpleNamespace(about=asked.get))
    assert invariants._unasked(town, scene) == ["bank"]
    scene.family.case_id = "c2"
    assert invariants._unasked(town, scene) == []


def granted(**amounts):
    """The decided cases of the demo, by part, with other amounts where they are given."""
    right = {"1": 130_000, "4": 60_000, "5": 75_000, "6b": 60_000} | amounts
    return {
        part: SimpleNamespace(family=SimpleNamespace(case=lambda fen=fen: decided(fen)))
        for part, fen in right.items()
    }


def decided(fen):
    decision = {"amount_fen": fen}
    return {"accepted_at": "2022-12-19T02:00:00Z", "documents": {"decision": decision}}


def test_an_amount_that_is_one_fen_off_is_seen():
    assert invariants._amounts(granted()) == []
    assert invariants._amounts(granted(**{"1": 130_001})) == ["1: not 130000"]
    assert invariants._amounts(granted(**{"5": 74_999})) == ["5: not 75000"]


def test_a_name_that_lies_open_is_seen(town):
    family = SimpleNamespace(
        form=lambda: {
            "members": [{"name": "田秀兰", "identity_number": "220201198503120018"}],
            "phone": "13900000001",
        },
        account=lambda _kind: {"number": "6217000000000001"},
    )
    scenes = [SimpleNamespace(family=family)]
    assert invariants.in_clear(town, scenes) == []
    table.put(keys.Key("public", "INJECTED", "INJECTED"), {"surname": "田秀兰"})
    assert invariants.in_clear(town, scenes) == ["public"]


def entries_of_two_cases():
    """What is logged of two of the demo's cases, without receipts, which are drawn."""
    clock = LogicalClock(MONDAY)
    with logs.captured(), world(app, clock) as town:
        narrator = Narrator(clock.now, lambda _line: None)
        town.sandbox.on_event(narrator.observe)
        parts = [part for part in demo.PROGRAMME if part[0] in PAY_FIRST_AND_WITHDRAWAL]
        plays = [(part[3], demo._scene(town, narrator, part), part[4]) for part in parts]
        demo.play_all(clock, plays, timedelta(days=20))
    return [(one.at, one.part, one.who, RECEIPT.sub("", one.what)) for one in narrator.entries]


def test_two_runs_log_the_same_to_the_minute():
    first = entries_of_two_cases()
    assert {part for _, part, _, _ in first} == PAY_FIRST_AND_WITHDRAWAL
    assert len(first) > 10
    assert entries_of_two_cases() == first


def test_no_function_of_the_demo_scans_a_table(played):
    asked = {use.action for use in played.result.uses if use.service == "dynamodb"}
    assert {"GetItem", "Query", "PutItem"} <= asked
    assert not asked & {"Scan", "ExecuteStatement"}
