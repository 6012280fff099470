"""Masked data is opened for a purpose: so much a day, and what is odd is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import looks
from chalicelib.case.case import load
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import day_of
from chalicelib.oversight import service, store
from local.population.families import MOTHER_OF_TWO
from local.population.residents import resident
from local.town.client import Client
from local.town.people import Citizen
from tests.support.desk import Desk
from tests.system.api.conftest import scene
from tests.system.api.scenes import declined
from tests.system.api.test_reconsiderations import asks, drawn, reads, refused
from tests.system.api.test_relatives import registers

COUNTY = "220203000000"
PEOPLE = ("车永福", "白玉兰", "田守义")


@pytest.fixture
def few(monkeypatch):
    """Two cases on a day are a sign, and three too many."""
    amounts = {service.SIGN_FROM: 2, service.MOST: 2}
    value = service.Law.parameters.fget

    class Few:
        def __init__(self, real):
            self._real = real

        def value(self, name, **where):
            if name in amounts:
                return replace(self._real.value(name), amount=amounts[name])
            return self._real.value(name, **where)

        def __getattr__(self, name):
            return getattr(self._real, name)

    monkeypatch.setattr(service.Law, "parameters", property(lambda law: Few(value(law))))


def applied(town, number):
    """Somebody who lives alone and has applied."""
    alone = (resident(PEOPLE[number], f"195{number}-03-09", 40 + number),)
    family = Citizen(town, f"looked-at-{number}", replace(MOTHER_OF_TWO, residents=alone))
    family.apply()
    return family


def client(town, userid):
    return Client(town.url, lambda: town.staff_session(userid))


def signs(town, userid="longtan-leader"):
    return client(town, userid).get("/v1/signs")["signs"]


def test_more_than_enough_is_refused_until_tomorrow_and_the_county_is_told(town, few):
    families = [applied(town, number) for number in range(3)]
    desk = Desk(town)
    desk.signs_in("shanqian1")
    paths = [f"/desk/cases/{one.case_id}?purpose=review" for one in families]
    assert [desk.get(path).status for path in paths] == [200, 200, 409]
    assert "今天已经打开 2 件" in desk.page.text
    assert desk.get(paths[0]).status == 200
    assert desk.get(paths[2].partition("?")[0]).status == 200
    (sign,) = signs(town)
    assert (sign["kind"], sign["staff"]) == ("too_many", "shanqian1")


def test_a_photo_is_opened_like_what_is_masked(town, few):
    families = [applied(town, number) for number in range(3)]
    papers = [load(one.case_id).doc("application")["papers"][0]["digest"] for one in families]
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    desk, api = Desk(town), client(town, "shanqian1")
    desk.signs_in("shanqian1")
    paths = [
        f"/cases/{one.case_id}/papers/{of}?purpose=review"
        for one, of in zip(families, papers, strict=True)
    ]
    assert [desk.get(f"/desk{path}").status for path in paths] == [303, 303, 409]
    assert declined(api.get, f"/v1{paths[2]}") == (409, "reveal.enough")
    assert api.get(f"/v1{paths[0]}")["url"]
    assert declined(api.get, f"/v1{paths[0].partition('?')[0]}") == (422, "reveal.for_what")
    assert [one["kind"] for one in signs(town)] == ["too_many"]
    assert {one["what"] for one in looks.history(load(families[0].case_id))} == {"paper"}


def test_a_look_at_the_own_family_is_a_sign_that_the_countys_leader_answers(town):
    family = applied(town, 0)
    clerk = scene(town, "clerk", MOTHER_OF_TWO).clerk("220203007000")
    registers(clerk, family.household.residents[0].identity_number)
    path = f"/v1/cases/{family.case_id}"
    clerk.client.get(path)
    assert signs(town) == []
    clerk.client.get(f"{path}?purpose=review")
    clerk.client.get(f"{path}?purpose=audit")
    (sign,) = signs(town)
    assert (sign["kind"], sign["cases"]) == ("own_family", [family.case_id])
    assert signs(town, clerk.persona.userid) == []
    desk = Desk(town)
    desk.signs_in("longtan-leader")
    here = f"/desk/signs/{sign['sign_id']}"
    assert "查阅了近亲属家的申请" in desk.get(here).text
    page = desk.sends(here, outcome="not_for_work", reason="已经约谈，停用一周")
    assert "已经处理" in page.text
    assert signs(town) == []


def test_a_look_at_a_neighbour_is_a_sign(town):
    family = applied(town, 0)
    clerk = scene(town, "clerk", MOTHER_OF_TWO).clerk("220203007000")
    other = MOTHER_OF_TWO.residents[2].identity_number
    registers(clerk, other, kinship="self", home=MOTHER_OF_TWO.living_area)
    clerk.client.get(f"/v1/cases/{family.case_id}?purpose=review")
    assert [one["kind"] for one in signs(town)] == ["neighbour"]


def test_nobody_answers_the_sign_about_themselves(town):
    family = applied(town, 0)
    leader = scene(town, "leader", MOTHER_OF_TWO).clerk(COUNTY, Post.LEADER)
    registers(leader, family.household.residents[0].identity_number)
    leader.client.get(f"/v1/cases/{family.case_id}?purpose=audit")
    assert signs(town) == []


def test_the_countys_leader_finds_a_sign_on_their_list(town):
    family = applied(town, 0)
    clerk = scene(town, "clerk", MOTHER_OF_TWO).clerk("220203007000")
    registers(clerk, family.household.residents[0].identity_number)
    clerk.client.get(f"/v1/cases/{family.case_id}?purpose=review")
    desk = Desk(town)
    assert "/desk/signs/" in desk.signs_in("longtan-leader").text


def test_who_opened_enough_opens_no_reconsideration_before_tomorrow(town, few):
    stage = refused(town)[0]
    asked = asks(stage)
    officer = drawn(town, asked)
    now = town.clock.now()
    for number in range(2):
        store.open_case(day_of(now), officer.persona.userid, f"c-{number}", number, now)
    assert declined(reads, officer, asked) == (409, "reveal.enough")
    stage.later(days=1)
    reads(officer, asked)
    assert store.opened_on(day_of(town.clock.now()), officer.persona.userid, "c-other")[0] == 1
