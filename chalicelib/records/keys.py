"""Where what belongs to records of every kind lies: lists, tasks, looks at personal data."""

from __future__ import annotations

from chalicelib.platform.store.keys import RECORD_TABLES, AccessPattern, Key


def read(kind: str, id_: str, look: str) -> Key:
    """One look at a record's personal data; `look` is a UUIDv7, so looks sort by time."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"READ#{look}")


def of_case(case_id: str, kind: str, id_: str) -> Key:
    """A record of a kind among those that are about a case."""
    return Key("cases", f"CASE#{case_id}", f"{kind.upper()}#{id_}")


OWN_LISTS_OF_RELEASE_1 = {"complaint": "COMPLAINANT"}
"""The lists of what an account sent in, under the names that release 1 gave them."""


def own(account_id: str, kind: str, id_: str) -> Key:
    """A record among those of its kind that an account sent in."""
    name = OWN_LISTS_OF_RELEASE_1.get(kind, f"OWN#{kind.upper()}")
    return Key("cases", f"{name}#{account_id}", id_)


def work(list_: str, due: str, id_: str, task: str) -> Key:
    """A task of a record on a worklist, sorted by the instant it is due."""
    return Key("cases", f"WORK#{list_}", f"{due}#{id_}#{task}")


def late(county: str, month: str, place: str) -> Key:
    """What passed its clock in a month, of a county, sorted by the office where it began."""
    return Key("cases", f"LATE#{county}#{month}", place)


LISTS_OF_RELEASE_1 = {
    "release": "RELEASES",
    "discrepancy": "DISCREPANCIES",
    "complaint": "COMPLAINTS",
}
"""The lists of records that waited under release 1, each one an office."""


def listed_by_release_1(kind: str, office: str, due: str, id_: str, task: str) -> Key:
    """Where release 1 listed a task of a record."""
    if kind == "case":
        return work(office, due, id_, task)
    return Key("cases", f"{LISTS_OF_RELEASE_1[kind]}#{office}", f"{due}#{id_}")


ACCESS_PATTERNS = (
    AccessPattern("who looked at a record", "cases", "table", "{KIND}#id / READ#", "audit"),
    AccessPattern("records of a kind about a case", "cases", "table", "CASE#id / {KIND}#", "api"),
    AccessPattern("what an account sent in", "cases", "table", "COMPLAINANT#account", "api"),
    AccessPattern("tasks of an office by due", "cases", "table", "WORK#office#posts", "api"),
    AccessPattern("tasks of somebody", "cases", "table", "WORK#STAFF#id", "api"),
    AccessPattern("what passed its clock", "cases", "table", "LATE#county#month / office", "api"),
    AccessPattern("what a member of staff did", "cases", "table", "WORK#DONE#id", "api"),
    AccessPattern("tasks listed by release 1", "cases", "table", "RELEASES#office", "api"),
)
