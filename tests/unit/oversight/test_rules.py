"""How much of masked data one may open a day, and which looks the county is to know of."""

import pytest

from chalicelib.oversight.rules import RevealLook, may_open, signs


@pytest.mark.parametrize(
    ("opened_before", "again", "may"),
    [(0, False, True), (2, False, True), (3, False, False), (3, True, True), (4, True, True)],
)
def test_so_many_cases_are_opened_on_a_day_and_those_again(opened_before, again, may):
    assert may_open(opened_before, 3, again=again) is may


@pytest.mark.parametrize(
    ("look", "found"),
    [
        (RevealLook(1, related=False, near=False), []),
        (RevealLook(4, related=False, near=False), []),
        (RevealLook(5, related=False, near=False), ["too_many"]),
        (RevealLook(6, related=False, near=False), ["too_many"]),
        (RevealLook(1, related=True, near=False), ["own_family"]),
        (RevealLook(1, related=False, near=True), ["neighbour"]),
        (RevealLook(1, related=True, near=True), ["own_family"]),
        (RevealLook(5, related=True, near=True), ["too_many", "own_family"]),
    ],
)
def test_a_look_is_a_sign_where_it_is_one_too_many_or_at_somebody_near(look, found):
    assert [*signs(look, 5)] == found
