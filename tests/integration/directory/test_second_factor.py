"""The second factor of staff: asked for by the policy, given, wrong, used, locked, and reset."""

from datetime import timedelta

import pytest

from chalicelib.directory import keys
from chalicelib.directory import store as directory
from chalicelib.directory.sessions import authenticators, one_time_codes, second_factor, sign_ins
from chalicelib.domain.actors import Role
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import sealing, table
from tests.conftest import CITY, COUNTY, MONDAY, TOWNSHIP
from tests.integration.faults.test_looks import dies
from tests.support.authenticator import STRICT, Authenticator
from tests.support.interleavings import interleavings


@pytest.fixture
def strict(town, tmp_path, monkeypatch):
    """A town whose policy asks a second factor from the county on."""
    govern(tmp_path, monkeypatch, STRICT)
    yield town
    settings.cache_clear()


def govern(folder, monkeypatch, pack):
    (folder / "pack.toml").write_text(pack)
    monkeypatch.setenv("POLICY_PACK", str(folder))
    settings.cache_clear()


def later(town, **time):
    town.sandbox.clock.sleep_until(town.sandbox.clock.now() + timedelta(**time))


def code_of(answer):
    return (answer.status, answer.json.get("code"))


def make(session):
    return session.post("/v1/me/authenticator", {}, key="")


def give(session, code):
    return session.post("/v1/sessions/code", {"authenticator_code": code}, key="")


def enrolled(town, who):
    """A session of somebody who owes a code, and the authenticator that they have set up."""
    session = town.staff(who)
    return session, Authenticator(make(session).json["secret"], town.sandbox.clock)


def proven(town, who):
    """Somebody who gave their first code, and their authenticator."""
    session, phone = enrolled(town, who)
    return town.caller.signed_in(give(session, phone.code()).json["token"]), phone


def reset(by, who):
    return by.post(f"/v1/staff/{who}/authenticator/reset", {}, key="")


def recorded(who):
    return [(line.outcome, line.by) for line in sign_ins.history(who, MONDAY)]


# Who is asked.


def test_the_township_is_not_asked(strict):
    answer = strict.sign_in("staff", strict.wecom.issue_code("town1"))
    assert answer.json["owes_code"] is False
    clerk = strict.caller.signed_in(answer.json["token"])
    assert clerk.get("/v1/tasks").status == 200
    assert (
        code_of(make(clerk)) == code_of(give(clerk, "123456")) == (409, "authenticator.not_asked")
    )


@pytest.mark.parametrize("who", ["county1", "county2", "city1"])
def test_county_and_above_may_do_nothing_before_their_code(strict, who):
    answer = strict.sign_in("staff", strict.wecom.issue_code(who))
    assert answer.json["owes_code"] is True
    session = strict.caller.signed_in(answer.json["token"])
    for asked in ("/v1/me", "/v1/tasks", "/v1/sessions", "/v1/releases"):
        assert code_of(session.get(asked)) == (401, "authenticator.owed"), asked
    renewal = session.post("/v1/sessions/renewal", {}, key="")
    assert code_of(renewal) == (401, "authenticator.owed")
    assert code_of(reset(session, "town1")) == (401, "authenticator.owed")
    assert session.post("/v1/sign-out", {}, key="").status == 200


def test_where_the_policy_asks_nobody_nobody_is_asked(town):
    assert town.sign_in("staff", town.wecom.issue_code("county1")).json["owes_code"] is False


def test_the_policy_says_from_which_day(town, tmp_path, monkeypatch):
    tuesday = "2022-12-20"
    govern(tmp_path, monkeypatch, STRICT.replace("from = 2021-07-01", f"from = {tuesday}"))
    before = town.staff("county1")
    later(town, days=1)
    assert before.get("/v1/me").status == 401  # over since long
    assert code_of(town.staff("county1").get("/v1/me")) == (401, "authenticator.owed")
    assert town.staff("town1").get("/v1/me").status == 200
    settings.cache_clear()


def test_a_level_above_leaves_the_county_out(town, tmp_path, monkeypatch):
    govern(tmp_path, monkeypatch, STRICT.replace('"county"', '"prefecture"'))
    assert authenticators.asked_of(CITY, MONDAY) is True
    assert authenticators.asked_of(COUNTY, MONDAY) is authenticators.asked_of(TOWNSHIP, MONDAY)
    settings.cache_clear()


def test_who_is_moved_to_the_county_is_asked_in_the_session_that_is_open(strict):
    clerk, before = strict.staff("town1"), directory.find("town1")
    moved = directory.Staff("town1", "town1", COUNTY, before.posts, before.since)
    directory.save(moved, before)
    assert code_of(clerk.get("/v1/me")) == (401, "authenticator.owed")
    phone = Authenticator(make(clerk).json["secret"], strict.sandbox.clock)
    assert give(clerk, phone.code()).status == 201


# The code.


def test_the_right_code_opens_a_session_in_the_place_of_the_one_that_owed_it(strict):
    owing, phone = enrolled(strict, "county1")
    answer = give(owing, phone.code())
    assert (answer.status, answer.json["owes_code"]) == (201, False)
    clerk = strict.caller.signed_in(answer.json["token"])
    assert clerk.get("/v1/me").json["id"] == "county1"
    assert len(clerk.get("/v1/sessions").json["sessions"]) == 1
    assert code_of(owing.get("/v1/me")) == (401, "session.signed_out")


def test_the_next_sign_in_asks_for_another_code_of_the_same_authenticator(strict):
    _, phone = proven(strict, "county1")
    later(strict, minutes=1)
    session = strict.staff("county1")
    assert code_of(make(session)) == (409, "authenticator.known")
    assert give(session, phone.code()).status == 201


def test_a_wrong_code_opens_nothing_and_says_how_often_one_may_try(strict):
    session, phone = enrolled(strict, "county1")
    answer = give(session, phone.wrong())
    assert code_of(answer) == (422, "authenticator.wrong")
    assert answer.json["errors"][0]["pointer"] == "/authenticator_code"
    assert "4" in answer.json["errors"][0]["detail"]
    assert code_of(session.get("/v1/me")) == (401, "authenticator.owed")
    assert ("authenticator.wrong", "") in recorded("county1")


@pytest.mark.parametrize("given", ["12345", "1234567", "abcdef", "１２３４５６", ""])
def test_what_is_no_code_is_not_counted(strict, given):
    session, phone = enrolled(strict, "county1")
    for _ in range(6):
        assert give(session, given).status == 422
    assert give(session, phone.code()).status == 201


def test_a_code_works_once(strict):
    _, phone = proven(strict, "county1")
    again = strict.staff("county1")
    assert code_of(give(again, phone.code())) == (422, "authenticator.used")
    assert code_of(give(again, phone.code(-1))) == (422, "authenticator.used")
    assert give(again, phone.code(1)).status == 201


def test_of_two_who_give_one_code_at_once_one_gets_in(strict):
    _, phone = proven(strict, "county1")
    later(strict, minutes=1)
    found, now = [], strict.sandbox.clock.now()
    actor = sign_ins.actor_behind(owing_session(strict))

    def prepare():
        for one in sign_ins.open_of("county1", Role.STAFF, now):
            table.delete(sign_ins.place_of(one))
        table.put(authenticators.place("county1"), held)
        sessions = [sign_ins.begin(actor, "", now, code=sign_ins.OWED) for _ in range(2)]
        code = phone.code()
        return [
            lambda one=one: second_factor.prove(actor, code, "", now, one).id for one in sessions
        ]

    held = {
        name: value
        for name, value in table.get(authenticators.place("county1")).items()
        if name not in {"pk", "sk"}
    }
    for schedule, outcomes in interleavings(strict.sandbox, prepare):
        refused = [one for one in outcomes if getattr(one, "code", "") == "authenticator.used"]
        assert len(refused) == 1, (schedule, outcomes)
        found.append(schedule)
    assert len(found) > 1


def owing_session(town):
    town.staff("county1")
    (owing,) = [
        one
        for one in sign_ins.open_of("county1", Role.STAFF, town.sandbox.clock.now())
        if table.get(sign_ins.place_of(one))["code"] == sign_ins.OWED
    ]
    return owing


@pytest.mark.parametrize(("ahead", "status"), [(-1, 201), (0, 201), (1, 201), (-2, 422), (2, 422)])
def test_a_clock_may_be_one_step_off_and_a_late_code_opens_nothing(strict, ahead, status):
    session, phone = enrolled(strict, "county1")
    assert give(session, phone.code(ahead)).status == status


def test_the_code_of_somebody_else_opens_nothing(strict):
    session, own = enrolled(strict, "county1")
    _, another = enrolled(strict, "county2")
    assert code_of(give(session, another.code())) == (422, "authenticator.wrong")
    assert give(session, own.code()).status == 201


def test_without_an_authenticator_no_code_is_right(strict):
    assert code_of(give(strict.staff("county1"), "123456")) == (409, "authenticator.none")


# Guessing.


def test_five_wrong_codes_lock_it_for_a_quarter_of_an_hour(strict):
    session, phone = enrolled(strict, "county1")
    for left in (4, 3, 2, 1):
        assert str(left) in give(session, phone.wrong()).json["errors"][0]["detail"]
    last = give(session, phone.wrong())
    assert code_of(last) == (429, "authenticator.locked")
    assert last.headers["Retry-After"] == "900"
    assert "09:15" in last.json["detail"]
    assert "重设" in last.json["next"]
    assert code_of(give(session, phone.code())) == (429, "authenticator.locked")
    assert code_of(give(strict.staff("county1"), phone.code())) == (429, "authenticator.locked")
    later(strict, minutes=15)
    assert give(session, phone.code()).status == 201


def test_a_right_code_begins_the_count_anew(strict):
    session, phone = enrolled(strict, "county1")
    for _ in range(4):
        give(session, phone.wrong())
    assert give(session, phone.code()).status == 201
    session = strict.staff("county1")
    for _ in range(4):
        assert code_of(give(session, phone.wrong())) == (422, "authenticator.wrong")


def test_of_many_who_guess_at_once_each_is_counted(strict):
    session, phone = enrolled(strict, "county1")
    give(session, phone.code())
    later(strict, minutes=1)
    owing, now = owing_session(strict), strict.sandbox.clock.now()
    actor, wrong = sign_ins.actor_behind(owing), phone.wrong()
    held = strict.sandbox.snapshot()
    schedules = 0

    def prepare():
        strict.sandbox.restore(held)
        return [lambda: second_factor.prove(actor, wrong, "", now, owing)] * 2

    for schedule, _ in interleavings(strict.sandbox, prepare):
        assert authenticators.find("county1").wrong == 2, schedule
        schedules += 1
    assert schedules > 1


# The secret.


def test_the_secret_is_sealed_and_told_once(strict):
    session, _ = enrolled(strict, "county1")
    again = make(session).json["secret"]  # lost before it was used
    tables = ("cases", "trail", "people", "money", "directory", "public")
    assert [name for name in tables if again in str(strict.sandbox.table_items(name))] == []
    assert authenticators.find("county1").secret


def test_a_secret_that_was_shown_before_is_void(strict):
    session, first = enrolled(strict, "county1")
    second = Authenticator(make(session).json["secret"], strict.sandbox.clock)
    assert code_of(give(session, first.code())) == (422, "authenticator.wrong")
    assert give(session, second.code()).status == 201


def test_a_secret_that_is_put_beside_somebody_else_does_not_open(strict):
    enrolled(strict, "county1")
    item = table.get(keys.authenticator("county1"))
    table.put(
        keys.authenticator("county2"),
        {name: value for name, value in item.items() if name not in {"pk", "sk"}},
    )
    sealing.forget()
    session = strict.staff("county2")
    assert give(session, "123456").status == 500


# Lost.


def test_two_reset_what_was_lost_and_then_another_is_set_up(strict):
    holder, _ = proven(strict, "county1")
    leader, _ = proven(strict, "county2")
    city, _ = proven(strict, "city1")
    assert reset(leader, "county1").json == {"staff_id": "county1", "reset": False}
    assert holder.get("/v1/me").status == 200
    assert reset(city, "county1").json["reset"] is True
    assert code_of(holder.get("/v1/me")) == (401, "session.signed_out")
    assert {("authenticator.reset_asked", "county2"), ("authenticator.reset", "city1")} <= {
        *recorded("county1")
    }
    later(strict, minutes=1)
    assert proven(strict, "county1")[0].get("/v1/me").status == 200


def test_one_alone_resets_nothing_nor_does_the_holder(strict):
    holder, _ = proven(strict, "county2")
    city, _ = proven(strict, "city1")
    assert code_of(reset(holder, "county2")) == (409, "authenticator.four_eyes")
    assert reset(city, "county2").json["reset"] is False
    assert code_of(reset(city, "county2")) == (409, "authenticator.four_eyes")
    assert code_of(reset(holder, "county2")) == (409, "authenticator.four_eyes")
    assert authenticators.find("county2")


def test_one_of_the_two_is_a_leader(strict):
    colleague()
    proven(strict, "county1")
    one, _ = proven(strict, "county3")
    another, _ = proven(strict, "county4")
    leader, _ = proven(strict, "county2")
    assert reset(one, "county1").json["reset"] is False
    assert code_of(reset(another, "county1")) == (409, "authenticator.leader")
    assert reset(leader, "county1").json["reset"] is True


def colleague():
    like = directory.find("county1")
    for id_ in ("county3", "county4"):
        directory.save(directory.Staff(id_, id_, COUNTY, like.posts, like.since))


def test_what_one_asked_for_waits_a_day(strict):
    proven(strict, "county1")
    leader, _ = proven(strict, "county2")
    reset(leader, "county1")
    later(strict, hours=24)
    city, _ = proven(strict, "city1")
    assert reset(city, "county1").json["reset"] is False


def test_a_reset_needs_a_fresh_sign_in_and_an_office_that_is_not_below(strict):
    leader, _ = proven(strict, "county2")
    later(strict, minutes=16)
    assert code_of(reset(leader, "county1")) == (401, "session.not_fresh")
    town = strict.staff("town2")
    assert code_of(reset(town, "county1")) == (404, "staff.not_found")


def test_where_there_is_none_nothing_is_reset(strict):
    leader, _ = proven(strict, "county2")
    assert code_of(reset(leader, "town1")) == (409, "authenticator.none")


# A process that dies.


def test_a_code_whose_process_dies_is_used_with_its_session_or_not_at_all(strict):
    proven(strict, "county1")
    later(strict, minutes=1)
    owing, now = owing_session(strict), strict.sandbox.clock.now()
    actor = sign_ins.actor_behind(owing)
    held, point, died = strict.sandbox.snapshot(), 0, True
    step = authenticators.find("county1").step
    secret = authenticators.find("county1").secret
    code = one_time_codes.code(secret, one_time_codes.step_at(now))
    while died:
        strict.sandbox.restore(held)
        died = dies(strict.sandbox, lambda: second_factor.prove(actor, code, "", now, owing), point)
        used = authenticators.find("county1").step > step
        opened = sign_ins.open_of("county1", Role.STAFF, now)
        states = [table.get(sign_ins.place_of(one))["code"] for one in opened]
        expected = [sign_ins.GIVEN] if used else [sign_ins.OWED]
        assert states[-1:] == expected, point
        point += 1
    assert point > 3


@pytest.mark.parametrize("asked", [False, True])
def test_a_reset_whose_process_dies_is_finished_by_asking_again(strict, asked):
    proven(strict, "county1")
    now = strict.sandbox.clock.now()
    leader, city = (directory.actor_of(one) for one in ("county2", "city1"))
    if asked:
        second_factor.reset("county1", leader, now)
    held, point, died = strict.sandbox.snapshot(), 0, True
    by = city if asked else leader
    while died:
        strict.sandbox.restore(held)
        died = dies(strict.sandbox, lambda: second_factor.reset("county1", by, now), point)
        found = authenticators.find("county1")
        done = found is None if asked else found.reset_by == by.id
        if died and not done:
            second_factor.reset("county1", by, now)
        assert (authenticators.find("county1") is None) is asked, point
        if asked:
            assert sign_ins.open_of("county1", Role.STAFF, now) == [], point
        point += 1
    assert point > 3


def test_a_secret_whose_process_dies_is_made_again(strict):
    session, now = sign_ins.actor_behind(owing_session(strict)), MONDAY
    held, point, died = strict.sandbox.snapshot(), 0, True
    while died:
        strict.sandbox.restore(held)
        died = dies(strict.sandbox, lambda: second_factor.make(session, now), point)
        assert second_factor.make(session, now) == authenticators.find("county1").secret, point
        point += 1
    assert point > 3
