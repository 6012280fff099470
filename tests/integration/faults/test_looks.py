"""Looks at masked data, and searches, one AWS call at a time: two at once open no case more than
one may, and a process that dies leaves nothing that the next look does not finish."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.case import looks
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.oversight import service, store
from chalicelib.records.law import law_on
from chalicelib.search import service as searching
from chalicelib.search import store as places
from chalicelib.search.contract import Search
from chalicelib.search.rules import terms
from tests.conftest import staff
from tests.support.cases import member, submitted
from tests.support.interleavings import interleavings

WHO = "county1"


class Crash(BaseException):
    """The process is gone."""


def dies(sandbox, what, point):
    """Let the process die at a point: 2n is before its AWS call n, 2n + 1 after; whether it did."""
    seen = [0]

    def hook(_phase, _call):
        seen[0] += 1
        if seen[0] == point + 1:
            raise Crash

    sandbox.hooks.append(hook)
    try:
        what()
    except Crash:
        return True
    finally:
        sandbox.hooks.remove(hook)
    return False


@pytest.fixture
def families(quiet):
    """Two cases that are open."""
    law = law_on(quiet.clock.now())
    alone = [member("车永福", "19480309", "applicant")]
    other = submitted(quiet, law, form="form-0002", members=alone, incomes=[])
    return [submitted(quiet, law), other]


def looking(quiet, case):
    now = quiet.clock.now()
    return partial(service.look, case, staff(WHO), "review", now, law_on(now))


def opened(quiet, case):
    return store.opened_on(day_of(quiet.clock.now()), WHO, case.id)


def opens_before(quiet, number):
    """They have opened so many cases today."""
    now = quiet.clock.now()
    for at in range(number):
        assert store.open_case(day_of(now), WHO, f"another-{at}", at, now)


def test_two_looks_at_once_open_no_case_more_than_one_may(quiet, families):
    most = int(law_on(quiet.clock.now()).parameters.value(service.MOST).amount)
    opens_before(quiet, most - 1)
    both = [looking(quiet, case) for case in families]
    played = 0
    for _, outcomes in interleavings(quiet, lambda: both):
        refused = [one for one in outcomes if isinstance(one, Refused)]
        assert [one.code for one in refused] == ["reveal.enough"], outcomes
        assert [opened(quiet, case)[0] for case in families] == [most, most]
        assert sum(opened(quiet, case)[1] for case in families) == 1
        played += 1
    assert played > 1


def test_two_looks_at_one_case_count_once(quiet, families):
    both = [looking(quiet, families[0])] * 2
    for _, outcomes in interleavings(quiet, lambda: both):
        assert outcomes == [None, None]
        assert opened(quiet, families[0]) == (1, True)
        assert len(looks.history(families[0])) == 2


def test_wherever_a_process_dies_the_next_look_is_counted_once_and_recorded(quiet, families):
    tables, point = quiet.snapshot(), 0
    while True:
        quiet.restore(tables)
        look = looking(quiet, families[0])
        died = dies(quiet, look, point)
        shown = len(looks.history(families[0]))
        assert died or shown == 1
        if died:
            assert shown <= opened(quiet, families[0])[0]  # nobody reads what is not counted
            look()
        assert opened(quiet, families[0]) == (1, True)
        assert looks.history(families[0])
        point += 1
        if not died:
            break
    assert point > 3


def not_found_by(case):
    """The terms by which a case is not found."""
    county = county_of(case.office)
    return [
        term
        for term in terms(case.doc("application"))
        if case.id not in {one.case_id for one in places.read(places.places(county, term), county)}
    ]


def test_wherever_a_process_dies_a_case_is_found_once_it_is_listed_again(quiet, families):
    tables, point, case = quiet.snapshot(), 0, families[0]
    now = quiet.clock.now()
    listing = partial(places.list_for_search, case.id, case.record.seq, now, law_on(now))
    while True:
        quiet.restore(tables)
        died = dies(quiet, listing, point)
        if died:
            listing()
        assert not_found_by(case) == []
        point += 1
        if not died:
            break
    assert point > 3


def looks_by_search(case):
    return [one for one in looks.history(case) if one["what"] == "search"]


def test_wherever_a_process_dies_nobody_is_told_what_a_search_found_and_is_not_on_record(
    quiet, families
):
    """Of each case that is shown with whole names the look is on record, too."""
    now = quiet.clock.now()
    for case in families:
        places.keep(case)
    tables, point, told = quiet.snapshot(), 0, []
    form = Search(text="新山社区", purpose="review")

    def search():
        told.append(searching.search(form, staff(WHO), now))

    while True:
        quiet.restore(tables)
        told.clear()
        died = dies(quiet, search, point)
        if died:
            assert told == []
            search()
        (shown,) = told
        assert {one.case_id for one in shown.cases} == {case.id for case in families}
        found = places.search_of(WHO, shown.search_id)
        assert found and set(found.cases) == {case.id for case in families}
        assert all(looks_by_search(case) for case in families)
        point += 1
        if not died:
            assert [len(looks_by_search(case)) for case in families] == [1, 1]
            break
    assert point > 3
