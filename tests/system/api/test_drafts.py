"""A form filled in on the phone, step by step, until the receipt; what each request costs."""

from __future__ import annotations

import json

import pytest

from local.population.families import FOUND_WORK, INJURED_WORKER, MOTHER_OF_TWO
from local.town.people import Citizen
from tests.system.api.conftest import ask
from tests.system.api.scenes import declined

API = "api_handler"
READ, SAVED_STEP = 4, 3
"""The most AWS calls of a request, with keys and secrets open."""


def application(family):
    """What the family answers, step by step, with its photos uploaded and its signer filmed."""
    form = family.filled_in()
    mother, *children = form["members"]
    return {
        "hardship": form["hardship"],
        "cause": "",
        "receives_dibao": False,
        "members": [
            {
                **{name: mother[name] for name in ("name", "identity_number")},
                "no_number": "",
                "marital": "divorced",
                "works": False,
                "disability_kind": "physical",
                "disability_grade": 2,
                "grave_illness": False,
                "self_care_failed": 0,
                "in_institution": False,
            },
            *(
                {
                    **{name: child[name] for name in ("name", "identity_number")},
                    "no_number": "",
                    "relation": "child",
                    "lives_elsewhere": False,
                    "registered_here": True,
                    "student": True,
                    "disability_kind": "",
                    "grave_illness": False,
                }
                for child in children
            ),
        ],
        "guardians": [],
        "incomes": [{**one, "period": "month"} for one in form["incomes"]],
        **form["property"],
        "expenses": [],
        "supporters": [],
        "receives": [],
        "registered_area": form["registered_area"],
        "lives_there": True,
        "identity_card": [form["papers"][0]["digest"]],
        "account": {**form["account"], "holder": 0},
        "phone": form["phone"],
        "consents": form["consents"],
    }


def begun(family, form="application"):
    return family.client.post("/v1/drafts", {"form": form})["draft_id"]


def answered(family, draft_id, answers):
    for step, value in answers.items():
        family.client.put(f"/v1/drafts/{draft_id}/answers/{step}", {"value": value})


@pytest.fixture
def mother(town):
    return Citizen(town, "mother", MOTHER_OF_TWO)


def test_a_family_fills_in_a_form_on_two_phones_of_one_account_and_hands_it_in(town, mother):
    draft_id, answers = begun(mother), application(mother)
    first = dict(list(answers.items())[:5])
    answered(mother, draft_id, first)
    other_phone = Citizen(town, "mother", MOTHER_OF_TWO)
    (line,) = other_phone.client.get("/v1/drafts")["drafts"]
    assert (line["draft_id"], line["answered"], line["for_name"]) == (draft_id, 5, "")
    assert other_phone.client.get(f"/v1/drafts/{draft_id}")["answers"] == first
    answered(other_phone, draft_id, answers)
    found = other_phone.client.get(f"/v1/drafts/{draft_id}/check")
    assert (found["missing"], found["suggested"]) == ([], "dibao")
    path = f"/v1/drafts/{draft_id}/submission"
    receipt = other_phone.client.post(path, {"scheme": "dibao"}, "one-key-for-both")
    assert other_phone.client.post(path, {"scheme": "dibao"}, "one-key-for-both") == receipt
    assert mother.client.post(path, {"scheme": "dibao"}) == receipt
    assert mother.client.get(f"/v1/drafts/{draft_id}")["submitted_case"] == receipt["case_id"]
    assert mother.client.get("/v1/drafts")["drafts"] == []
    assert documents_of(mother, receipt)["application"]["hardship"] == answers["hardship"]


def documents_of(family, receipt):
    return family.client.get(f"/v1/cases/{receipt['case_id']}")["documents"]


def test_the_case_is_what_the_same_application_by_itself_would_be(town, mother):
    draft_id = begun(mother)
    answered(mother, draft_id, application(mother))
    path = f"/v1/drafts/{draft_id}/submission"
    by_draft = documents_of(mother, mother.client.post(path, {"scheme": "dibao"}))["application"]
    other = Citizen(town, "another-phone", MOTHER_OF_TWO)
    receipt = other.apply(scheme="marginal")
    by_itself = documents_of(other, receipt)["application"]
    own = {"scheme", "form_id", "sent", "consents", "proved", "phone", "account", "papers"}
    for name in by_itself.keys() - own - {"members", "standing", "supporters"}:
        assert by_draft[name] == by_itself[name], name
    for ours, theirs in zip(by_draft["members"], by_itself["members"], strict=True):
        assert theirs.items() <= ours.items()


def test_urgent_aid_is_four_screens(town):
    family = Citizen(town, "worker", INJURED_WORKER)
    form, draft_id = family.filled_in(), begun(family, "urgent_aid")
    one = form["members"][0]
    answers = {
        "hardship": form["hardship"],
        "emergency_area": form["emergency_area"],
        "members": [
            {"name": one["name"], "no_number": "", "identity_number": one["identity_number"]}
        ],
        "account": form["account"],
        "phone": form["phone"],
    }
    answered(family, draft_id, answers)
    path = f"/v1/drafts/{draft_id}/submission"
    receipt = family.client.post(path, {"scheme": "temporary_aid"})
    assert receipt["state"] == "deciding"


def test_a_family_with_a_newborn_and_a_foreigner_fills_in_what_it_has(town):
    family = Citizen(town, "family", FOUND_WORK)
    draft_id, members = begun(family), family.form()["members"]
    newborn = {"name": members[2]["name"], "no_number": "newborn", "born": members[2]["born"]}
    answered(family, draft_id, {"members": [{}, {}, newborn | {"relation": "child"}]})
    missing = family.client.get(f"/v1/drafts/{draft_id}/check")["missing"]
    of_newborn = {gap["sub_step"] for gap in missing if gap["item"] == 2}
    assert of_newborn == {"lives_elsewhere", "disability_kind", "grave_illness"}


def test_the_check_speaks_english_too(mother):
    found = mother.client.get(f"/v1/drafts/{begun(mother)}/check", lang="en")
    assert found["missing"][0]["words"] == "Not answered yet: What is hard for your family?"


# What is refused.


def test_anothers_draft_looks_like_one_that_is_not_there(town, mother):
    draft_id = begun(mother)
    stranger = Citizen(town, "stranger", FOUND_WORK).sign_in()["token"]
    answers = [
        ask(town, stranger, "GET", f"/v1/drafts/{id_}") for id_ in (draft_id, draft_id[::-1])
    ]
    assert [status for status, *_ in answers] == [404, 404]
    problems = [problem | {"request_id": ""} for _, problem, _ in answers]
    assert problems[0] == problems[1]
    ask(town, stranger, "POST", f"/v1/drafts/{draft_id}/removal", b"{}")
    assert mother.client.get(f"/v1/drafts/{draft_id}")["draft_id"] == draft_id


def test_a_wrong_answer_is_pointed_to_within_its_step(town, mother):
    token, draft_id = mother.sign_in()["token"], begun(mother)
    value = [{"name": "某"}, {"marital": "maybe", "identity_number": "12"}]
    raw = json.dumps({"value": value}).encode()
    path = f"/v1/drafts/{draft_id}/answers/members"
    status, problem, _ = ask(town, token, "PUT", path, raw)
    assert status == 422
    assert {one["pointer"] for one in problem["errors"]} == {
        "/value/1/marital", "/value/1/identity_number",
    }  # fmt: skip
    assert mother.client.get(f"/v1/drafts/{draft_id}")["answers"] == {}


def test_an_answer_is_saved_only_under_a_key(town, mother):
    token, draft_id = mother.sign_in()["token"], begun(mother)
    path = f"/v1/drafts/{draft_id}/answers/hardship"
    no_key = {"Idempotency-Key": ""}
    status, problem, _ = ask(town, token, "PUT", path, b'{"value":"x"}', **no_key)
    assert (status, problem["code"]) == (400, "request.key_missing")


def test_what_there_is_no_question_for_is_not_found(mother):
    path = f"/v1/drafts/{begun(mother)}/answers/nonsense"
    assert declined(mother.client.put, path, {"value": 1}) == (404, "draft.step_not_found")


def test_a_form_that_is_not_there_is_not_found(mother):
    assert declined(mother.client.get, "/v1/forms/nonsense") == (404, "form.not_found")
    assert declined(mother.client.get, "/v1/forms/application", lang="xx")[0] == 400


def test_what_is_missing_at_a_submission_is_pointed_to_at_its_question(town, mother):
    token, draft_id = mother.sign_in()["token"], begun(mother)
    path = f"/v1/drafts/{draft_id}/submission"
    status, problem, _ = ask(town, token, "POST", path, b'{"scheme":"dibao"}')
    assert status == 422
    assert {"/hardship", "/members", "/account"} <= {one["pointer"] for one in problem["errors"]}


def test_a_photo_that_did_not_arrive_is_pointed_to_at_its_question(town, mother):
    draft_id, answers = begun(mother), application(mother)
    answered(mother, draft_id, answers | {"evidence": ["0" * 64]})
    raw, path = b'{"scheme":"dibao"}', f"/v1/drafts/{draft_id}/submission"
    status, problem, _ = ask(town, mother.sign_in()["token"], "POST", path, raw)
    assert (status, problem["errors"][0]["pointer"]) == (422, "/evidence/0")
    answered(mother, draft_id, {"evidence": []})
    assert mother.client.post(path, {"scheme": "dibao"})["receipt"]


def test_a_draft_that_is_removed_is_found_no_more(mother):
    draft_id = begun(mother)
    for _ in range(2):  # the second as when the first answer was lost
        assert mother.client.post(f"/v1/drafts/{draft_id}/removal")["next"]
    assert declined(mother.client.get, f"/v1/drafts/{draft_id}")[0] == 404


# What it costs.


def cost(town, act, *args):
    """The AWS calls of a request, without those for keys (of an office's list the first time)."""
    before = len(town.sandbox.calls)
    answer = act(*args)
    made = [one for one in town.sandbox.calls[before:] if one.function == API]
    return answer, [one for one in made if one.service in {"dynamodb", "s3"} and not of_key(one)]


def of_key(call):
    return call.operation == "GetItem" and any("/DESK#" in one for one in call.touches)


def test_what_each_request_of_a_draft_costs(town, mother):
    mother.client.get("/v1/drafts")  # keys and secrets are open now
    client, answers = mother.client, application(mother)
    draft_id = begun(mother)
    assert len(cost(town, client.get, "/v1/forms/application")[1]) == 0
    assert len(cost(town, client.get, "/v1/drafts")[1]) <= READ
    for step, value in answers.items():
        path = f"/v1/drafts/{draft_id}/answers/{step}"
        assert len(cost(town, client.put, path, {"value": value})[1]) <= SAVED_STEP
    assert len(cost(town, client.get, f"/v1/drafts/{draft_id}")[1]) <= READ
    assert len(cost(town, client.get, f"/v1/drafts/{draft_id}/check")[1]) <= READ


def test_handing_a_draft_in_costs_one_call_more_than_applying(town, mother):
    """The draft is read once; it is marked in the transaction that makes the case."""
    client, draft_id = mother.client, begun(mother)
    answered(mother, draft_id, application(mother))
    path = f"/v1/drafts/{draft_id}/submission"
    _, by_draft = cost(town, client.post, path, {"scheme": "dibao"})
    other = Citizen(town, "another-phone", MOTHER_OF_TWO)
    form = other.filled_in() | {"scheme": "marginal"}
    _, by_itself = cost(town, other.client.post, "/v1/cases", form)
    assert len(by_draft) == len(by_itself) + 1
