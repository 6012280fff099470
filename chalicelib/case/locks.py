"""The lock: one case of a scheme is granted to one applicant, and nobody locks a stranger out.

A case takes the lock of its scheme and applicant when it is submitted, if it is free. A number
that nobody proved to be his holds nobody back: who was proved takes the lock from a case whose
applicant was not, and who was not proved applies without it. Before anything is granted the case
must hold it, so that the same person is never paid twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.case import keys
from chalicelib.case.case import Case
from chalicelib.case.consents import is_proved
from chalicelib.platform.store import table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write

APPLICANT = 0


@dataclass(frozen=True)
class SchemeLock:
    """The lock of a case's scheme and applicant; `holder` is the case that holds it, if any.

    It is `granted` from the moment in which the holder is: nobody takes it from then on.
    """

    place: Key
    holder: str
    granted: bool = False

    def taken_by(self, case_id: str, *, granted: bool) -> Write:
        """The write by which a case takes the lock from whoever holds it now."""
        item = _item(case_id, granted=granted)
        if not self.holder:
            return table.absent(self.place, item)
        condition = "case_id = :holder AND attribute_not_exists(granted)"
        return Write(self.place, item, condition, values={":holder": self.holder})

    def granted_by(self, case_id: str) -> Write:
        """The write by which the case that holds the lock is granted."""
        item = _item(case_id, granted=True)
        return Write(self.place, item, "case_id = :own", values={":own": case_id})

    def held_by(self, case_id: str) -> Write:
        """The check that the case still holds the lock."""
        return Write(self.place, condition="case_id = :own", values={":own": case_id}, check=True)

    def freed_by(self, case_id: str) -> list[Write]:
        """The write by which a case gives the lock back; none where another holds it."""
        if self.holder != case_id:
            return []
        return [Write(self.place, condition="case_id = :own", values={":own": case_id})]


def _item(case_id: str, *, granted: bool) -> dict[str, object]:
    return {"case_id": case_id} | ({"granted": True} if granted else {})


def lock_to_take(case: Case, *, consistent: bool) -> SchemeLock:
    """As `lock_of`, read for half as much where nobody else holds it: the write says the same, and
    after one that did not hold it is read `consistent`."""
    lock = lock_of(case, consistent=consistent)
    return lock if consistent or lock.holder in {"", case.id} else lock_of(case)


def lock_of(case: Case, *, consistent: bool = True) -> SchemeLock:
    """The lock of the case's scheme and applicant as it is now."""
    place = keys.lock(case.scheme, case.document.members[APPLICANT])
    held = table.get(place, consistent=consistent)
    return SchemeLock(place, held["case_id"], "granted" in held) if held else SchemeLock(place, "")


def same_applicant(one: Case, other: Case) -> bool:
    """Whether two cases are of one scheme and one applicant, so that one of them is granted."""
    return (one.scheme, one.document.members[APPLICANT]) == (
        other.scheme,
        other.document.members[APPLICANT],
    )


def proved(case: Case) -> bool:
    """Whether the applicant was proved to be the person: by face where the family applied, or to
    a member of staff."""
    return is_proved(case.doc("application"), APPLICANT, case.document.owner)


def applies_again(holder: Case, case: Case) -> bool:
    """Whether a family applies again: on the account of the open case, or proved while that case's
    applicant was proved as well. Whoever only knows a number is not told of it, and a stranger who
    was paid in somebody's name keeps nobody from applying."""
    return holder.document.owner == case.document.owner or (proved(case) and proved(holder))


def loses_lock(holder: Case, case: Case, *, needed: bool) -> bool:
    """Whether the holder loses the lock to a case whose applicant was proved, or, where the lock
    is `needed`, to one that staff have looked at to the end."""
    return not _keeps_lock(holder) and (needed or proved(case))


def _keeps_lock(holder: Case) -> bool:
    """Whether a case keeps its lock: its applicant was proved, or it is paid (to whomever: until
    staff have ended it nothing more is granted in that name)."""
    return proved(holder) or "entitled" in holder.document.facts
