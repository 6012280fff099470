"""A notice is up for its seven days, where the application belongs, and says nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.approval.noticing import notices
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.domain.actors import Actor, Role, system
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, staff
from tests.support.cases import member, submitted

HOME, ELSEWHERE = "220203007001", "220283200201"
SECOND = timedelta(seconds=1)


def noticed(sandbox, **declared):
    """A case that stands at notice, from now on."""
    now, law = sandbox.clock.now(), law_on(sandbox.clock.now())
    case = submitted(sandbox, law, **declared)
    machine, clerk = system("test"), staff("town1")
    assessed = {"assessment": {"amount_fen": 130_000}}
    for event, actor, documents in (
        ("accept", clerk, {}),
        ("call_back", clerk, {}),
        ("start_verification", machine, {}),
        ("report_clear", machine, {}),
        ("visit", clerk, {}),
        ("countersign", staff("town2"), {}),
        ("propose_grant", clerk, {}),
        ("assess_eligible", machine, assessed),
    ):
        step = Step(documents=documents, named=[actor.id])
        case = transitions.advance(case, event, Act(actor, now, law), step)
    notices.update_board(case.id, case.record.seq, now, law)
    return case


def test_a_notice_is_up_until_the_end_of_its_seventh_day(quiet):
    case = noticed(quiet)
    last = case.stage_due
    assert last.isoformat() == "2022-12-26T16:00:00+00:00"  # seven whole days after the 19th
    for instant, up in ((last - SECOND, 1), (last, 0), (last + SECOND, 0)):
        assert len(notices.posted(HOME, instant)) == up
        assert notices.is_posted(case, instant) is bool(up)


def test_it_shows_surname_members_amount_scheme_and_term_and_nothing_else(quiet):
    case = noticed(quiet)
    (shown,) = notices.posted(HOME, quiet.clock.now())
    assert shown == {
        "id": notices.notice_id(case, "2022-12-26T16:00:00Z"),
        "surname": "田*",
        "members": 3,
        "amount_fen": 130_000,
        "scheme": "dibao",
        "until": "2022-12-26T16:00:00Z",
    }
    assert case.id not in shown["id"]


@pytest.mark.parametrize(
    ("name", "shown"), [("欧阳", "欧*"), ("欧阳修", "欧阳*"), ("阿依古丽·买买提", "阿*")]
)
def test_nobody_s_whole_name_is_before_the_village(quiet, name, shown):
    noticed(quiet, members=[member(name, "19850312", "applicant")])
    (notice,) = notices.posted(HOME, quiet.clock.now())
    assert notice["surname"] == shown


def test_it_is_published_again_without_standing_there_twice(quiet):
    case = noticed(quiet)
    notices.update_board(case.id, case.record.seq, quiet.clock.now(), law_on(quiet.clock.now()))
    assert len(notices.posted(HOME, quiet.clock.now())) == 1


@pytest.mark.parametrize(("scheme", "board"), [("dibao", ELSEWHERE), ("temporary_aid", HOME)])
def test_it_is_read_where_the_application_belongs(quiet, scheme, board):
    noticed(quiet, scheme=scheme, registered_area=ELSEWHERE, living_area=HOME)
    up = {area for area in (HOME, ELSEWHERE) if notices.posted(area, quiet.clock.now())}
    assert up == {board}


def test_a_reaction_that_comes_late_leaves_one_notice_of_a_case_on_the_board(quiet):
    """It is noticed anew on another day before anything was taken down."""
    case = noticed(quiet)
    now, law = quiet.clock.now(), law_on(quiet.clock.now())
    neighbour = Actor("aone", Role.CITIZEN)
    case = transitions.advance(case, "object", Act(neighbour, now, law), Step())
    taken_down = case.record.seq
    quiet.clock.sleep_until(now + timedelta(days=1))
    now = quiet.clock.now()
    for event, actor in (
        ("visit", staff("town1")),
        ("countersign", staff("town2")),
        ("propose_grant", staff("town1")),
        ("assess_eligible", system("test")),
    ):
        case = transitions.advance(case, event, Act(actor, now, law), Step(named=[actor.id]))
    notices.update_board(case.id, case.record.seq, now, law)
    notices.update_board(case.id, taken_down, now, law)
    (shown,) = notices.posted(HOME, now)
    assert shown["until"] == "2022-12-27T16:00:00Z"


def test_a_case_that_left_the_notice_is_taken_down_and_is_up_no_more(quiet):
    now, law = quiet.clock.now(), law_on(quiet.clock.now())
    case = noticed(quiet)
    notices.update_board(case.id, case.record.seq, now, law)
    assert len(notices.posted(HOME, now)) == 1  # it still stands at notice
    case = transitions.advance(case, "withdraw", Act(FAMILY, now, law), Step())
    notices.update_board(case.id, case.record.seq, now, law)
    assert notices.posted(HOME, now) == []
    assert not notices.is_posted(case, now)
