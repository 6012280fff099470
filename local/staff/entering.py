"""What a list of staff changes in the directory: planned as a whole, then written one by one.

Whoever the list does not name stays as they are. Who is already as the list says is not written,
so that a list may be entered again, after a crash too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from chalicelib.directory import keys, store
from chalicelib.directory.people import names
from chalicelib.directory.people.names import StaffName
from chalicelib.directory.store import Staff
from chalicelib.platform.store import batches
from chalicelib.platform.store.record import VersionConflict
from chalicelib.words import say
from local.staff.lists import RowPlace, Rows
from local.staff.rows import OFFICE, SINCE, STAFF, UNTIL, WECOM, StaffRow, entry_of


@dataclass(frozen=True)
class StaffChange:
    """Somebody as they are to be, as they were before, and what kind of change it is; `name` is
    what they are called, where that is to be entered."""

    place: RowPlace
    after: Staff
    before: Staff | None
    name: StaffName | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """`new`, `moved`, `left`, `changed` or `same`."""
        before, after = self.before, self.after
        if before is None:
            return "new"
        if before == after and self.name is None:
            return "same"
        if (before.office, before.posts) != (after.office, after.posts):
            return "moved"
        return "left" if after.until and after.until != before.until else "changed"


@dataclass
class Plan:
    """Every change of a list, or the faults for which none of it is entered."""

    changes: list[StaffChange] = field(default_factory=list)
    faults: dict[RowPlace, list[str]] = field(default_factory=lambda: defaultdict(list))
    is_faulty: bool = False
    """Whether a row of the list itself is wrong, so that nothing is entered."""

    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind."""
        kinds = [change.kind for change in self.changes]
        return {kind: kinds.count(kind) for kind in ("new", "moved", "left", "changed", "same")}

    def sentences(self) -> dict[RowPlace, str]:
        """What is wrong with each row."""
        return {place: "；".join(faults) for place, faults in self.faults.items() if faults}


def planned(rows: Rows, day_zero: date, today: date) -> Plan:
    """What the rows of a list change in the directory as it is now."""
    plan, entries = Plan(), {}
    for place, row in rows.items():
        found = entry_of(row, day_zero)
        if isinstance(found, StaffRow):
            entries[place] = found
        else:
            plan.faults[place] += found
    _note_twins(entries, plan)
    known = _known(entry.staff_id for entry in entries.values())
    holders = _holders(entry.wecom_userid for entry in entries.values())
    called = Counter((entry.office, entry.name) for entry in entries.values())
    for place, entry in entries.items():
        before = known.get(entry.staff_id)
        after = _as_entered(entry, before, today)
        plan.faults[place] += _against_directory(entry, before, after, holders, today)
        plan.changes.append(StaffChange(place, after, before, _renamed(entry, before, called)))
    plan.is_faulty = bool(plan.sentences())
    return plan


def _note_twins(entries: Mapping[RowPlace, StaffRow], plan: Plan) -> None:
    """Say of each row which other rows have its staff id, or its WeCom user."""
    for heading, code, name in (
        (STAFF, "roster.twice", "staff_id"),
        (WECOM, "roster.wecom_twice", "wecom_userid"),
    ):
        places = defaultdict(list)
        for place, entry in entries.items():
            places[getattr(entry, name).casefold()].append(place)
        for here in places.values():
            for place in here if len(here) > 1 else ():
                others = "、".join(str(one) for one in here if one != place)
                plan.faults[place].append(f"{heading}：{say(code, rows=others)}")


def _known(ids: Iterable[str]) -> dict[str, Staff]:
    items = batches.read(keys.staff(one) for one in dict.fromkeys(ids))
    return {staff.id: staff for item in items.values() if (staff := store.found(item))}


def _holders(users: Iterable[str]) -> dict[str, str]:
    """Whose each WeCom user is in the directory."""
    places = (place for one in users for place in keys.wecom_users(one))
    items = batches.read(dict.fromkeys(places))
    listed = [staff for item in items.values() if (staff := store.found(item))]
    now = _known(staff.id for staff in listed)
    return {
        staff.wecom_user: staff.id
        for staff in listed
        if staff.id in now and now[staff.id].wecom_user == staff.wecom_user
    }


def _as_entered(entry: StaffRow, before: Staff | None, today: date) -> Staff:
    """Whoever goes to another office leaves an absence behind: the deputy is of the one before."""
    since = entry.since or (before.since if before else today)
    stays = before is not None and before.office == entry.office
    return Staff(
        entry.staff_id,
        entry.wecom_userid,
        entry.office,
        entry.posts,
        since,
        entry.until,
        before.absence if before and stays else None,
        before.name if before else None,
    )


def _renamed(
    entry: StaffRow, before: Staff | None, called: Mapping[tuple[str, str], int]
) -> StaffName | None:
    """What somebody is called from now on, and whether another of the list and of the same office
    is called alike; None where that stays as it was, or the list does not say it."""
    if not entry.name:
        return None
    name = StaffName(entry.name, alike=called[entry.office, entry.name] > 1)
    return None if before and names.opened(before) == name else name


def _against_directory(
    entry: StaffRow, before: Staff | None, after: Staff, holders: Mapping[str, str], today: date
) -> list[str]:
    found = []
    if holders.get(entry.wecom_userid.lower(), entry.staff_id) != entry.staff_id:
        found.append(f"{WECOM}：{say('roster.wecom_taken')}")
    if after.until and after.until < after.since:
        found.append(f"{UNTIL}：{say('roster.days')}")
    moves = before and (before.office, before.posts) != (after.office, after.posts)
    if moves and after.since > today:
        found.append(f"{OFFICE}、{SINCE}：{say('roster.moved_ahead')}")
    return found


def _sealed(change: StaffChange) -> Staff:
    after, name = change.after, change.name
    return replace(after, name=names.sealed(after.id, after.office, name)) if name else after


def enter(plan: Plan, changes: Iterable[StaffChange]) -> None:
    """Write changes, each with all its items in one transaction; whoever somebody else has changed
    meanwhile becomes a fault of the plan."""
    for change in changes:
        try:
            store.save(_sealed(change), change.before)
        except VersionConflict:
            plan.faults[change.place].append(say("roster.changed_meanwhile"))
