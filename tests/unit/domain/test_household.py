"""What is known of a family's people, read as their numbers say."""

from datetime import date

from chalicelib.domain.household import with_ages_from_numbers
from local.population.numbers import numbered

DAY = date(2022, 12, 19)


def test_a_relative_with_a_number_is_as_old_as_the_number_says_on_the_day():
    known = {"identity_number": numbered("1962-12-19", 1), "age": 58, "relation": "sibling"}
    declared = {"age": 58, "relation": "sibling"}
    application = {"members": [], "supporters": [known, declared]}
    assert with_ages_from_numbers(application, DAY)["supporters"] == [
        {**known, "age": 60},
        declared,
    ]
    assert with_ages_from_numbers(application, date(2022, 12, 18))["supporters"][0]["age"] == 59


def test_who_named_no_relatives_has_declared_none():
    for application in ({"members": []}, {"supporters": None}, {"supporters": []}):
        assert with_ages_from_numbers(application, DAY) == application
