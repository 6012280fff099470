"""The line of a benefit follows the newest version of its case, in whatever order events come."""

from __future__ import annotations

from chalicelib.approval.noticing import grants
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.domain.actors import system
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import staff
from tests.integration.approval.test_notices import HOME, noticed


def granted(sandbox, **declared):
    """A case of which a benefit of 1,300 yuan a month is received."""
    case = noticed(sandbox, **declared)
    now, law = sandbox.clock.now(), law_on(sandbox.clock.now())
    decision = {"decision": {"amount_fen": 130_000, "part": "regular", "from_month": "2023-01"}}
    for event, actor, documents in (
        ("notice_over", system("test"), {}),
        ("confirm", staff("county1"), decision),
        ("entitle", system("test"), {}),
    ):
        step = Step(documents=documents, named=[actor.id])
        case = transitions.advance(case, event, Act(actor, now, law), step)
    return case


def told(sandbox, case, seq):
    grants.update_grant(case.id, seq, sandbox.clock.now(), law_on(sandbox.clock.now()))


def lines():
    return grants.published(HOME)[0]


def test_what_is_told_twice_stands_there_once(quiet):
    case = granted(quiet)
    for _ in range(2):
        told(quiet, case, case.record.seq)
    (line,) = lines()
    assert line == {"surname": "田*", "members": 3, "amount_fen": 130_000, "scheme": "dibao"}


def test_a_grant_that_is_told_after_the_end_brings_nothing_back(quiet):
    case = granted(quiet)
    told(quiet, case, case.record.seq)
    ended = transitions.advance(
        case, "die", Act(system("test"), quiet.clock.now(), law_on(quiet.clock.now())), Step()
    )
    told(quiet, ended, ended.record.seq)
    told(quiet, ended, case.record.seq)
    assert lines() == []


def test_a_long_board_is_read_page_by_page(quiet):
    for number in range(grants.PAGE + 1):
        grants.table.put(
            grants.keys.grant(HOME, "dibao", f"{number:03}"),
            {"surname": "田*", "members": number, "amount_fen": 1, "scheme": "dibao"},
        )
    first, cursor = grants.published(HOME)
    rest, last = grants.published(HOME, cursor)
    assert [one["members"] for one in first + rest] == list(range(grants.PAGE + 1))
    assert last is None
