"""Grants that are alike are signed together after a sample was opened, each with its outcome."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest

from chalicelib.case import case as cases_of
from chalicelib.platform.store import trail
from local.population.families import MOTHER_OF_TWO
from local.population.residents import resident
from tests.support.desk import Desk
from tests.system.api.conftest import scene
from tests.system.api.prepared import prepared_families
from tests.system.api.scenes import REASON, declined
from tests.system.api.test_relatives import registers

COUNTY = "220203000000"
NAMES = ("乔素梅", "车永兰", "田守芳", "白玉兰")
YEARS = "0134"
"""The last digit of the years in which these were born: of them departments leave nothing open."""


def mother(number, maintenance=50_000):
    """A family like the mother of two, of other people."""
    born = f"198{YEARS[number]}-03-12"
    children = (
        resident(f"纪甲{NAMES[number][0]}", f"201{YEARS[number]}-05-20", 26, "child", student=True),
        resident(f"纪乙{NAMES[number][0]}", f"201{YEARS[number]}-09-08", 31, "child", student=True),
    )
    known = {"disability": ("physical", 2), "incomes": {"maintenance": maintenance}}
    one = resident(NAMES[number], born, 22, subsidy=16_000, deposits=185_000, **known)
    return replace(MOTHER_OF_TWO, residents=(one, *children))


LIKE = {f"like-{number}": mother(number) for number in range(3)}
FAMILIES = {**LIKE, "like-3": mother(3, maintenance=120_000)}


def proposed(town, name):
    """A case that the township proposed to grant, before the public."""
    stage = scene(town, name, FAMILIES[name])
    office = stage.applies()
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    stage.accepts(clerk)
    stage.phones(clerk, "独自带两个孩子")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    return stage


@pytest.fixture
def like(town):
    """Three cases alike that wait for the county, and another of a larger income."""

    def play():
        stages = [proposed(town, name) for name in FAMILIES]
        for stage in stages:
            stage.family.waits_for("confirming")
        stages[0].later(minutes=1)
        return stages

    return prepared_families(town, "alike", FAMILIES, play)


@pytest.fixture
def desk(town, like):
    desk = Desk(town)
    desk.signs_in("longtan")
    return desk


def group(desk):
    """The page of the only group, and the cases that its form names."""
    desk.follow(desk.get("/desk/together").link("签批这一组"))
    return re.findall(r'name="cases" value="([^"]+)"', desk.page.text)


def drawn(desk):
    """Where the cases of the sample are opened."""
    return re.findall(r'href="(?:/api)?(/desk/cases/[^"]+purpose=decision)"', desk.page.text)


def signs(desk, cases, reason=REASON):
    here = re.search(r'action="(/desk/together/[^"]+)"', desk.page.text)[1]
    return desk.sends(here, of="cases", cases=cases, reason=reason)


def states(stages):
    return [one.family.case()["state"] for one in stages]


def test_like_grants_are_signed_together_after_the_sample_was_opened(desk, like):
    cases = group(desk)
    assert {one.partition("/")[0] for one in cases} == {one.family.case_id for one in like[:3]}
    assert len(drawn(desk)) == 2
    for path in drawn(desk):
        assert desk.get(path).status == 200
    cases = group(desk)
    page = signs(desk, cases)
    assert "办成 3 件，没有办成 0 件" in page.text
    like[0].later(minutes=1)
    assert states(like) == ["receiving", "receiving", "receiving", "confirming"]
    (confirmed,) = happened(like[0], "confirm")
    assert confirmed["actor"] == "longtan"
    assert cases_of.load(like[0].family.case_id).doc("decision")["together"]["cases"] == 3


def happened(stage, event):
    history = trail.history("case", stage.family.case_id)
    return [one for one in history if one["event"] == event]


def opened(desk):
    """The group's form after its sample was opened, and the cases that it names."""
    group(desk)
    for path in drawn(desk):
        desk.get(path)
    return group(desk)


def test_one_that_changed_meanwhile_stops_no_other(desk, like):
    cases = opened(desk)
    like[1].family.does("withdrawal", reason="不申请了")
    opened(desk)  # another is drawn in its place, if it was of the sample
    page = signs(desk, cases)
    assert "办成 2 件，没有办成 1 件" in page.text
    assert "请打开后单独办理" in page.text
    like[0].later(minutes=1)
    assert states(like) == ["receiving", "withdrawn", "receiving", "confirming"]


def test_whose_relative_is_in_one_of_them_signs_the_others(desk, like):
    cases = opened(desk)
    member = like[2].family.household.residents[0].identity_number
    registers(like[2].county(COUNTY), member)
    like[0].later(minutes=1)
    opened(desk)
    page = signs(desk, cases)
    assert "办成 2 件，没有办成 1 件" in page.text
    assert states(like)[2] == "confirming"
    assert "没有可以并签的" in desk.get("/desk/together").text


def drawn_first(*ids):
    """Cases by their ids, at versions by which they are drawn before others."""

    def lot(named):
        return hashlib.sha256(f"longtan\n{named.replace('/', chr(10))}".encode()).hexdigest()

    return [min((f"{one}/{seq}" for seq in range(1, 4000)), key=lot) for one in ids]


def test_nothing_is_drawn_in_the_place_of_what_is_signed(desk, like):
    invented = drawn_first("c" + "a" * 32, "c" + "b" * 32)
    assert "请先打开" in signs(desk, [*group(desk), *invented]).text
    opened = [one.family.case_id for one in like[:2]]
    for case_id in opened:
        desk.get(f"/desk/cases/{case_id}?purpose=decision")
    forged = [*drawn_first(*opened), *(one for one in group(desk) if one[:33] not in opened)]
    page = signs(desk, forged)
    assert "请先打开" in page.text
    assert states(like) == ["confirming"] * 4


def test_who_found_cases_by_a_search_opened_none_of_them(desk, like):
    looked = like[0].county(COUNTY).client
    found = looked.post("/v1/searches", {"text": "新山社区", "purpose": "decision"})
    assert len(found["cases"]) == 4
    assert "请先打开" in signs(desk, group(desk)).text


def test_a_form_that_is_sent_twice_decides_once(desk, like):
    cases = opened(desk)
    fields = {**desk.page.form("cases"), "cases": cases, "reason": REASON}
    here = re.search(r'action="(/desk/together/[^"]+)"', desk.page.text)[1]
    first = desk.posts(here, fields)
    like[0].later(minutes=1)
    assert desk.posts(here, fields).text == first.text
    assert len(happened(like[0], "confirm")) == 1


def test_a_refusal_is_never_signed_together(like):
    county = like[0].county(COUNTY)
    cases = [f"{one.family.case_id}/10" for one in like[:2]]
    body = {"decision": "decline", "alike": "0" * 32, "cases": cases, "reason": REASON}
    assert declined(county.client.post, "/v1/tasks/decision", body)[0] == 422


def test_a_case_that_is_not_like_the_others_is_decided_by_itself(desk, like):
    for stage in like:
        desk.get(f"/desk/cases/{stage.family.case_id}?purpose=decision")
    other = like[3].family.case_id
    version = cases_of.load(other).record.seq
    page = signs(desk, [*group(desk), f"{other}/{version}"])
    assert "办成 3 件，没有办成 1 件" in page.text
    like[0].later(minutes=1)
    assert states(like)[3] == "confirming"


def test_whoever_decides_none_of_them_is_offered_nothing(like, town):
    township = Desk(town)
    township.signs_in("shanqian1")
    assert "没有可以并签的" in township.get("/desk/together").text
