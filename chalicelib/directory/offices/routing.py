"""Which office handles what: by registration or residence, going up where nobody can act.

Every area of the file has an office, named by the area's code. A case goes to the township of the
household's registration; temporary aid to where the family lives, urgent aid to where the emergency
is (57号, art. 4; the 2020 opinion, 15; 国办发〔2023〕39号, 四). Where nobody of an office handles
cases, the office above it takes the work. Where none above does either, the application belongs
elsewhere: the office of the family's other area passes it on (社会救助暂行办法, art. 60).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.directory import store
from chalicelib.domain.actors import HANDLING, Post
from chalicelib.domain.areas import AreaLevel, at_level, level_of, township_of, upwards
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import clock
from chalicelib.words import say

AREAS = Path(__file__).parents[1] / "areas.csv"


@lru_cache(maxsize=1)
def area_names() -> dict[str, str]:
    """The names of all areas by code (statistics codes of 2023-06-30)."""
    with AREAS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def office_name(code: str, *, start: AreaLevel = AreaLevel.COUNTY) -> str:
    """The name of an area with those above it, from `start` down; Refused if unknown. Where it is
    not read in Chinese, it says of what kind the area is."""
    name = _name(code, start)
    return say(f"office.area_{_kind(name)}", name=name)


def _name(code: str, start: AreaLevel = AreaLevel.COUNTY) -> str:
    names = area_names()
    if code not in names:
        raise Refused("area.unknown")
    above = [names[area] for area in upwards(code)[1:] if level_of(area) >= start]
    return "".join(reversed([names[code], *above]))


OF_TOWNSHIPS = {"街道": "subdistrict", "镇": "town", "乡": "township"}
KINDS = {**OF_TOWNSHIPS, "社区": "community", "区": "district", "县": "county", "市": "city"}
"""The kinds of areas by the endings of their names, the longer of two before the shorter."""


def _kind(name: str, kinds: Mapping[str, str] = KINDS) -> str:
    return next((kind for end, kind in kinds.items() if name.endswith(end)), "other")


def organ_name(code: str) -> str:
    """The organ that signs for an office: a street's office, a township's government, a bureau."""
    name = _name(code)
    kind = "bureau" if level_of(code) <= AreaLevel.COUNTY else _kind(name, OF_TOWNSHIPS)
    return say(f"office.organ_{kind}", name=name)


def contact_name(code: str) -> str:
    """An office by the name under which a family is to ask there: a township's name, or the bureau
    of a county."""
    return organ_name(code) if level_of(code) <= AreaLevel.COUNTY else office_name(code)


Application = Mapping[str, Any]
"""An application, of which only the areas are read; those that were not asked for are absent."""

PLACES = ("registered_area", "living_area", "emergency_area")


def area_of(application: Application, scheme: str) -> str:
    """The area to which an application belongs: of the emergency, else for temporary aid of
    residence, else of registration.
    """
    return str(application[_deciding(application, scheme)])


def _deciding(application: Application, scheme: str) -> str:
    if application.get("emergency_area"):
        return "emergency_area"
    return "living_area" if scheme == "temporary_aid" else "registered_area"


def home_of(application: Application, scheme: str) -> str:
    """The name, with its city, of the township's office to which an application belongs."""
    return office_name(township_of(area_of(application, scheme)), start=AreaLevel.PREFECTURE)


@dataclass(frozen=True)
class Destination:
    """The office that takes an application: to handle it, or, if `elsewhere`, to pass it on."""

    office: str
    elsewhere: bool = False


def destination(
    application: Application, scheme: str, level: AreaLevel = AreaLevel.TOWNSHIP
) -> Destination:
    """Where an application goes, no lower than `level`.

    Raises Refused with a pointer to the field: "area.unknown" for an area we lack, and
    "area.not_served", with the name of the office to which it belongs, where nobody handles cases
    for any of its areas.
    """
    areas = {name: application[name] for name in PLACES if application.get(name)}
    for name, area in areas.items():
        if area not in area_names():
            raise Refused("area.unknown", pointer=f"/{name}")
    deciding = _deciding(application, scheme)
    office = staffed(at_level(areas.pop(deciding), level))
    if office is not None:
        return Destination(office)
    for area in areas.values():
        passing = staffed(at_level(area, level))
        if passing is not None:
            return Destination(passing, elsewhere=True)
    home = home_of(application, scheme)
    raise Refused("area.not_served", pointer=f"/{deciding}", office=home)


def staffed(office: str) -> str | None:
    """The office itself, or the nearest above it, where somebody handles cases; None if none."""
    return next((one for one in upwards(office) if has_post(one, HANDLING)), None)


def superior(office: str) -> str:
    """The nearest office above that has a leader; the office itself where none has."""
    leaders = {Post.LEADER}
    return next((one for one in upwards(office)[1:] if has_post(one, leaders)), office)


def has_post(office: str, posts: AbstractSet[Post]) -> bool:
    """Whether anybody holds one of the posts at an office today."""
    today = day_of(clock.current().now())
    # Whoever comes or leaves at this moment might as well do so at the next.
    here = store.of_office(office, today, consistent=False)
    return any(staff.posts & posts for staff in here)


def wecom_users(office: str, post: Post) -> list[str]:
    """The WeCom users who hold a post at an office today."""
    today = day_of(clock.current().now())
    return [staff.wecom_userid for staff in store.of_office(office, today) if post in staff.posts]
