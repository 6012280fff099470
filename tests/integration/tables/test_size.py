"""What is too large for an item is refused before anything is written, in words for people."""

import random

import pytest

from chalicelib.applications import keys
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.domain.errors import Broken, Refused
from chalicelib.platform.store import table
from chalicelib.platform.store.table import MOST_ITEM_BYTES, Write
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, MONDAY, staff
from tests.support.cases import submitted

PLACE = keys.intake("2022-12-19", "somebody")
NOISE = random.Random(1)
NAMES = len("pk") + len("sk") + len("doc") + len(PLACE.pk) + len(PLACE.sk)


@pytest.mark.parametrize(("beyond", "fits"), [(-1, True), (0, True), (1, False)])
def test_an_item_is_as_large_as_the_table_takes_and_no_larger(quiet, beyond, fits):
    write = Write(PLACE, {"doc": b"x" * (MOST_ITEM_BYTES - NAMES + beyond)})
    if fits:
        table.transact([write])
    else:
        with pytest.raises(Broken, match="too_large"):
            table.transact([write])
    assert (table.get(PLACE) is not None) == fits


def test_letters_count_by_their_bytes(quiet):
    many = (MOST_ITEM_BYTES - NAMES) // len("救".encode())
    assert table.fits(Write(PLACE, {"doc": "救" * many}))
    assert not table.fits(Write(PLACE, {"doc": "救" * (many + 1)}))


def test_a_case_that_is_full_takes_nothing_more_and_says_so(quiet):
    law = law_on(MONDAY)
    case = submitted(quiet, law)
    added = {"application": {**case.doc("application"), "papers": NOISE.randbytes(300_000).hex()}}
    with pytest.raises(Refused, match="full"):
        transitions.advance(case, "amend", Act(FAMILY, MONDAY, law), Step(documents=added))
    assert cases.load(case.id).record.seq == case.record.seq


def test_whatever_a_family_tells_staff_can_still_decide_and_the_family_withdraw(quiet):
    law = law_on(MONDAY)
    case = submitted(quiet, law)

    def told(kilobytes):
        papers = NOISE.randbytes(kilobytes * 1000).hex()
        return Step(documents={"application": {**case.doc("application"), "papers": papers}})

    with pytest.raises(Refused, match="full"):
        transitions.advance(case, "amend", Act(FAMILY, MONDAY, law), told(240))
    case = transitions.advance(case, "amend", Act(FAMILY, MONDAY, law), told(200))
    reason = Step(documents={"acceptance": {"reason": NOISE.randbytes(40_000).hex()}})
    case = transitions.advance(case, "accept", Act(staff("town1"), MONDAY, law), reason)
    assert (
        transitions.advance(case, "withdraw", Act(FAMILY, MONDAY, law), Step()).state
        is State.WITHDRAWN
    )
