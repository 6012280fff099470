"""What each reader sees of a case: a clerk without a purpose, the family, whoever may not."""

from __future__ import annotations

import json

from local.families import CHARITY_MONEY
from local.people import digest
from local.population import Household, resident
from tests.api.conftest import scene

OLD_MAN = Household(
    registered_area="220203007001",
    living_area="220203007001",
    setting="urban",
    hardship="独居，无人照料",
    residents=(resident("欧阳", "1950-01-01", 77),),
    scheme="tekun",
)
DAUGHTER = CHARITY_MONEY.residents[0]
"""A relative outside the household, on whom the bank holds 62,000 yuan."""


def named_with_a_daughter(town):
    """An old man's application for tekun that names his daughter, who signed."""
    stage = scene(town, "old", OLD_MAN)
    relative = {
        "name": DAUGHTER.name,
        "identity_number": DAUGHTER.identity_number,
        "relation": "child",
        "age": 34,
        "income_fen": 1_200_000,
    }
    consents = stage.family.form()["consents"]
    hers = consents[0] | {"member": 100, "signature": digest("old/consent/daughter")}
    stage.family.apply(supporters=[relative], consents=[*consents, hers])
    return stage, stage.clerk("220203007000")


def text(*parts):
    return json.dumps(parts, ensure_ascii=False)


def test_a_clerk_who_names_no_purpose_finds_nobody_whole(town):
    stage, clerk = named_with_a_daughter(town)
    stage.family.waits_for("reviewing", "explaining")
    form, path = stage.family.form(), f"/v1/cases/{stage.family.case_id}"
    people = (*OLD_MAN.residents, DAUGHTER)
    whole = [value for one in people for value in (one.name, one.identity_number)]
    whole += [form["phone"], form["account"]["number"]]
    read = [clerk.client.get(path + part) for part in ("", "/timeline", "/letters")]
    assert [one for one in whole if one in text(*read, clerk.tasks())] == []
    for_a_purpose = text(clerk.client.get(path, purpose="review"))
    assert [one for one in whole if one not in for_a_purpose] == []
