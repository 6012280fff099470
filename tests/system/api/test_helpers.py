"""A helper acts for a person: by a delegation that the person consented to, for what it says, until
its day; the person carries on alone (民发〔2021〕57号, art. 6; 民法典, art. 165 and 173)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.dates import day_of
from chalicelib.platform.store import table
from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from tests.support.helping import ALONE, Helper, card, phone_of
from tests.system.api.conftest import scene
from tests.system.api.scenes import declined

SHANQIAN = "220203007000"
GONE = (404, "case.not_found")
KEY = "one-key-for-a-helper"


def later(town, **length):
    town.clock.sleep_until(town.clock.now() + timedelta(**length))


def clerk(town, number=0):
    return scene(town, "clerk", ALONE).clerk(SHANQIAN, number=number)


def does(who, helper_id, what, **body):
    return who.client.post(f"/v1/helpers/{helper_id}/{what}", body)


def lists(who):
    found = who.client.get("/v1/helpers")
    return {name: [(one["helper_id"], one["state"]) for one in found[name]] for name in found}


def cases_of(who):
    return [one["case_id"] for one in who.client.get("/v1/cases")["cases"]]


def test_nothing_may_be_done_before_the_person_consented(town):
    helper = Helper(town)
    asked = helper.asks()
    assert (asked["state"], asked["person_name"]) == ("asked", "车*")
    assert declined(helper.applies) == (422, "helper.not_active")


def test_the_person_consents_on_a_phone_of_their_own_and_finds_the_case_there(town):
    phone, helper = phone_of(town), Helper(town)
    helper_id = helper.asks()["helper_id"]
    assert lists(phone)["asking"] == [(helper_id, "asked")]
    assert phone.says("consent", helper_id)["state"] == "active"
    assert lists(phone) == {"helping": [], "helped_by": [(helper_id, "active")], "asking": []}
    assert lists(helper)["helping"] == [(helper_id, "active")]
    helper.applies()
    later(town, minutes=1)
    assert cases_of(phone) == [helper.case_id]
    phone.case_id = helper.case_id
    assert phone.case()["documents"]["helper"]["id"] == helper_id
    assert helper.timeline()["stage"] == phone.timeline()["stage"]


def test_a_phone_on_which_the_person_consents_lists_what_was_done_before(town):
    first, phone = Helper(town).helps(), phone_of(town)
    first.applies()
    later(town, minutes=1)
    assert cases_of(phone) == []
    second = Helper(town, "second").helps(on=phone)
    later(town, minutes=1)
    assert cases_of(phone) == [first.case_id]
    found = {(first.helper_id, "active"), (second.helper_id, "active")}
    assert {*lists(phone)["helped_by"]} == found


def test_a_clerk_notes_the_consent_of_whoever_has_the_card_with_them(town):
    helper, staff = Helper(town), clerk(town)
    helper_id = helper.asks()["helper_id"]
    seen = {**card(), "document_kind": "identity_card"}
    other = {"identity_number": MOTHER_OF_TWO.residents[0].identity_number}
    assert declined(does, staff, helper_id, "counter-consent", **seen | other) == (
        422, "helper.not_the_card",
    )  # fmt: skip
    assert does(staff, helper_id, "counter-consent", **seen)["state"] == "active"
    assert helper.applies()["case_id"]


def test_the_person_says_no_and_is_asked_again_only_anew(town):
    phone, helper = phone_of(town), Helper(town)
    helper_id = helper.asks()["helper_id"]
    assert declined(does, helper, helper_id, "refusal") == (403, "helper.not_yours")
    assert phone.says("refusal", helper_id)["state"] == "refused"
    assert declined(phone.says, "consent", helper_id) == (404, "helper.not_found")
    assert declined(helper.has_consent) == (409, "helper.not_now")
    assert helper.asks()["state"] == "asked"
    assert lists(phone)["asking"] == [(helper_id, "asked")]


@pytest.mark.parametrize("who", ["person", "helper", "staff"])
def test_after_a_withdrawal_the_helper_reads_nothing_and_the_person_carries_on(town, who):
    phone = phone_of(town)
    helper = Helper(town).helps(on=phone)
    helper.applies()
    later(town, minutes=1)
    ends = {"person": phone, "helper": helper, "staff": clerk(town)}[who]
    assert does(ends, helper.helper_id, "withdrawal")["state"] == "withdrawn"
    for read in (helper.case, helper.timeline, helper.letters):
        assert declined(read) == GONE
    assert cases_of(helper) == []
    assert declined(helper.does, "correction", note="补充说明") == GONE
    phone.case_id = helper.case_id
    phone.does("correction", note="我自己来办")
    assert phone.does("withdrawal", reason="不再需要")["state"] == "withdrawn"


def test_old_answers_are_not_repeated_to_whoever_helped(town):
    helper = Helper(town).helps()
    form = helper.filled_in() | {"helper_id": helper.helper_id}
    helper.case_id = helper.client.post("/v1/cases", form, KEY)["case_id"]
    path = f"/v1/cases/{helper.case_id}/correction"
    helper.client.post(path, {"note": "补充说明"}, f"{KEY}-2")
    helper.withdraws()
    assert declined(helper.client.post, "/v1/cases", form, KEY) == GONE
    assert declined(helper.client.post, "/v1/cases", form, f"{KEY}-3") == GONE
    assert declined(helper.client.post, path, {"note": "补充说明"}, f"{KEY}-2") == GONE


def test_it_ends_by_itself_with_its_last_day(town):
    until = day_of(town.clock.now()) + timedelta(days=2)
    helper = Helper(town).helps(until=until.isoformat())
    helper.applies()
    later(town, days=2)
    assert helper.timeline()
    later(town, days=1)
    assert declined(helper.timeline) == GONE
    assert lists(helper)["helping"] == [(helper.helper_id, "expired")]
    later(town, hours=2)
    row = table.query("cases", f"HELPER#{helper.helper_id}", "ROW")[0]
    assert (row["state"], "next_check" in row) == ("expired", False)


def test_nobody_acts_for_another_longer_than_the_law_of_the_day_allows(town):
    helper, today = Helper(town), day_of(town.clock.now())
    for until in (today - timedelta(days=1), today + timedelta(days=367)):
        refusal = declined(helper.asks, until=until.isoformat())
        assert refusal == (422, "helper.until")


def test_both_get_the_messages_until_it_is_over(town):
    phone = phone_of(town)
    helper = Helper(town).helps(on=phone)
    helper.applies()
    later(town, minutes=5)
    assert {note.openid for note in town.wechat.notes} == {"own", "helper"}
    town.wechat.notes.clear()
    helper.withdraws()
    phone.case_id = helper.case_id
    phone.does("withdrawal", reason="不再需要")
    later(town, minutes=5)
    assert {note.openid for note in town.wechat.notes} == {"own"}


def test_who_may_only_apply_follows_nothing_and_who_may_only_follow_sends_nothing_in(town):
    helper = Helper(town).helps(acts=["apply"])
    helper.applies()
    assert declined(helper.timeline) == GONE
    other = Helper(town, "other").helps(acts=["follow"])
    assert declined(other.applies, form_id="another-form") == (422, "helper.not_active")
    other.case_id = helper.case_id
    assert other.timeline()


def test_a_new_helper_carries_on_with_what_another_sent_in(town):
    first, second = Helper(town).helps(), Helper(town, "second")
    first.applies()
    first.withdraws()
    second.case_id = first.case_id
    assert declined(second.case) == GONE
    second.helps()
    second.does("correction", note="换我来帮他办", papers=[
        {"kind": "evidence", "digest": second.uploads("a photo of the second")},
    ])  # fmt: skip
    later(town, minutes=1)
    (paper,) = (
        one for one in second.case()["documents"]["application"]["papers"]
        if one["kind"] == "evidence"
    )  # fmt: skip
    path = f"/v1/cases/{second.case_id}/papers/{paper['digest']}"
    assert second.client.get(path)["url"]
    assert declined(first.case) == GONE


# What it costs: calls of AWS, keys and secrets open.


def calls(town, act, *args):
    """The AWS calls of the API in one request, made once before so that every key is open."""
    act(*args)
    before = len(town.sandbox.calls)
    act(*args)
    made = [one for one in town.sandbox.calls[before:] if one.function == "api_handler"]
    return [one.operation for one in made]


def test_a_read_of_a_helped_case_is_at_most_four_calls(town):
    phone, claims, second = phone_of(town), phone_of(town, name="new"), Helper(town, "second")
    helper = Helper(town).helps(on=phone)
    second.helps().case_id = helper.applies()["case_id"]
    later(town, minutes=1)
    claims.client.post("/v1/application-claims", {"receipt": helper.receipt["receipt"], **card()})
    path = f"/v1/cases/{helper.case_id}"
    most = {helper: 3, phone: 3, claims: 3, second: 4}
    found = {who: len(calls(town, who.client.get, path)) for who in most}
    assert found == most
    assert len(calls(town, helper.client.get, "/v1/helpers")) == 2
    assert len(calls(town, helper.client.get, f"/v1/helpers/{helper.helper_id}")) == 2


def test_a_case_without_a_helper_costs_no_call_more(town):
    family = Citizen(town, "family", ALONE)
    family.apply()
    assert len(calls(town, family.client.get, f"/v1/cases/{family.case_id}")) == 2


def test_what_a_helper_sends_costs_no_call_more(town):
    """The delegation is read with the rest, and asked again in the transaction."""
    helper = Helper(town).helps()
    form = helper.filled_in() | {"helper_id": helper.helper_id}
    before = len(town.sandbox.calls)
    helper.client.post("/v1/cases", form)
    made = [one for one in town.sandbox.calls[before:] if one.function == "api_handler"]
    of_helper = [one.operation for one in made if helper.helper_id in str(one.touches)]
    assert of_helper == ["BatchGetItem", "TransactWriteItems"]
