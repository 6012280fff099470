"""The names of staff: sealed in the directory, opened for pages of the desk and for nobody else.

No route tells a name, so none reaches a phone. Whoever was read is known for some minutes
(`store.known`), still sealed, so that pages ask the directory for nobody again and again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chalicelib.directory import keys, store
from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.directory.store import SealedName, Staff
from chalicelib.platform.store import batches, sealing, table
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.words import say

KIND, SCHEMA = "staff_name", 1


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


def shown(ids: Collection[str], lang: str) -> dict[str, str]:
    """How a page names people of these ids: name and posts, and the id where somebody has the same
    name; nobody of whom the directory has no name, or whom it does not know."""
    with reading(ids):
        people = {id_: store.known(id_) for id_ in ids}
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
    unknown = [one for one in dict.fromkeys(ids) if not store.is_known(one)]
    if not unknown:
        yield
        return
    scopes = (scope.place for scope in beside if not sealing.is_open(scope))
    with batches.read_ahead([*map(keys.staff, unknown), *scopes]):
        for one in unknown:
            store.remember(one, store.found(table.get(keys.staff(one))))
        yield


def _words(staff: Staff, name: StaffName, lang: str, *, alike: bool) -> str:
    posts = "、".join(say(f"post.{post}", lang) for post in sorted(staff.posts))
    code = "alike" if alike else "named"
    return say(f"staff.{code}", lang, name=name.text, posts=posts, id=staff.id)
