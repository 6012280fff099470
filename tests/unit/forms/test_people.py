"""Numbers of people in other answers, and signatures, when a list of people changes."""

from chalicelib.forms.definitions.forms import APPLICATION
from chalicelib.forms.drafts.people import other_answers

WORKER = {"name": "田守义", "identity_number": "1"}
WIFE = {"name": "纪红梅", "identity_number": "2"}
SON = {"name": "田小宝", "identity_number": "3"}
FAMILY = {
    "members": [WORKER, WIFE, SON],
    "incomes": [{"member": 1, "amount_fen": 1}, {"member": 2, "amount_fen": 2}, {"period": "year"}],
    "guardians": [{"name": "某", "members": [1, 2]}, {"name": "别人", "members": [2]}],
    "supporters": [{"name": "兄"}, {"name": "弟"}],
    "account": {"bank": "吉林银行", "number": "62", "holder": 2},
    "consents": [
        {"member": 0}, {"member": 1}, {"member": 2, "signed_by": 1},
        {"member": 2, "signed_by": 201}, {"member": 100}, {"member": 101, "signed_by": None},
    ],
    "phone": "13900000001",
}  # fmt: skip


def after(step, value, removed=None):
    return other_answers(APPLICATION, FAMILY, step, value, removed)


def named(consents):
    return [(one["member"], one.get("signed_by")) for one in consents]


def test_whoever_goes_takes_along_what_is_said_of_them_and_the_others_move_up():
    found = after("members", [WORKER, SON], removed=1).answers
    assert found["incomes"] == [
        {"amount_fen": 1}, {"member": 1, "amount_fen": 2}, {"period": "year"},
    ]  # fmt: skip
    assert [one["members"] for one in found["guardians"]] == [[1], [1]]
    assert found["account"]["holder"] == 1
    assert named(found["consents"]) == [(0, None), (1, 201), (100, None), (101, None)]
    assert "phone" not in found


def test_the_account_of_whoever_goes_is_to_be_named_anew():
    found = after("members", [WORKER, WIFE], removed=2)
    assert found.answers["account"] is None
    assert found.anew == {"account"}


def test_a_list_that_ends_earlier_has_lost_its_last():
    assert after("members", [WORKER, WIFE]) == after("members", [WORKER, WIFE], removed=2)


def test_what_rests_on_the_people_is_named_also_where_it_was_not_answered():
    found = other_answers(APPLICATION, {"members": [WORKER, WIFE]}, "members", [WORKER], 1)
    assert found.answers == {}
    assert found.resting == {"incomes", "guardians", "account", "consents"}


def test_whoever_is_another_signs_anew_and_so_does_whoever_they_signed_for():
    found = after("members", [WORKER, {**WIFE, "name": "纪红玫"}, SON])
    assert found.resting == found.answers.keys() == {"consents"}
    assert named(found.answers["consents"]) == [(0, None), (2, 201), (100, None), (101, None)]


def test_a_number_that_is_another_is_another_person():
    found = after("members", [{**WORKER, "identity_number": "9"}, WIFE, SON])
    assert (0, None) not in named(found.answers["consents"])


def test_guardians_and_relatives_outside_the_family_have_numbers_too():
    guardians, supporters = FAMILY["guardians"], FAMILY["supporters"]
    gone = after("guardians", [guardians[1]], removed=0)
    assert named(gone.answers["consents"])[3] == (2, 200)
    assert gone.resting == {"consents"}
    moved = named(after("supporters", [supporters[1]], removed=0).answers["consents"])
    assert moved[-1] == (100, None)
    assert len(moved) == len(FAMILY["consents"]) - 1


def test_whatever_else_is_said_of_them_changes_nothing():
    assert after("members", [{**WORKER, "works": True}, WIFE, SON, {}]).resting == frozenset()
    assert after("incomes", [], removed=0).answers == {}
