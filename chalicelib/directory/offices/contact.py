"""Which office people of an area go to, and how it is reached: telephone, hours, address.

What is known of an office lies in the policy pack, each value with its source; a value for all
offices holds where none is entered for the office itself.
"""

from __future__ import annotations

from chalicelib.directory.contract import Office
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import county_of, level_of, township_of
from chalicelib.policy import Parameters
from chalicelib.words import listed, say

TELEPHONE, HOURS, ADDRESS = "office.telephone", "office.hours", "office.address"
HOTLINE, ANY_HOTLINE = "contact.hotline", "contact.any_hotline"


def office_of(area: str, parameters: Parameters) -> Office:
    """The office for people of an area, a county or anything above it for itself.

    Where nobody of the township's office handles cases it is the nearest above where somebody
    does; where nobody above does either, the township's own, which the hotline puts through to.
    """
    own = township_of(area)
    office = routing.staffed(own) or own
    county = county_of(office)
    return Office(
        area=area,
        area_name=routing.office_name(area),
        office=office,
        office_name=routing.organ_name(office),
        level=level_of(office).name.lower(),
        telephone=known(TELEPHONE, office, parameters),
        hours=say("office.hours", times=listed(known(HOURS, office, parameters).split("、"))),
        hours_note=say("office.hours_note") if _is_assumed(HOURS, office, parameters) else "",
        address=known(ADDRESS, office, parameters),
        county_name=routing.organ_name(county),
        county_telephone=known(TELEPHONE, county, parameters),
        hotline=known(HOTLINE, office, parameters),
        any_hotline=known(ANY_HOTLINE, office, parameters),
        note=say(
            f"office.{'own' if office == own else 'above'}",
            own=routing.organ_name(own),
            office=routing.organ_name(office),
        ),
    )


def known(name: str, office: str, parameters: Parameters) -> str:
    """What the pack says of an office under a name; "" where it says nothing."""
    held = (one for one in parameters.every(name) if one.holds({"office": office}))
    return next((str(one.amount) for one in held), "")


def _is_assumed(name: str, office: str, parameters: Parameters) -> bool:
    return parameters.value(name, office=office).status == "assumed"
