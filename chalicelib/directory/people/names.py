"""The names of staff: sealed in the directory, opened for pages of the desk and for nobody else.

No route tells a name, so none reaches a phone. What was read of somebody is known for five minutes
(as secrets are), still sealed, so that a page asks the directory for nobody twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.directory import keys, store
from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.directory.store import SealedName, Staff
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import batches, sealing, table
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.words import say

KIND, SCHEMA = "staff_name", 1
KNOWN_FOR = timedelta(minutes=5)
MOST_KNOWN = 5000
"""So many people are remembered; the oldest go first."""

_known: dict[str, tuple[datetime, Staff | None]] = {}


@dataclass(frozen=True)
class StaffName:
    """What somebody is called, and whether a colleague of their office is called alike."""

    text: str
    alike: bool = False


def sealed(staff_id: str, office: str, name: StaffName) -> SealedName:
    """A name, to be stored with whoever has it, at an office."""
    scope = desk_scope(office)
    document = {"name": name.text, "alike": name.alike}
    blob = sealing.find_or_create_key(scope).seal(keys.staff(staff_id), KIND, SCHEMA, document)
    return SealedName(scope.id, blob)


def opened(staff: Staff) -> StaffName | None:
    """What somebody is called; None where it was never entered, or the key is gone."""
    if staff.name is None:
        return None
    key = sealing.find_key(desk_scope(staff.name.county))
    if key is None:
        return None
    held = key.open(keys.staff(staff.id), KIND, SCHEMA, staff.name.blob)
    return StaffName(held["name"], held["alike"])


def remember(staff: Staff) -> None:
    """Note somebody whom one read anyway."""
    _note(staff.id, staff)


def shown(ids: Collection[str], lang: str) -> dict[str, str]:
    """How a page names people of these ids: name and posts, and the id where somebody has the same
    name; nobody of whom the directory has no name, or whom it does not know."""
    with reading(ids):
        people = {id_: _recall(id_) for id_ in ids}
    called = {id_: opened(staff) for id_, staff in people.items() if staff}
    texts = Counter(name.text for name in called.values() if name)
    return {
        id_: _words(staff, name, lang, alike=name.alike or texts[name.text] > 1)
        for id_, staff in people.items()
        if staff and (name := called[id_])
    }


@contextmanager
def reading(ids: Collection[str], beside: Collection[KeyScope] = ()) -> Iterator[None]:
    """Read those of these people who are not known by one call, with the keys of some scopes that
    are not open, which whoever opens them in here then need not read."""
    unknown = [one for one in dict.fromkeys(ids) if not _is_known(one)]
    if not unknown:
        yield
        return
    scopes = (scope.place for scope in beside if not sealing.is_open(scope))
    with batches.read_ahead([*map(keys.staff, unknown), *scopes]):
        for one in unknown:
            _note(one, store.found(table.get(keys.staff(one))))
        yield


def forget() -> None:
    """Drop everybody who is known."""
    _known.clear()


def _note(id_: str, staff: Staff | None) -> None:
    _known.pop(id_, None)
    for oldest in list(_known)[: max(0, len(_known) - MOST_KNOWN + 1)]:
        del _known[oldest]
    _known[id_] = (clock.current().now(), staff)


def _is_known(id_: str) -> bool:
    return id_ in _known and clock.current().now() < _known[id_][0] + KNOWN_FOR


def _recall(id_: str) -> Staff | None:
    return _known[id_][1]


def _words(staff: Staff, name: StaffName, lang: str, *, alike: bool) -> str:
    posts = "、".join(say(f"post.{post}", lang) for post in sorted(staff.posts))
    code = "alike" if alike else "named"
    return say(f"staff.{code}", lang, name=name.text, posts=posts, id=staff.id)
