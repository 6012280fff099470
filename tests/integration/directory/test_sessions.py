"""Sessions: renewed, shown, ended; what needs a fresh sign-in; who signed in, and who could not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.directory import keys, store
from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Actor, Role
from chalicelib.platform.store import identifiers, table
from tests.conftest import MONDAY
from tests.support.interleavings import interleavings

OPENID = "openid-of-the-mother"
DAY = 24 * 3600


def later(town, **time):
    town.sandbox.clock.sleep_until(town.sandbox.clock.now() + timedelta(**time))


def code_of(answer):
    return (answer.status, answer.json.get("code"))


def renewed(town, clerk):
    return town.caller.signed_in(clerk.post("/v1/sessions/renewal", {}, key="").json["token"])


def signs_in_later(town):
    later(town, seconds=1)
    return town.staff("town1")


def sign_out(one):
    return one.post("/v1/sign-out", {}, key="")


def end(one, **which):
    return one.post("/v1/sessions/end", which, key="")


def end_of(leader, who):
    return leader.post(f"/v1/staff/{who}/sessions/end", {}, key="")


def recorded(who):
    return [(line.outcome, line.by) for line in sign_ins.history(who, MONDAY)]


# Short life, and renewal.


def test_staff_who_are_idle_for_half_an_hour_sign_in_again(town):
    clerk = town.staff("town1")
    later(town, minutes=29)
    assert clerk.get("/v1/me").status == 200
    later(town, minutes=1)
    assert code_of(clerk.get("/v1/me")) == (401, "session.expired")


def test_staff_who_go_on_working_renew_their_session_until_the_day_is_over(town):
    clerk = town.staff("town1")
    for _ in range(24):
        later(town, minutes=29)
        clerk = renewed(town, clerk)
        assert clerk.get("/v1/me").status == 200
    later(town, minutes=24)  # twelve hours since signing in
    assert code_of(clerk.get("/v1/me")) == (401, "session.expired")


def test_a_session_that_is_over_is_not_renewed(town):
    clerk = town.staff("town1")
    later(town, minutes=30)
    assert code_of(clerk.post("/v1/sessions/renewal", {}, key="")) == (401, "session.expired")


def test_a_citizen_signs_in_again_unseen_and_renews_nothing(town):
    answer = town.citizen(OPENID).post("/v1/sessions/renewal", {}, key="")
    assert code_of(answer) == (403, "session.audience")


# Ending sessions.


def test_whoever_signs_out_is_out_at_once_and_on_the_other_phone_still_in(town):
    for one, other in (
        (town.citizen(OPENID), town.citizen(OPENID)),
        (town.staff("town1"), town.staff("town1")),
    ):
        assert sign_out(one).json == {"ended": 1}
        assert code_of(one.get("/v1/me")) == (401, "session.signed_out")
        assert code_of(sign_out(one)) == (401, "session.signed_out")
        assert other.get("/v1/me").status == 200


def test_a_token_that_was_renewed_ends_with_its_session(town):
    clerk = town.staff("town1")
    again = renewed(town, clerk)
    sign_out(again)
    assert code_of(clerk.get("/v1/me")) == (401, "session.signed_out")


def test_somebody_sees_the_open_sessions_and_ends_the_one_of_the_lost_phone(town):
    lost = town.citizen(OPENID)
    later(town, minutes=1)
    phone = town.citizen(OPENID)
    first, own = phone.get("/v1/sessions").json["sessions"]
    assert (first["current"], own["current"]) == (False, True)
    assert datetime.fromisoformat(first["started_at"]) == MONDAY
    assert end(phone, session_id=first["session_id"]).json == {"ended": 1}
    assert code_of(lost.get("/v1/me")) == (401, "session.signed_out")
    assert [one["current"] for one in phone.get("/v1/sessions").json["sessions"]] == [True]


def test_nobody_ends_the_session_of_another(town):
    stranger, clerk = town.staff("town2"), town.staff("town1")
    (own,) = clerk.get("/v1/sessions").json["sessions"]
    refused = end(stranger, session_id=own["session_id"])
    assert code_of(refused) == (404, "session.not_found")
    assert clerk.get("/v1/me").status == 200


def test_somebody_ends_all_sessions_the_own_one_too(town):
    phones = [town.citizen(OPENID) for _ in range(3)]
    assert end(phones[0]).json == {"ended": 3}
    assert {phone.get("/v1/me").status for phone in phones} == {401}


def test_of_more_sessions_than_may_be_open_the_oldest_ends(town):
    first, *others = [signs_in_later(town) for _ in range(sign_ins.MOST_OPEN + 1)]
    assert code_of(first.get("/v1/me")) == (401, "session.signed_out")
    assert {one.get("/v1/me").status for one in others} == {200}


def test_a_leader_ends_every_session_of_somebody_who_left(town):
    clerk, leader = town.staff("town1"), town.staff("county2")
    later(town, minutes=1)
    store.save(replace(store.find("town1"), until=date(2022, 12, 18)))
    assert end_of(leader, "town1").json == {"ended": 1}
    store.save(replace(store.find("town1"), until=None))  # who comes back signs in anew
    assert code_of(clerk.get("/v1/me")) == (401, "session.signed_out")
    assert recorded("town1") == [("session.closed", "county2"), ("session.begun", "")]
    sign_ins = signs_in_later(town).get("/v1/sessions").json["sign_ins"]
    assert [(one["outcome_words"], one["ended_by_other"]) for one in sign_ins] == [
        ("已登录", False), ("已结束登录", True), ("已登录", False),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["county1", "town2", "nobody"])
def test_a_leader_ends_no_session_above_or_of_nobody_and_a_clerk_none(town, who):
    leader = town.staff("county1" if who == "town2" else "town2")
    assert code_of(end_of(leader, who)) == (404, "staff.not_found")


# A fresh sign-in.


def test_ending_other_sessions_needs_a_sign_in_of_the_last_quarter_of_an_hour(town):
    leader = town.staff("county2")
    later(town, minutes=14, seconds=59)
    assert end_of(leader, "town1").status == 200
    later(town, seconds=1)
    leader = renewed(town, leader)  # a renewal is no sign-in
    for refused in (end_of(leader, "town1"), end(leader)):
        assert code_of(refused) == (401, "session.not_fresh")
        assert refused.headers["WWW-Authenticate"] == (
            'Bearer error="insufficient_user_authentication", max_age="900"'
        )
    assert code_of(end_of(leader, "city1")) == (404, "staff.not_found")
    assert sign_out(leader).status == 200


# What is on record.


def rows(town, name):
    found = town.sandbox.table_items(name)
    return [row for row in found if row["pk"]["S"].startswith("SIGNIN#")]


@pytest.mark.parametrize(
    ("kind", "person", "code"),
    [
        ("citizen", None, "wechat.code"),
        ("staff", None, "wecom.code"),
        ("staff", "visitor", "wecom.not_a_member"),
        ("staff", "cook", "session.not_staff"),
    ],
)
def test_a_sign_in_that_was_refused_is_on_record_under_its_address(town, kind, person, code):
    town.sign_in(kind, town.wecom.issue_code(person) if person else "made-up")
    (row,) = rows(town, "people")
    assert row["pk"]["S"] == "SIGNIN#" + identifiers.keyed_hash("address", "")
    assert (row["outcome"]["S"], row["at"]["S"]) == (code, "2022-12-19T01:00:00Z")
    assert row["address"] == row["pk"] | {"S": row["pk"]["S"].removeprefix("SIGNIN#")}


def test_who_left_and_tries_to_sign_in_is_on_record_by_name(town):
    store.save(replace(store.find("town1"), until=date(2022, 12, 18)))
    town.sign_in("staff", town.wecom.issue_code("town1"))
    assert recorded("town1") == [("session.not_staff", "")]


def test_nothing_is_on_record_while_the_partner_is_down(town):
    town.wecom.down = True
    town.sign_in("staff", "code-000001")
    assert rows(town, "people") == []


def test_a_sign_in_is_kept_a_year_and_holds_nothing_personal(town):
    account = identifiers.account_id(OPENID)
    phone = town.citizen(OPENID)
    (row,) = rows(town, "people")
    assert row["pk"]["S"] == f"SIGNIN#{account}"
    assert int(row["expires"]["N"]) == MONDAY.timestamp() + 365 * DAY
    assert row["session"]["S"] == phone.get("/v1/sessions").json["sessions"][0]["session_id"]
    assert OPENID not in str(row)


def test_an_open_session_is_forgotten_some_time_after_it_is_over(town):
    town.staff("town1")
    (item,) = table.query("directory", keys.staff("town1").pk, prefix="SESSION#")
    assert item["expires"] == MONDAY.timestamp() + 12 * 3600


# What it costs, and two at once.


@pytest.mark.parametrize("role", ["citizen", "staff"])
def test_the_api_finds_by_one_call_who_asks(town, role):
    one = town.citizen(OPENID) if role == "citizen" else town.staff("town1")
    one.get("/v1/me")
    town.sandbox.calls.clear()
    one.get("/v1/me")
    assert [call.service for call in town.sandbox.calls] == ["dynamodb"]


def test_two_who_sign_in_at_once_are_both_in_and_who_is_ended_meanwhile_is_not(town):
    person = Actor("town1", Role.STAFF)
    for second in range(sign_ins.MOST_OPEN):
        sign_ins.begin(person, "", MONDAY + timedelta(seconds=second))
    now = MONDAY + timedelta(minutes=1)

    def prepare():
        opened = sign_ins.open_of("town1", Role.STAFF, now)
        signing_in = lambda: sign_ins.begin(person, "", now)  # noqa: E731
        return [signing_in, signing_in, lambda: sign_ins.end(opened, person, now)]

    for _, (one, other, ended) in interleavings(town.sandbox, prepare):
        left = {session.id for session in sign_ins.open_of("town1", Role.STAFF, now)}
        assert (left, ended) == ({one.id, other.id}, sign_ins.MOST_OPEN)


def test_a_sign_in_that_dies_half_way_leaves_nothing_or_is_on_record(town):
    def dies(when, call):
        if (when, call.operation) == ("before", "TransactWriteItems"):
            raise KeyboardInterrupt

    town.sandbox.hooks.append(dies)
    with pytest.raises(KeyboardInterrupt):
        sign_ins.begin(Actor("town1", Role.STAFF), "", MONDAY)
    assert rows(town, "people") == []
    assert sign_ins.open_of("town1", Role.STAFF, MONDAY) == []


@pytest.mark.parametrize("kind", ["citizen", "staff"])
def test_whoever_signs_in_again_from_the_same_phone_leaves_no_session_behind(town, kind):
    partner, person = (town.wechat, OPENID) if kind == "citizen" else (town.wecom, "town1")
    before = town.citizen(person) if kind == "citizen" else town.staff(person)
    later(town, minutes=1)
    stranger = town.staff("town2")
    for phone, left in ((stranger, 200), (before, 401)):  # of another nothing ends
        code = {"code": partner.issue_code(person)}
        assert phone.post(f"/v1/sessions/{kind}", code, key="").status == 201
        assert before.get("/v1/me").status == left
    assert stranger.get("/v1/me").status == 200


def test_a_token_that_is_none_keeps_nobody_from_signing_in(town):
    old = town.caller.signed_in("a.b.c")
    code = {"code": town.wechat.issue_code(OPENID)}
    assert old.post("/v1/sessions/citizen", code, key="").status == 201


def test_a_sign_in_that_is_kept_no_longer_is_not_shown_while_the_table_still_has_it(quiet):
    sign_ins.begin(Actor("town1", Role.STAFF), "", MONDAY)
    until = MONDAY + sign_ins.STORED_FOR
    assert [len(sign_ins.history("town1", at)) for at in (until - timedelta(seconds=1), until)] == [
        1,
        0,
    ]
