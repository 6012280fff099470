"""Signing in by WeChat and WeCom, and what is kept of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.directory import keys, store
from chalicelib.platform.store import identifiers, sealing, table
from tests.conftest import COUNTY, MONDAY, TOWNSHIP
from tests.support.interleavings import interleavings

OPENID = "openid-of-the-mother"


def places_of(town, text):
    """Every table in which `text` lies in clear."""
    tables = ("cases", "trail", "people", "money", "directory", "public")
    return [name for name in tables if text in str(town.sandbox.table_items(name))]


def test_a_citizen_signs_in_and_is_known_by_an_account(town):
    answer = town.sign_in("citizen", town.wechat.issue_code(OPENID))
    assert answer.status == 201
    session = answer.json
    assert (session["role"], session["office"]) == ("citizen", None)
    assert datetime.fromisoformat(session["expires_at"]) == MONDAY + timedelta(hours=2)
    me = town.caller.signed_in(session["token"]).get("/v1/me").json
    assert me["id"] == identifiers.account_id(OPENID)


def test_the_same_person_is_the_same_account_and_others_are_others(town):
    first, second, other = (
        town.citizen(openid).get("/v1/me").json["id"] for openid in (OPENID, OPENID, "another")
    )
    assert first == second != other


def test_the_openid_is_kept_sealed_and_in_the_token_there_is_none(town):
    session = town.sign_in("citizen", town.wechat.issue_code(OPENID))
    assert OPENID not in session.text
    assert store.openid_of(identifiers.account_id(OPENID)) == OPENID
    assert places_of(town, OPENID) == []


def test_the_search_for_the_openid_finds_it_where_it_was_injected(town):
    table.put(keys.account("ainjected"), {"openid": OPENID})
    assert places_of(town, OPENID) == ["people"]


def test_an_account_whose_key_is_gone_has_no_openid_any_more(town):
    town.citizen(OPENID)
    account = identifiers.account_id(OPENID)
    place = keys.account(account)
    item = table.get(place)
    table.put(place, {name: value for name, value in item.items() if name != "data_key"})
    sealing.forget()
    assert store.openid_of(account) is None
    assert store.openid_of("anobody") is None
    town.citizen(OPENID)
    assert store.openid_of(account) == OPENID


def test_signing_in_costs_one_call_of_kms_and_later_none(town):
    for calls in (1, 0):
        town.sandbox.calls.clear()
        town.citizen(OPENID)
        assert sum(call.service == "kms" for call in town.sandbox.calls) == calls


@pytest.mark.parametrize("kind", ["citizen", "staff"])
def test_a_code_that_was_used_or_made_up_lets_nobody_in(town, kind):
    partner = town.wechat if kind == "citizen" else town.wecom
    code = partner.issue_code("town1")
    assert town.sign_in(kind, code).status == 201
    for bad in (code, "made-up"):
        answer = town.sign_in(kind, bad)
        assert (answer.status, answer.json["code"][-5:]) == (401, ".code")


@pytest.mark.parametrize("code", ["", "x" * 513, "a b", "中"])
def test_what_cannot_be_a_code_is_not_asked_about(town, code):
    assert town.sign_in("citizen", code).status == 422


@pytest.mark.parametrize("kind", ["citizen", "staff"])
def test_nobody_signs_in_while_the_partner_is_down(town, kind):
    town.wechat.down = town.wecom.down = True
    answer = town.sign_in(kind, "code-000001")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


def test_staff_sign_in_with_their_office_and_posts(town):
    session = town.sign_in("staff", town.wecom.issue_code("county2")).json
    assert session["role"] == "staff"
    assert (session["office"], session["office_name"]) == (COUNTY, "龙潭区")
    assert session["posts"] == ["case_worker", "finance", "leader"]
    assert datetime.fromisoformat(session["expires_at"]) == MONDAY + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("person", "code"), [("visitor", "wecom.not_a_member"), ("cook", "session.not_staff")]
)
def test_a_stranger_or_a_member_without_a_post_does_not_get_in(town, person, code):
    answer = town.sign_in("staff", town.wecom.issue_code(person))
    assert (answer.status, answer.json["code"]) == (403, code)


@pytest.mark.parametrize(("last_day", "works"), [(18, False), (19, True)])
def test_staff_get_in_until_their_last_day(town, last_day, works):
    until = date(2022, 12, last_day)
    store.save(replace(store.find("town1"), until=until))
    answer = town.sign_in("staff", town.wecom.issue_code("town1"))
    assert answer.status == (201 if works else 403)


def test_one_who_leaves_is_out_at_once(town):
    clerk = town.staff("town1")
    assert clerk.get("/v1/me").status == 200
    store.save(replace(store.find("town1"), until=date(2022, 12, 18)))
    answer = clerk.get("/v1/me")
    assert (answer.status, answer.json["code"]) == (401, "session.ended")


def test_a_transfer_takes_effect_at_once(town):
    clerk = town.staff("town1")
    before = store.find("town1")
    assert clerk.get("/v1/me").json["office"] == TOWNSHIP
    store.save(replace(before, office=COUNTY), before)
    assert clerk.get("/v1/me").json["office"] == COUNTY


@pytest.mark.parametrize("knows_before", [True, False])
def test_a_wecom_user_who_was_given_to_somebody_else_signs_nobody_in(town, knows_before):
    """Whether or not whoever entered the new one said which it was before."""
    before = store.find("town1")
    store.save(replace(before, wecom_userid="cook"), before if knows_before else None)
    answer = town.sign_in("staff", town.wecom.issue_code("town1"))
    assert (answer.status, answer.json["code"]) == (403, "session.not_staff")
    assert town.staff("cook").get("/v1/me").json["id"] == "town1"


def test_whoever_says_that_they_are_away_while_they_are_moved_is_not_put_back(town):
    """Every interleaving with whoever enters that they work at the county now."""
    clerk, before = town.staff("town1"), store.find("town1")
    away = {"since": "2022-12-19", "until": "2022-12-20", "deputy": "town2"}
    moved = replace(before, office=COUNTY)

    def prepare():
        return [
            lambda: clerk.post("/v1/me/absence", away),
            lambda: store.save(moved),
        ]

    seen = set()
    for schedule, (answer, _) in interleavings(town.sandbox, prepare):
        seen.add(answer.status)
        assert store.find("town1").office == COUNTY, schedule
    assert seen == {200, 422}


def test_who_was_entered_when_capitals_made_a_difference_signs_in_and_is_moved_on_saving(town):
    before = store.find("town1")
    written = replace(before, wecom_userid="Town1")
    row = {name: one for name, one in table.get(keys.staff("town1")).items() if name[1:] != "k"}
    old = keys.wecom_users("Town1")[1]
    table.put(keys.staff("town1"), {**row, "wecom": "Town1"})
    table.put(old, {**row, "wecom": "Town1"})
    table.delete(keys.wecom_user("town1"))
    assert town.staff("Town1").get("/v1/me").json["id"] == "town1"
    store.save(replace(written, wecom_userid="town1"), store.find("town1"))
    assert table.get(old) is None
    assert town.staff("Town1").get("/v1/me").json["id"] == "town1"
