"""Files that were uploaded for a form before it was filled in: carried in its address.

Each is named by its place in the form (`photos`, or `visitor_signatures.1` where each has a place
of its own) and its digest. A page without a script uploads first, and is filled in after.
"""

from __future__ import annotations

import re

from chalicelib.domain.errors import Refused

FILES = "files"
"""The parameter of an address that carries them."""
PLACE = re.compile(r"[a-z_]{1,30}(?:\.(?:[0-9]|[a-z_]{1,30}))?")
_ONE = re.compile(rf"({PLACE.pattern}):([0-9a-f]{{64}})")


def read(text: str) -> dict[str, list[str]]:
    """The digests by their places; Refused("request.query") for what is none."""
    found: dict[str, list[str]] = {}
    for one in text.split(",") if text else ():
        matched = _ONE.fullmatch(one)
        if matched is None:
            raise Refused("request.query")
        found.setdefault(matched[1], []).append(matched[2])
    return found


def start(text: str) -> dict[str, list[str]]:
    """What the fields of a form hold at first: those with a place of their own at that place."""
    whole: dict[str, list[str]] = {}
    for place, digests in read(text).items():
        name, _, at = place.partition(".")
        if not at.isdecimal():
            whole[place] = digests
            continue
        held = whole.setdefault(name, [])
        held += [""] * (int(at) + 1 - len(held))
        held[int(at)] = digests[-1]
    return whole


def adding(text: str, place: str, digest: str) -> str:
    """What an address carries with one more; of a place of its own the newest alone."""
    kept = [
        one for one in text.split(",") if one and not ("." in place and one.startswith(f"{place}:"))
    ]
    new = f"{place}:{digest}"
    return ",".join([*(one for one in kept if one != new), new])
