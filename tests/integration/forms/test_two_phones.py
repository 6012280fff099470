"""What two phones save of one draft, and people whom other answers name by their number."""

from __future__ import annotations

import pytest

from chalicelib.forms.definitions.question import NEITHER
from tests.integration.forms.test_drafts import Desk, again, answered, crashing, refused


@pytest.fixture
def desk(quiet):
    return Desk(quiet)


def members(*names):
    return [{"name": name, "no_number": NEITHER} for name in names]


@pytest.fixture
def family(desk):
    """A family of three, who are named in other answers too, and of whom two signed."""
    draft = desk.begins("application")
    signed = [{"member": 0}, {"member": 1}]
    given = {"members": members("田秀兰", "纪安宁", "纪安然"), "incomes": [{"member": 2}],
             "account": {"holder": 2}, "consents": signed}  # fmt: skip
    for step, value in given.items():
        draft = desk.answers(draft.id, step, value)
    return draft


def test_an_answer_that_another_phone_changed_is_not_replaced_unseen(desk, family):
    mine, theirs = (members("田秀兰", "纪安宁", "纪安然", name) for name in ("父亲", "母亲"))
    seen = desk.finds(family.id)
    answered(seen, "members", theirs, desk.act("other-phone"))
    assert refused(answered, seen, "members", mine, desk.act("phone")).code == "draft.changed"
    assert desk.finds(family.id).content.answers["members"] == theirs
    assert answered(seen, "members", theirs, desk.act("as-it-is")).content.answers["members"]


def test_what_rests_on_the_numbers_of_before_is_refused_after_a_person_was_taken_out(desk, family):
    seen = desk.finds(family.id)
    answered(seen, "members", members("田秀兰", "纪安然"), desk.act("out"), removed=1)
    for step, value in (("incomes", [{"member": 0}]), ("guardians", [{"members": [2]}])):
        act = desk.act(f"{step}-by-old-numbers")
        assert refused(answered, seen, step, value, act).code == "draft.changed"


def test_taking_a_person_out_is_one_request_wherever_it_dies(desk, family):
    def takes_out():
        rest = members("田秀兰", "纪安然")
        return answered(desk.finds(family.id), "members", rest, desk.act("out"), removed=1)

    before = desk.finds(family.id).content.answers
    tables, points, seen = desk.sandbox.snapshot(), 0, set()
    while crashing(desk.sandbox, points, takes_out):
        found = desk.finds(family.id).content.answers
        names = [one["name"] for one in found["members"]]
        if len(names) == len(before["members"]):
            assert found == before
        else:
            assert found["incomes"] == [{"member": 1}]
            assert (found["account"], found["consents"]) == ({"holder": 1}, [{"member": 0}])
        seen.add(len(names))
        again(takes_out)
        assert len(desk.finds(family.id).content.answers["members"]) == len(before["members"]) - 1
        desk.sandbox.restore(tables)
        points += 1
    assert seen == {2, 3}
