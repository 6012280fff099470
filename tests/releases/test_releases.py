"""What earlier releases left in the middle of a case is carried on by the code of today.

Some stages are drawn anew by each run; `jiuzhu release replay` replays all.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from functools import cache

import pytest

from app import app
from chalicelib.case import case as cases
from chalicelib.case.table import CASE
from chalicelib.complaints.states import COMPLAINT
from chalicelib.payments.states import MACHINES
from chalicelib.platform.store import keys, table
from local.cloud import watch
from local.demo.plays import found_work
from local.population.families import FOUND_WORK
from local.releases import completing, files, recording
from local.releases.files import FOLDER
from local.releases.plays import RecordedPlay
from local.releases.replaying import Recording, carry_on_stage, deliver_again, town_at
from local.town.client import Declined

PLAYS = [(number, play) for number in files.numbers() for play in files.plays(FOLDER / str(number))]
NEWEST = max(files.numbers())
DRAWN = 4
STATES = {
    f"{kind}.{row.to}"
    for kind, machine in {"case": CASE, "complaint": COMPLAINT, **MACHINES}.items()
    for row in machine.transitions
    if row.to
}


@cache
def read(number, play):
    return Recording.read(FOLDER / str(number), play)


def draw():
    """Some stages of each release, each with or without the steps of executions of then."""
    chance = random.Random(os.environ["JIUZHU_SEED"])
    every = [
        (number, play, stage.name)
        for number, play in PLAYS
        for stage in read(number, play).play.stages
    ]
    return [(*one, chance.random() < 0.5) for one in chance.sample(every, DRAWN)]


@pytest.mark.parametrize("number", range(DRAWN))
def test_what_a_release_left_in_the_middle_goes_on_to_its_end(number):
    release, play, stage, steps = draw()[number]
    assert (release, play, stage, carry_on_stage(app, read(release, play), stage, steps=steps)) == (
        *(release, play, stage),
        [],
    )


@pytest.mark.parametrize(("release", "play"), PLAYS)
def test_every_payload_of_a_release_is_taken_again_and_changes_nothing(release, play):
    assert deliver_again(app, read(release, play)) == []


def test_every_state_of_every_record_is_recorded():
    recorded = {
        stage.name
        for number, play in PLAYS
        if number == NEWEST
        for stage in read(number, play).play.stages
    }
    assert recorded >= STATES


def test_what_is_recorded_today_is_carried_on_today(tmp_path):
    recording.record(app, tmp_path, str, [RecordedPlay("found", FOUND_WORK, found_work.play)])
    one = Recording.read(tmp_path, "found")
    first = one.play.stages[0]
    assert (first.kind, first.state, len(first.undelivered)) == ("case", "waiting", 1)
    assert carry_on_stage(app, one, "case.waiting") == []


def without(one, stage, name):
    """The recording, where the row of the case lacks an attribute at a stage."""
    number = [other.name for other in one.play.stages].index(stage)
    things = {**one.play.things[number]}
    (place,) = [where for where in things if where[1].startswith("CASE#") and where[2] == "ROW"]
    item = json.loads(things[place])
    del item[name]
    every = [*one.play.things]
    every[number] = things | {place: files.canonical(item)}
    return replace(one, play=replace(one.play, things=every))


def test_an_attribute_that_was_dropped_is_seen():
    one = without(read(NEWEST, "mother_of_two"), "case.verifying", "attempt")
    assert carry_on_stage(app, one, "case.verifying")


def test_a_shape_that_nobody_can_read_is_seen():
    with town_at(app, read(NEWEST, "mother_of_two"), "case.verifying") as (town, family):
        (row,) = [one for one in watch.rows(town.sandbox, "cases") if one["kind"] == "case"]
        place, key = keys.row("case", row["id"]), cases.load(row["id"]).key
        document = key.open(place, "case", 1, table.get(place)["doc"])
        sealed = {"schema": 99, "doc": key.seal(place, "case", 99, document)}
        table.put(place, table.get(place) | sealed)
        with pytest.raises(Declined, match="500"):
            completing.run_to_end(town, family)


def test_a_payload_that_no_function_takes_any_more_is_seen():
    one = read(NEWEST, "retired_couple")
    payloads = [
        (name, kind, {key: value for key, value in event.items() if key != "attempt"})
        for name, kind, event in one.play.payloads
        if name == "approval_wait"
    ]
    found = deliver_again(app, replace(one, play=replace(one.play, payloads=payloads)))
    assert len(found) == len(payloads) > 0
