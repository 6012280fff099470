"""Visits in a browser without scripts: photos and signatures first, then the form, then whoever
was there too says so."""

from __future__ import annotations

import re
from html import unescape

import pytest

from chalicelib.case import case as cases
from local.population.photos import HEIC, photo
from tests.support.desk import Desk
from tests.system.api.scenes import accepted


@pytest.fixture
def desk(town):
    return Desk(town)


def links(page, place):
    """Where a photo for that place of a form is uploaded."""
    found = map(unescape, re.findall(r'href="([^"]+/uploads\?[^"]+)"', page.text))
    return next(one for one in found if f"place={place}" in one)


def with_files(desk, path, *places):
    """The form at an address with a photo uploaded for each place."""
    page = desk.get(path)
    for place in places:
        page = desk.uploads(links(page, place), photo(f"{path}/{place}"))
    return page


SIGNED = ("visitor_signatures.0", "visitor_signatures.1", "family_signature")


def digests(page):
    """The files that the form on a page holds, by their places."""
    found = re.findall(r'name="([\w.]+)" value="([0-9a-f]{64})" checked', page.text)
    return {name: [value for one, value in found if one == name] for name, _ in found}


def test_a_visit_is_recorded_with_photos_and_confirmed_by_the_colleague(town, desk):
    stage, *_ = accepted(town)
    case = f"/desk/cases/{stage.family.case_id}"
    desk.signs_in("shanqian1", to=f"{case}/visit")
    assert "还剩 3 个工作日" in desk.page.text
    page = with_files(desk, f"{case}/visit", "photos", "photos", *SIGNED)
    held = digests(page)
    assert [*held] == ["photos", *SIGNED]
    page = desk.sends(
        f"{case}/visit", findings="情况属实", visitors=["shanqian1", "shanqian2"], **held
    )
    assert "等同事确认" in page.text
    visit = cases.load(stage.family.case_id).doc("visit")
    assert visit["visitor_signatures"] == [held[one][0] for one in SIGNED[:2]]
    other = Desk(town)
    page = other.signs_in("shanqian2", to=f"{case}/countersignature")
    assert "情况属实" in page.text
    assert "1 张" in page.text
    page = other.sends(f"{case}/countersignature", agrees="true")
    assert "已经确认" in page.text


def test_a_signature_that_is_missing_is_not_replaced_by_that_of_another(town, desk):
    stage, *_ = accepted(town)
    visit = f"/desk/cases/{stage.family.case_id}/visit"
    desk.signs_in("shanqian1")
    page = with_files(desk, visit, *SIGNED[1:])
    page = desk.sends(
        visit, findings="情况属实", visitors=["shanqian1", "shanqian2"], **digests(page)
    )
    assert page.status == 422
    assert 'href="#field-visitor_signatures-0"' in page.text
    assert [*digests(page)] == [*SIGNED[1:]]


def test_a_file_that_cannot_be_opened_is_told_at_once(town, desk):
    stage, *_ = accepted(town)
    desk.signs_in("shanqian1")
    page = desk.get(f"/desk/cases/{stage.family.case_id}/visit")
    page = desk.uploads(links(page, "photos"), HEIC + b"x" * 200)
    assert page.status == 422
    assert "请重新拍一张" in page.text


@pytest.mark.parametrize(
    "asked",
    ["to=https://elsewhere.example/&place=photos", "to=/v1/me&place=photos",
     "to=/desk/cases/x/visit&place=../x", "files=photos:x", "to=//elsewhere/desk&place=photos"],
)  # fmt: skip
def test_a_photo_goes_to_no_form_but_ours(desk, asked):
    desk.signs_in("shanqian1")
    assert desk.get(f"/desk/uploads?{asked}").status == 400


def test_nobody_names_the_file_of_another(town, desk):
    other = Desk(town)
    desk.signs_in("shanqian1")
    page = desk.get("/desk/uploads")
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    other.signs_in("shanqian2")
    assert other.get(f"/desk/uploads/arrived?key={key}").status == 404
    assert other.get("/desk/uploads/arrived?key=papers/x").status == 404
