"""Every letter of a decision says where and until when to object, and the others do not."""

from __future__ import annotations

import pytest

from chalicelib.case import letters
from chalicelib.case.states import CASE
from chalicelib.records.law import law_on
from tests.cases import submitted
from tests.conftest import MONDAY

DECIDED = {
    "decision": {"decision": "confirm", "amount_fen": 130_000, "part": "regular",
                 "from_month": "2023-01"},
    "assessment": {"outcome": "eligible", "amount_fen": 130_000, "lines": [], "counted": [0]},
    "change": {"told": [{"kind": "income"}],
               "finding": {"ground": "income", "reason": "属实", "article": "第32条"}},
    "deaths": [{"person": "somebody", "name": "田䶮", "died_on": "2022-12-01", "stage": "told",
                "source": "funeral", "decide_by": "2023-03-01T00:00:00Z", "family": True}],
}  # fmt: skip
"""What a case holds that was decided, as far as any letter asks."""


@pytest.fixture
def case(quiet):
    made = submitted(quiet, law_on(quiet.clock.now()))
    made.document.documents.update(DECIDED)
    return made


def test_a_letter_names_the_remedy_unless_it_decides_nothing(case):
    """Whatever letter there is: one that is new decides until it is said that it only informs."""
    law = law_on(MONDAY)
    for name in set(letters.LETTERS.values()):
        why = {"deaths": [], "death": 0}
        told = "".join(letters.compose(name, case, why, 1, MONDAY, law)["lines"])
        expected = name not in letters.INFORMS
        assert ("行政复议" in told and "6 个月内向人民法院" in told) is expected, name


def test_a_letter_to_a_minor_is_addressed_to_the_guardian(case):
    law, members = law_on(MONDAY), case.doc("application")["members"]
    assert letters.compose("receipt", case, {}, 1, MONDAY, law)["to"] == "田秀兰"
    members[0] = members[2]
    assert letters.compose("receipt", case, {}, 1, MONDAY, law)["to"] == "田𬭎𮯰的监护人"


def test_no_letter_of_what_a_second_person_decides_only_informs():
    decided = {name for event, name in letters.LETTERS.items() if event in CASE.decisions}
    assert decided & letters.INFORMS == set()
