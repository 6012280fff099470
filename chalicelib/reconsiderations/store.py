"""Reconsiderations in the tables: each a record of its own, sealed under the key of its case."""

from __future__ import annotations

from dataclasses import dataclass, field

from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case.case import Case
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.reconsiderations.rules import Ground, Outcome
from chalicelib.reconsiderations.states import RECONSIDERATION, TASK, WAITING
from chalicelib.records import keys as record_keys
from chalicelib.records import kind
from chalicelib.records.change import Version
from chalicelib.records.document import Document
from chalicelib.records.kind import Kind
from chalicelib.records.tasks import OpenTask


@dataclass(frozen=True)
class Draw:
    """Who was `drawn` among whom of an office, by which seed."""

    seed: str
    office: str
    among: tuple[str, ...]
    drawn: str


@dataclass(frozen=True)
class StoredAnswer:
    """What came of looking at the decision again, why, and who of which office said so when."""

    outcome: Outcome
    reason: str = field(repr=False)
    by: str
    at: str
    office: str
    dismissed_for: Ground | None = None


@dataclass(frozen=True)
class Reconsideration(Document):
    """What a family said against the decision of a letter, who looks at it, and the answer."""

    statement: str = field(repr=False)
    letter: str  # its number
    title: str  # of the letter
    draws: tuple[Draw, ...] = ()
    answered: StoredAnswer | None = None


KIND = Kind(
    name="reconsideration",
    part="reconsiderations",
    machine=RECONSIDERATION,
    shape=Reconsideration,
    key=lambda clear: sealing.key_of(cases.scope(str(clear["case_id"]))),
    tasks={TASK.name: TASK},
    office=lambda found: str(found.clear["office"]),
    label=lambda found: found.document.title,
    references=lambda found: {
        record_keys.of_case(found.clear["case_id"], "reconsideration", found.id): {
            "reconsideration": found.id
        }
    },
)


def asked(case: Case, decision: int, said: Reconsideration) -> Version[Reconsideration]:
    """The reconsideration of the decision that event `decision` of a case tells, as it is known;
    not written yet, with what is `said`, where nobody asked for it before."""
    id_ = id_of(case.id, decision)
    clear = {"case_id": case.id, "decision": decision}
    return kind.find(KIND, id_) or kind.unsaved(KIND, id_, clear, said)


def id_of(case_id: str, decision: int) -> str:
    """The id of the reconsideration of the decision that an event of a case made."""
    return identifiers.derived_id(KIND.name, case_id, str(decision))


def task(found: Version[Reconsideration]) -> OpenTask | None:
    """The open task to answer it; None once that was done."""
    return kind.task_of(KIND, found.record, TASK.name)


def of_case(case_id: str) -> list[Version[Reconsideration]]:
    """The reconsiderations of a case, the oldest decision first."""
    place = record_keys.of_case(case_id, KIND.name, "")
    items = table.query("cases", place.pk, prefix=place.sk)
    found = [kind.load(KIND, item["reconsideration"]) for item in items]
    return sorted(found, key=lambda one: int(one.clear["decision"]))


def open_of(case: Case) -> list[Version[Reconsideration]]:
    """Those of a case that wait for an answer."""
    asked = case.document.documents.get("reconsiderations", ())
    waiting = (kind.load(KIND, one["id"]) for one in asked if one["state"] == WAITING)
    return [one for one in waiting if one.state == WAITING]


def relatives_of(case: Case) -> set[str]:
    """Who of the staff entered a member of the case as their own close relative."""
    items = (
        item
        for hash_ in case.document.members
        for item in table.query("people", case_keys.relative(hash_, "").pk, prefix="RELATIVE#")
    )
    return {str(item["staff"]) for item in items if item["of"] == "staff"}
