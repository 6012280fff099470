"""A request that comes twice under one key is answered twice, and alike."""

from __future__ import annotations

from chalicelib.applications.signatures import validation
from local.population.families import RETIRED_COUPLE
from local.town.people import Citizen
from tests.system.api.scenes import accepted, declined
from tests.system.api.test_complaints import SAID, concerns, later, neighbour, officer
from tests.system.api.test_who_signs import unproved

WIFE = RETIRED_COUPLE.residents[1]


def test_a_correction_sent_twice_under_one_key_is_answered_twice(town):
    stage, *_ = accepted(town)
    path = f"/v1/cases/{stage.family.case_id}/correction"
    first = stage.family.client.post(path, {"note": "补充说明"}, "one-key-for-both")
    assert stage.family.client.post(path, {"note": "补充说明"}, "one-key-for-both") == first


def test_two_phones_requests_of_one_key_at_once_are_both_answered(town, monkeypatch):
    """The second arrives, and is answered, while the first is still being looked at."""
    family = unproved(town, "family", RETIRED_COUPLE)
    away = Citizen(town, "away", RETIRED_COUPLE)
    away.proves(WIFE)
    signed = {**away.text, "signature": away.uploads("hers")}
    body = {"name": WIFE.name, "identity_number": WIFE.identity_number, **signed}
    body |= {"receipt": family.receipt["receipt"]}
    checked = validation.checked

    def meanwhile(*args):
        monkeypatch.setattr(validation, "checked", checked)
        away.client.post("/v1/consents", body, "one-key-for-both")
        return checked(*args)

    monkeypatch.setattr(validation, "checked", meanwhile)
    answer = away.client.post("/v1/consents", body, "one-key-for-both")
    assert answer["receipt"] == family.receipt["receipt"]


def test_a_complaint_sent_again_is_the_same_one_beyond_the_bound_and_after_the_key_was_kept(town):
    who = neighbour(town)

    def sends(key, **changed):
        return who.client.post("/v1/complaints", SAID | changed, key)

    first, *_ = [sends(f"one-key-for-{number}") for number in range(10)]
    assert sends("one-key-for-0") == first
    assert declined(sends, "a-key-of-its-own")[0] == 429
    later(town, days=8)
    concerns(officer(town), first)
    assert sends("one-key-for-0") == first
    other = declined(sends, "one-key-for-0", statement="她家还有一套房子")
    assert other == (409, "request.key_reused")
