"""Reads that are not consistent, from copies that are behind: the cases end as they do without."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.directory import store
from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.store import keys, reads, record, table, trail, writing
from chalicelib.platform.store.record import VersionConflict
from chalicelib.platform.store.sealing import forget
from chalicelib.platform.store.trail import Event
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from local.cloud.copies import Copies
from tests.conftest import COUNTY, FAMILY, staff
from tests.integration.workflows.plays import played, undisturbed
from tests.support.cases import submitted

BEHIND = timedelta(seconds=2)


@pytest.fixture
def law(quiet):
    return law_on(quiet.clock.now())


@pytest.fixture
def behind(quiet, law):
    """A case that was just accepted, while every copy of the tables is behind."""
    case = submitted(quiet, law)
    quiet.clock.sleep_until(quiet.clock.now() + 2 * BEHIND)
    quiet.copies = Copies(BEHIND)
    act = Act(staff("town1"), quiet.clock.now(), law)
    return transitions.advance(case, "accept", act, Step())


def event(case, seq):
    return table.get(keys.event("case", case.id, seq))


@pytest.mark.parametrize("name", ["mother_of_two", "injured_worker"])
def test_a_case_goes_the_same_way_however_far_copies_are_behind(name):
    def late(town):
        town.sandbox.copies = Copies(BEHIND)

    assert played(name, before=late) == undisturbed(name)


def test_a_copy_is_behind(behind):
    place = keys.row("case", behind.id)
    assert table.get(place)["seq"] == 2
    assert table.get(place, consistent=False)["seq"] == 1
    assert table.get(keys.event("case", behind.id, 2), consistent=False) is None


def test_a_copy_catches_up(behind, quiet):
    quiet.clock.sleep_until(quiet.clock.now() + BEHIND)
    assert table.get(keys.row("case", behind.id), consistent=False)["seq"] == 2


def test_a_reaction_is_given_no_version_older_than_its_event(behind):
    with reads.once():
        reads.reacting(event(behind, 2))
        assert cases.load(behind.id).record.seq == 2
        assert record.load("case", behind.id, known=2).seq == 2


def test_a_reaction_to_an_earlier_event_may_be_given_what_was_then_and_writes_nothing_upon_it(
    behind, quiet
):
    again = Event("remind", "drive", quiet.clock.now())
    with reads.once():
        reads.reacting(event(behind, 1))
        earlier = cases.load(behind.id)
        assert earlier.record.seq == 1
        assert cases.load(behind.id, anew=True).record.seq == 2
        with pytest.raises(VersionConflict):
            writing.commit(earlier.record, earlier.record, again, earlier.key)
        assert cases.load(behind.id).record.seq == 2


def test_another_record_than_that_of_the_event_is_read_as_it_is(behind, quiet, law):
    other = submitted(quiet, law, form="form-0002", scheme="tekun")
    with reads.once():
        reads.reacting(event(other, 1))
        assert cases.load(behind.id).record.seq == 2


def test_a_step_is_given_the_newest_where_the_case_left_its_state(behind, quiet, law):
    now, attempt = quiet.clock.now(), behind.record.attempt
    assert cases.load_at(behind.id, attempt, {behind.record.state}).record.seq == 1
    gone = transitions.advance(behind, "withdraw", Act(FAMILY, now, law), Step())
    assert cases.load_at(behind.id, attempt, {"assessing"}).record.seq == gone.record.seq


def test_events_are_read_without_gaps(behind):
    events = trail.until("case", behind.id, 2, behind.key)
    assert [one["event"] for one in events] == ["submit", "accept"]


def test_a_key_that_no_copy_has_yet_is_found(behind, quiet, law):
    other = submitted(quiet, law, form="form-0002", scheme="tekun")
    forget()
    assert table.get(keys.row("case", other.id), consistent=False) is None
    assert cases.load(other.id).key.key == other.key.key


def test_whoever_applies_again_at_once_is_informed_of_the_open_case(behind, quiet, law):
    submitted(quiet, law, form="form-0002", scheme="tekun")
    with pytest.raises(Refused, match=r"case\.open_already"):
        submitted(quiet, law, form="form-0003", scheme="tekun")


def test_a_session_that_was_ended_is_over_at_once(behind, quiet):
    now = quiet.clock.now()
    session = sign_ins.begin(Actor("afamily", Role.CITIZEN), "", now)
    quiet.clock.sleep_until(now + 2 * BEHIND)
    sign_ins.end([session], FAMILY, quiet.clock.now())
    with pytest.raises(Refused, match=r"session\.signed_out"):
        sign_ins.actor_behind(session)


def test_whoever_was_moved_acts_from_their_new_office_at_once(behind, quiet):
    member = store.find("town1")
    session: Session = sign_ins.begin(store.acting(member), "", quiet.clock.now())
    quiet.clock.sleep_until(quiet.clock.now() + 2 * BEHIND)
    store.save(replace(member, office=COUNTY), member)
    assert sign_ins.actor_behind(session).office == COUNTY
