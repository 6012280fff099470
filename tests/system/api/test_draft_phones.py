"""Two phones that fill in one draft, people who are taken out of it, and signatures."""

from __future__ import annotations

import json

import pytest

from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from tests.system.api.conftest import ask
from tests.system.api.test_drafts import answered, application, begun


@pytest.fixture
def mother(town):
    return Citizen(town, "mother", MOTHER_OF_TWO)


@pytest.fixture
def draft(mother):
    """A draft in which all is answered."""
    draft_id = begun(mother)
    answered(mother, draft_id, application(mother))
    return draft_id


def read(family, draft):
    return family.client.get(f"/v1/drafts/{draft}")


def save(town, family, draft, step, value, key="", **more):
    token = family.sign_in()["token"]
    raw = json.dumps({"value": value, **more}).encode()
    named = {"Idempotency-Key": key} if key else {}
    return ask(town, token, "PUT", f"/v1/drafts/{draft}/answers/{step}", raw, **named)[:2]


def test_who_adds_a_person_on_one_phone_is_not_lost_by_what_another_phone_adds(town, mother, draft):
    other_phone, found = Citizen(town, "mother", MOTHER_OF_TWO), read(mother, draft)
    people, seen = found["answers"]["members"], found["versions"]["members"]
    father, aunt = ({**people[1], "name": name, "relation": "other"} for name in ("纪父", "田姑"))
    status, _ = save(town, mother, draft, "members", [*people, father], version=seen)
    assert status == 200
    refused, problem = save(town, other_phone, draft, "members", [*people, aunt], version=seen)
    assert (refused, problem["code"]) == (409, "draft.changed")
    assert "另一部手机" in problem["detail"]
    assert "选一个" in problem["next"]
    assert read(mother, draft)["answers"]["members"] == [*people, father]
    newest = read(other_phone, draft)["versions"]["members"]
    both = [*people, father, aunt]
    assert save(town, other_phone, draft, "members", both, version=newest)[0] == 200


def test_an_answer_whose_receipt_was_lost_is_saved_once_and_has_its_version(town, mother, draft):
    seen = read(mother, draft)["versions"]["hardship"]
    first, again = (
        save(town, mother, draft, "hardship", "房子漏雨", "one-key-for-both", version=seen)
        for _ in range(2)
    )
    assert first == again
    assert first[1]["versions"] == {"hardship": read(mother, draft)["versions"]["hardship"]}


def test_taking_a_child_out_changes_all_that_is_said_of_the_others(town, mother, draft):
    found = read(mother, draft)
    people, seen = found["answers"]["members"], found["versions"]["members"]
    incomes = [{"member": 2, "kind": "wage", "amount_fen": 1, "period": "month"}]
    answered(mother, draft, {"incomes": incomes})
    rest = [people[0], people[2]]
    _, saved = save(town, mother, draft, "members", rest, version=seen, removed=1)
    now = read(mother, draft)
    assert now["answers"]["incomes"] == [{**incomes[0], "member": 1}]
    assert saved["changed"]["incomes"] == now["answers"]["incomes"]
    assert {name: now["versions"][name] for name in saved["versions"]} == saved["versions"]


@pytest.mark.parametrize("changed", [{"name": "秦某某"}, {"identity_number": None}])
def test_whoever_is_named_otherwise_signs_again(town, mother, draft, changed):
    found = read(mother, draft)
    people, consents = found["answers"]["members"], found["answers"]["consents"]
    assert 0 in {one["member"] for one in consents}
    kept = {name: value for name, value in (people[0] | changed).items() if value is not None}
    _, saved = save(
        town, mother, draft, "members", [kept, *people[1:]], version=found["versions"]["members"]
    )
    left = read(mother, draft)["answers"]["consents"]
    assert not {0} & {number for one in left for number in (one["member"], one.get("signed_by"))}
    assert saved["changed"] == {"consents": left}
