"""What cannot be true of a family is refused at the door."""

from __future__ import annotations

import pytest

from local.families import MOTHER_OF_TWO
from local.invented.numbers import numbered
from local.people import Citizen
from tests.api.scenes import declined


def submitting(town, **changed):
    """The mother's application with something else said of one of her family."""
    mother = Citizen(town, "impossible", MOTHER_OF_TWO)
    form = mother.filled_in()
    whose = changed.pop("whose")
    form["members"][whose] |= changed
    return mother.client, form


@pytest.mark.parametrize(("born", "refused"), [("2022-12-19", False), ("2022-12-20", True)])
def test_a_child_may_be_born_on_the_day_of_the_application_and_not_later(town, born, refused):
    client, form = submitting(town, whose=1, identity_number=numbered(born, 1))
    if refused:
        assert declined(client.post, "/v1/cases", form) == (422, "application.born_later")
    else:
        assert client.post("/v1/cases", form)["receipt"]


def test_who_applies_is_not_away(town):
    client, form = submitting(town, whose=0, absent="prison")
    assert declined(client.post, "/v1/cases", form)[0] == 422
