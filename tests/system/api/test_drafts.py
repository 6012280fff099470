"""A form filled in on the phone, step by step, until the receipt; what each request costs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from local.cloud import memory
from local.population.families import FOUND_WORK, INJURED_WORKER, MOTHER_OF_TWO
from local.population.residents import resident
from local.town.people import Citizen
from tests.system.api.conftest import ask
from tests.system.api.scenes import declined

API = "api_handler"
READ, SAVED_STEP, SUBMISSION = 4, 3, 7
"""The most AWS calls of a request, with keys and secrets open."""


def application(family):
    """What the family answers, step by step, with its photos uploaded and its signer filmed."""
    form = family.filled_in()
    mother, *others = form["members"]
    residents = family.household.residents[1:]
    return {
        "hardship": form["hardship"],
        "cause": "",
        "receives_dibao": False,
        "members": [
            {**person(mother), **GROWN, "disability_kind": "physical", "disability_grade": 2},
            *(
                {
                    **person(one),
                    **(GROWN_CHILD if resident.born.year < 2004 else {}),
                    "relation": "child",
                    "lives_elsewhere": False,
                    "registered_here": True,
                    "student": True,
                    "disability_kind": "",
                    "self_care_failed": None,
                }
                for one, resident in zip(others, residents, strict=True)
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


GROWN = {"marital": "divorced", "works": False, "self_care_failed": 0, "in_institution": False}
GROWN_CHILD = {
    **GROWN,
    "marital": "single",
    "always_together": True,
    "studies": "up_to_first_degree",
}


def person(member):
    return {
        **{name: member[name] for name in ("name", "identity_number")},
        "no_number": "",
        "grave_illness": False,
    }


def begun(family, form="application"):
    return family.client.post("/v1/drafts", {"form": form})["draft_id"]


def answered(family, draft_id, answers):
    path = f"/v1/drafts/{draft_id}"
    versions = family.client.get(path)["versions"]
    for step, value in answers.items():
        answer = {"value": value, "version": versions.get(step, 0)}
        versions |= family.client.put(f"{path}/answers/{step}", answer)["versions"]


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
    father = {"no_number": "", "identity_number": members[0]["identity_number"]}
    answered(family, draft_id, {"members": [father, {}, newborn | {"relation": "child"}]})
    missing = family.client.get(f"/v1/drafts/{draft_id}/check")["missing"]
    of_newborn = {gap["sub_step"] for gap in missing if gap["item"] == 2}
    assert of_newborn == {"lives_elsewhere", "disability_kind", "grave_illness"}


def test_the_check_speaks_english_too(mother):
    found = mother.client.get(f"/v1/drafts/{begun(mother)}/check", lang="en")
    assert found["missing"][0]["words"] == "Not answered yet: What is hard for the family?"


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


def test_a_photo_that_did_not_arrive_is_pointed_to_when_it_is_saved(town, mother):
    draft_id, arrived = begun(mother), mother.uploads("a receipt of the hospital")
    path = f"/v1/drafts/{draft_id}/answers/evidence"
    raw = json.dumps({"value": [arrived, "0" * 64]}).encode()
    status, problem, _ = ask(town, mother.sign_in()["token"], "PUT", path, raw)
    (error,) = problem["errors"]
    assert (status, error["pointer"], error["code"]) == (
        422, "/value/1", "application.paper_not_uploaded",
    )  # fmt: skip
    assert mother.client.get(f"/v1/drafts/{draft_id}")["answers"] == {}
    assert mother.client.put(path, {"value": [arrived]})["saved"]


def test_a_signature_that_did_not_arrive_is_pointed_to_when_it_is_saved(town, mother):
    consent = mother.filled_in()["consents"][0] | {"signature": "0" * 64}
    path = f"/v1/drafts/{begun(mother)}/answers/consents"
    raw = json.dumps({"value": [consent]}).encode()
    status, problem, _ = ask(town, mother.sign_in()["token"], "PUT", path, raw)
    assert (status, problem["errors"][0]["pointer"]) == (422, "/value/0/signature")


def test_a_photo_that_was_cleared_meanwhile_is_pointed_to_at_its_question(town, mother):
    """A family that goes on for longer than uploads are kept takes the photo again."""
    draft_id, answers = begun(mother), application(mother)
    answered(mother, draft_id, answers)
    for days in (20, 11):
        town.clock.sleep_until(town.clock.now() + timedelta(days=days))
        answered(mother, draft_id, {"phone": answers["phone"]})
    memory.put_files({})
    raw, path = b'{"scheme":"dibao"}', f"/v1/drafts/{draft_id}/submission"
    status, problem, _ = ask(town, mother.sign_in()["token"], "POST", path, raw)
    found = {one["pointer"] for one in problem["errors"]}
    assert (status, found) == (422, {"/identity_card/0", "/consents/0/signature"})


def test_a_draft_that_is_removed_is_found_no_more(mother):
    draft_id = begun(mother)
    for _ in range(2):  # the second as when the first answer was lost
        assert mother.client.post(f"/v1/drafts/{draft_id}/removal")["next"]
    assert declined(mother.client.get, f"/v1/drafts/{draft_id}")[0] == 404


# What it costs.


def cost(town, act, *args):
    """The AWS calls of a request."""
    before = len(town.sandbox.calls)
    answer = act(*args)
    return answer, [one for one in town.sandbox.calls[before:] if one.function == API]


def open_keys(town):
    """Let every key and secret be open that a family of the place needs, by others who applied
    there: the first makes the key of the place, the second opens it."""
    first, second = (
        resident("温有田", f"19{decade}-04-01", 15, works=False) for decade in (50, 60)
    )
    for number, one in enumerate((first, second)):
        Citizen(town, f"family-{number}", replace(MOTHER_OF_TWO, residents=(one,))).apply()


def family_of(size):
    """A family of so many: half of whom come after the mother are of age, and sign."""
    mother, *_ = MOTHER_OF_TWO.residents
    born = [1998 + at if at % 2 else 2010 + at for at in range(1, size)]
    children = [
        resident(f"纪安{NAMES[at]}", f"{year}-05-20", 26 + at, "child", student=True)
        for at, year in enumerate(born)
    ]
    return replace(MOTHER_OF_TWO, residents=(mother, *children))


NAMES = "宁然平康乐和顺"


def steps_of(answers):
    """The answers as a phone saves them: each photo and each signature once it was taken."""
    for step, value in answers.items():
        one_by_one = step in {"identity_card", "evidence", "consents"}
        for number in range(1, len(value) + 1) if one_by_one else ():
            yield step, value[:number]
        if not one_by_one:
            yield step, value


@pytest.mark.parametrize("size", [1, 3, 8])
def test_what_each_request_of_a_draft_costs(town, size):
    open_keys(town)
    family = Citizen(town, "family", family_of(size))
    client, answers = family.client, application(family)
    draft_id, versions = begun(family), {}
    assert len(cost(town, client.get, "/v1/forms/application")[1]) == 0
    assert len(cost(town, client.get, "/v1/drafts")[1]) <= READ
    for step, value in steps_of(answers):
        path = f"/v1/drafts/{draft_id}/answers/{step}"
        answer = {"value": value, "version": versions.get(step, 0)}
        saved, calls = cost(town, client.put, path, answer)
        assert len(calls) <= SAVED_STEP, step
        versions |= saved["versions"]
    assert len(cost(town, client.get, f"/v1/drafts/{draft_id}")[1]) <= READ
    assert len(cost(town, client.get, f"/v1/drafts/{draft_id}/check")[1]) <= READ
    path = f"/v1/drafts/{draft_id}/submission"
    receipt, calls = cost(town, client.post, path, {"scheme": "dibao"})
    assert receipt["receipt"]
    assert len(calls) <= SUBMISSION, calls


def test_applying_without_a_draft_costs_one_call_more_for_each_file(town, mother):
    open_keys(town)
    form = mother.filled_in()
    files = len(form["papers"]) + len(form["consents"])
    _, calls = cost(town, mother.client.post, "/v1/cases", form)
    assert len(calls) <= SUBMISSION + files
