"""The data key of a county's desk: what its staff see on their lists is sealed under it."""

from __future__ import annotations

from chalicelib.directory import keys
from chalicelib.domain.areas import county_of
from chalicelib.platform.store.sealing import KeyScope


def desk_scope(office: str) -> KeyScope:
    """The scope under which names of an office's staff and families are sealed: its county, or
    itself above one."""
    county = county_of(office)
    return KeyScope("desk", county, keys.desk_key(county))
