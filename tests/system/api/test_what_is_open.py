"""What of an application is open: what was asked for, until when, and nothing else."""

from __future__ import annotations

from local.population.families import INJURED_WORKER, MOTHER_OF_TWO, PAPER_MISSING
from tests.system.api.conftest import scene
from tests.system.api.scenes import noticed

CARD = "identity_card"
NOTE = "身份证背面看不清，请再拍一张"


def is_open(stage):
    return stage.family.client.get(f"/v1/cases/{stage.family.case_id}/correction")


def test_what_the_office_asked_for_is_open_until_its_day_in_the_words_of_the_clerk(town):
    stage = scene(town, "paper", PAPER_MISSING)
    clerk = stage.clerk(stage.applies())
    missing = [{"paper": CARD, "note": NOTE}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    answer = is_open(stage)
    assert (answer["asked"], answer["may_correct"]) == (True, True)
    assert answer["due"] and answer["telephone"]
    assert (answer["items"][0]["paper"], answer["items"][0]["words"]) == (CARD, NOTE)


def test_what_was_left_out_is_asked_by_topic(town):
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.family.apply(property={"vehicles": 0, "houses": 0, "businesses": 0}, incomes=None)
    answer = is_open(stage)
    assert {one["topic"] for one in answer["items"]} == {"incomes", "deposits"}
    assert all(one["words"] for one in answer["items"])
    assert not answer["asked"]
    assert answer["members"] == [one.name for one in MOTHER_OF_TWO.residents]


def test_who_must_still_sign_is_named(town):
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.family.apply(consents=[])
    (signs,) = [one for one in is_open(stage)["items"] if one["signer"] is not None]
    assert (signs["signer"], signs["signer_name"]) == (0, MOTHER_OF_TWO.residents[0].name)


def test_of_a_complete_application_nothing_is_open_but_it_may_be_put_right_until_the_end(town):
    stage, _, _ = noticed(town)
    answer = is_open(stage)
    assert (answer["items"], answer["may_correct"], answer["asked"]) == ([], True, False)
    stage.family.does("withdrawal", reason="找到工作了")
    assert not is_open(stage)["may_correct"]


def test_of_urgent_aid_too_who_must_still_sign_is_named(town):
    stage = scene(town, "injured", INJURED_WORKER)
    stage.family.apply(consents=[])
    items = is_open(stage)["items"]
    assert INJURED_WORKER.residents[0].name in {one["signer_name"] for one in items}
