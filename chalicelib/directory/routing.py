"""Which office handles what: by registration or residence, falling back where nobody works.

Every area of the file has an office, named by the area's code. A case goes to the township of the
household's registration; temporary aid to where the family lives (57号, art. 4; the 2020 opinion,
15). Where an office has no staff, the office above it takes the work.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import Level, level_of, parent_of, township_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform import clock

AREAS = Path(__file__).parent / "areas.csv"


@lru_cache(maxsize=1)
def area_names() -> dict[str, str]:
    """The names of all areas by code (statistics codes of 2023-06-30)."""
    with AREAS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def office_name(code: str) -> str:
    """The name of an area with those above it, from the county down; Refused if unknown."""
    names = area_names()
    if code not in names:
        raise Refused("area.unknown")
    parts = [names[code]]
    above = parent_of(code)
    while above is not None and level_of(above) >= Level.COUNTY:
        parts.append(names[above])
        above = parent_of(above)
    return "".join(reversed(parts))


def area_of(registered_area: str, living_area: str, scheme: str) -> str:
    """The area to which an application belongs: of residence for temporary aid."""
    return living_area if scheme == "temporary_aid" else registered_area


def office_for(registered_area: str, living_area: str, scheme: str) -> str:
    """The office that handles an application; Refused("area.unknown") for an area we lack."""
    area = area_of(registered_area, living_area, scheme)
    if area not in area_names():
        raise Refused("area.unknown")
    return staffed(township_of(area))


def staffed(office: str) -> str:
    """The office itself, or the nearest above it in which anybody works."""
    today = day_of(clock.current().now())
    candidate: str | None = office
    while candidate is not None:
        if store.of_office(candidate, today):
            return candidate
        candidate = parent_of(candidate)
    return office


def superior(office: str) -> str:
    """The staffed office above an office; the province's is its own superior."""
    above = parent_of(office)
    return office if above is None else staffed(above)


def wecom_users(office: str, post: Post) -> list[str]:
    """The WeCom users who hold a post at an office today."""
    today = day_of(clock.current().now())
    return [staff.wecom_userid for staff in store.of_office(office, today) if post in staff.posts]
