"""Photos of a family: uploaded with a signed form, kept with the case, read by those who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import urllib3

from app import app
from local import logs, personas
from local.client import Declined
from local.clock import LogicalClock
from local.families import FOUND_WORK, MOTHER_OF_TWO
from local.people import Citizen, Clerk, digest, photo
from local.world import world

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def town():
    with logs.kept() as lines, world(app, LogicalClock(MONDAY)) as town:
        town.sandbox.log_lines = lines
        yield town


@pytest.fixture(scope="module")
def family(town):
    family = Citizen(town, "papers-family", MOTHER_OF_TWO)
    family.apply()
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    return family


def paper(family):
    return family.case()["documents"]["application"]["papers"][0]["digest"]


def clerk(town, userid):
    return Clerk(town, next(p for p in personas.personas() if p.userid == userid))


def test_a_photo_that_a_family_uploaded_is_read_by_its_township(town, family):
    link = clerk(town, "shanqian1").client.get(f"/v1/cases/{family.case_id}/papers/{paper(family)}")
    found = urllib3.PoolManager().request("GET", link["url"])
    assert found.data == photo("papers-family/identity_card")


def test_a_photo_is_not_found_for_another_county_or_under_another_digest(town, family):
    path = f"/v1/cases/{family.case_id}/papers/"
    for who, name in (("fengman", paper(family)), ("shanqian1", digest("another photo"))):
        with pytest.raises(Declined) as declined:
            clerk(town, who).client.get(path + name)
        assert declined.value.status == 404


def test_an_application_may_name_only_what_was_uploaded(town):
    family = Citizen(town, "papers-forgetful", FOUND_WORK)
    form = family.form()
    with pytest.raises(Declined) as declined:
        family.client.post("/v1/cases", form)
    assert (declined.value.status, declined.value.code) == (422, "application.paper_not_uploaded")
    assert declined.value.problem["errors"][0]["pointer"] == "/papers/0/digest"


def test_a_file_that_is_not_what_its_digest_says_is_never_kept(town, monkeypatch):
    family = Citizen(town, "papers-altered", FOUND_WORK)
    monkeypatch.setattr("local.people.send_file", altered(family))
    family.apply()
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=1))
    assert any("paper.altered" in line for line in town.sandbox.log_lines)
    link = family.client.get(f"/v1/cases/{family.case_id}/papers/{paper(family)}")
    assert urllib3.PoolManager().request("GET", link["url"]).status == 404


def altered(_family):
    from local.client import send_file

    return lambda url, fields, _content: send_file(url, fields, b"something else")
