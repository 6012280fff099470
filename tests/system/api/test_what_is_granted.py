"""What a proposal and a decision give, and say: an amount by its right name, to whom it is due."""

from __future__ import annotations

from local.population.families import MOTHER_OF_TWO
from local.population.residents import Household, resident
from local.town.people import Citizen
from tests.system.api.scenes import assessed

COUPLE = Household(
    registered_area=MOTHER_OF_TWO.registered_area,
    living_area=MOTHER_OF_TWO.living_area,
    setting="urban",
    hardship="刚找到工作，家里仍然困难",
    residents=(
        resident("新工", "1985-05-11", 21, works=True, incomes={"wage": 300_000}, married=True),
        resident("新配", "1984-04-08", 22, "spouse", married=True),
    ),
    scheme="dibao",
)


def assessment(stage, clerk):
    return clerk.client.get(f"/v1/cases/{stage.family.case_id}", purpose="review")["documents"][
        "assessment"
    ]


def test_nobody_has_grace_by_saying_that_dibao_is_received(town):
    husband, wife = Citizen(town, "draft", COUPLE).form()["members"]
    members = [husband | {"employed_since": "2022-11-25"}, wife]
    stage, clerk, _ = assessed(
        town, COUPLE, standing={"receives_dibao": True}, members=members
    )  # fmt: skip
    assert assessment(stage, clerk)["outcome"] == "not_eligible"
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}", purpose="review")
    assert "note.says_receives" in [one["code"] for one in seen["notes"]]
