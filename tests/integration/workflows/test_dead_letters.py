"""What a consumer of the trail could not do: given up, parked, or come late, it is carried on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import reactors
from chalicelib import tasks as entries
from chalicelib.case.states import Track
from chalicelib.platform.events import keys as event_keys
from chalicelib.platform.events import reactions
from chalicelib.platform.store import keys, table, tokens
from tests.integration.workflows.conftest import COUNTY, GRANTED
from tests.integration.workflows.plays import played, undisturbed

HOUR = timedelta(hours=1)
LATE = reactions.LATE
OUTSIDE_THE_CASE = ("LETTER", "MESSAGE", "PAYMENT", "WATCH", "LINE", "NOTICE")


class Gone(BaseException):
    """The function is gone, as when its memory or its time is over."""


class Down:
    """A function dies at every call from the first delivery of an event on, for an hour."""

    def __init__(self, function, event):
        self.function, self.event, self.until = function, event, None

    def __call__(self, town):
        self.town, self.real = town, town.sandbox.handlers[self.function]
        town.sandbox.handlers[self.function] = self.answer

    def answer(self, event, context):
        now = self.town.clock.now()
        names = {r["dynamodb"]["NewImage"]["event"]["S"] for r in event["Records"]}
        if self.until is None and self.event in names:
            self.until = now + HOUR
        if self.until is not None and now < self.until:
            raise Gone
        return self.real(event, context)


def left(town):
    """How many letters, messages, payments, watched persons, lines and notices there are."""
    stored = (item for name in ("cases", "people", "money", "public")
              for item in town.sandbox.table_items(name))  # fmt: skip
    kinds = (i["sk"]["S"].partition("#")[0] for i in stored)
    return Counter(kind for kind in kinds if kind in OUTSIDE_THE_CASE)


def parked():
    """The reactions that wait to be tried again."""
    return [item["reaction"] for item in table.query("cases", event_keys.stuck("spread", "", 0).pk)]


def given_up(town):
    return [letter["function"] for letter in town.sandbox.pump.dead_letters]


def same_as_undisturbed(outcome):
    calm = undisturbed("mother_of_two")
    return (outcome.state, outcome.events, outcome.paid) == (calm.state, calm.events, calm.paid)


@pytest.mark.parametrize("event", ["submit", "propose_grant", "confirm"])
def test_what_the_driver_gave_up_is_carried_on_by_a_later_attempt(event):
    letters = []
    down = Down("drive", event)
    outcome = played("mother_of_two", before=down, after=lambda t: letters.extend(given_up(t)))
    assert set(letters) == {"drive"}
    assert outcome.attempt > 1
    assert set(outcome.executions.values()) == {"SUCCEEDED"}
    assert same_as_undisturbed(outcome)


@pytest.mark.parametrize("event", ["submit", "entitle", "release"])
def test_what_the_reactions_could_not_do_for_an_hour_is_done_after_it(event):
    found, calm = {}, {}

    def look(town, into):
        into.update({"left": left(town), "parked": parked(), "given up": given_up(town)})

    played("mother_of_two", after=lambda town: look(town, calm))
    outcome = played(
        "mother_of_two", before=Down("spread", event), after=lambda town: look(town, found)
    )
    assert found == calm == {"left": calm["left"], "parked": [], "given up": []}
    assert same_as_undisturbed(outcome)


def test_if_the_reactions_were_given_up_they_would_be_lost():
    found = []

    def impatient(town):
        Down("spread", "submit")(town)
        pump = town.sandbox.pump
        pump.consumers = [replace(consumer, retries=3) for consumer in pump.consumers]

    played("mother_of_two", before=impatient, after=lambda t: found.extend([left(t), given_up(t)]))
    assert found[0]["WATCH"] == 0
    assert "spread" in found[1]


class WeChatDown:
    """WeChat is down for twenty minutes from the first message to the family on."""

    def __call__(self, town):
        self.town, self.seen = town, []
        town.sandbox.hooks.append(self.falls)

    def falls(self, _phase, call):
        if (call.function, call.service) == ("spread", "http") and not self.seen:
            self.town.wechat.down = True
            self.town.clock.thread(self.rises, "wechat")
            self.see()

    def rises(self):
        self.town.clock.sleep_until(self.town.clock.now() + timedelta(minutes=20))
        self.see()
        self.town.wechat.down = False
        self.town.clock.sleep_until(self.town.clock.now() + timedelta(minutes=15))
        self.see()

    def see(self):
        self.seen.append((parked(), len(self.town.wechat.notes)))


def test_a_message_that_wechat_would_not_take_is_parked_and_goes_at_the_next_tick():
    down = WeChatDown()
    played("found_work", before=down)
    assert down.seen == [([], 0), (["write_letter"], 0), ([], 1)]


@pytest.fixture
def reacting(office):
    """An office whose events are reacted to as well."""
    office.sandbox.handlers["spread"] = entries.spread
    return office


def poisoned(monkeypatch, case):
    """A reaction of which the process dies, for one case."""

    def poison(case_id, _seq, _now, _law):
        if case_id == case["id"]:
            raise Gone

    monkeypatch.setitem(reactors.NAMED, "poison", poison)
    for event in ("submit", "accept"):
        real = reactors.FOLLOWS["case", event]
        monkeypatch.setitem(reactors.FOLLOWS, ("case", event), ("poison", *real))


@pytest.mark.parametrize("late", [LATE, timedelta(days=1)])
def test_a_reaction_that_kills_its_process_keeps_others_waiting_for_minutes_only(
    reacting, monkeypatch, late
):
    office, case = reacting, {"id": ""}
    monkeypatch.setattr(reactions, "LATE", late)
    poisoned(monkeypatch, case)
    first = office.submits()
    case["id"] = first.id
    office.happens(first, "accept", "town1")
    other = office.submits(Track.SAME_DAY)
    office.later(minutes=15)
    letters = [i["name"] for i in table.query("cases", keys.row("case", other.id).pk, "LETTER#")]
    assert letters == (["receipt"] if late == LATE else [])
    if letters:
        case["id"] = ""
        office.later(minutes=15)
        assert parked() == []


def test_a_token_that_cannot_be_opened_keeps_the_driver_from_nothing(office):
    case = office.begins(office.brought_to("confirming"))
    place = keys.token("case", case.id, 2)
    table.put(place, {**table.get(place), "sealed": b"sealed for another step"})
    office.happens(case, "confirm", COUNTY, documents=GRANTED)
    office.later(hours=1)
    assert office.now_at(case) == ("receiving", 3)
    assert tokens.waiting("case", case.id) == []
