"""The phone number in WeChat, given by a button instead of typed."""

from __future__ import annotations

import pytest

from local.population.families import MOTHER_OF_TWO
from local.simulators.wechat import phone_number
from local.town.client import Declined
from local.town.people import Citizen


@pytest.fixture
def mother(town):
    return Citizen(town, "openid-mother", MOTHER_OF_TWO)


def gives(mother, code):
    return mother.client.post("/v1/me/phone-number", {"code": code})


def test_a_mother_gives_her_number_by_a_button_and_the_form_takes_it(town, mother):
    given = gives(mother, town.wechat.issue_number_code(mother.openid))
    assert given == {"phone": phone_number(mother.openid)}
    draft = mother.client.post("/v1/drafts", {"form": "application"})
    place = f"/v1/drafts/{draft['draft_id']}"
    mother.client.put(f"{place}/answers/phone", {"value": given["phone"]})
    assert mother.client.get(place)["answers"]["phone"] == given["phone"]


def test_a_code_that_was_used_says_to_type_the_number(town, mother):
    code = town.wechat.issue_number_code(mother.openid)
    gives(mother, code)
    with pytest.raises(Declined) as declined:
        gives(mother, code)
    assert (declined.value.status, declined.value.code) == (409, "wechat.number_code")
    assert "请自己填写" in declined.value.problem["detail"]


def test_where_wechat_does_not_answer_nothing_is_lost(town, mother):
    mother.client.get("/v1/me")
    town.wechat.down = True
    with pytest.raises(Declined) as declined:
        gives(mother, "a-code")
    assert declined.value.status == 503
