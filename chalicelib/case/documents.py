"""What a case holds: its standing, its open tasks, and the documents that cross capabilities.

A document is a JSON object under a name of `DOCUMENTS`; the capability that writes it owns its
shape (its `contract.py`), every other reads only what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from chalicelib.case.states import TASKS, Standing, State, Track
from chalicelib.domain import stored_names
from chalicelib.domain.areas import county_of
from chalicelib.domain.errors import Broken
from chalicelib.records import tasks
from chalicelib.records.document import Document
from chalicelib.records.machine import OfficeLevel
from chalicelib.records.tasks import OpenTask

DOCUMENTS = frozenset(
    {
        "application",  # what the family declared, with papers and consents
        "confidential",  # whether it stays with the county alone
        "helper",  # by which delegation a helper sent it in
        "passing",  # to which office it was passed on, and whom to call there
        "acceptance",  # accepted, or everything that is missing
        "non_acceptance",  # why it is not to be accepted, until a second person decided that
        "call_back",
        "visit",
        "supporters",  # which relatives need not sign, and why
        "countersign",  # of the township: what a colleague has to confirm, and who did
        "county_countersign",
        "self_care",  # what members can do alone of the six items, as two people saw it
        "relatives",  # which members are close relatives of whom of the staff
        "draw",  # by which seed and share the county visits it
        "complaints",  # the ids of those about it
        "county_visit",  # the county's own, where the law asks for it
        "report",  # declared against found
        "explanation",  # what the family says to what was found
        "opinion",  # the township's
        "assessment",
        "objection",  # a list: every objection to its notices
        "appraisal",  # how villagers look into an objection, and what they said
        "decision",
        "ending",  # withdrawal, termination
        "duplicate",
        "family",
        "uploaded",
        "intake",  # how many applications came from the same account and address that day
        "consent",  # why an authorisation is missing
        "late_answer",  # what a late answer means
        "account_change",  # the account that the family asked for, and what became of it
        "post_review",
        "reminders",  # of which tasks a leader reminded somebody, and when last
        "signed_off",  # who of the office signed for which task, where the pack asks for it
        "clock",  # the total time of the decision: since when, how long, when it stood still
        "extension",  # why a person extended it
        "benefit",  # changes while it is received
        "change",  # what was reported while it is received, what the township found, who objected
        "circumstances",  # what the office found of the household while it is received
        "reckoned",  # what the household comes to after a change that was reported
        "deaths",  # a list: every death that a source reported of its people
        "reconsiderations",  # a list: which decisions the family asked to look at again
        "rest",  # what the household comes to without those found dead
    }
)


@dataclass(frozen=True)
class CaseDocument(Document):
    """What a case seals: in its row, and its documents beside it."""

    track: Track
    owner: str  # the account that submitted
    label: str  # masked name, for lists
    members: tuple[str, ...] = ()  # identity hashes, the applicant's first
    facts: frozenset[str] = frozenset()
    acted: tuple[str, ...] = ()  # who of the staff acted, or was named in an act
    decided: tuple[str, ...] = ()  # who of the staff decided as the second person
    tasks: tuple[OpenTask, ...] = ()
    documents: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)  # by which event each changed last

    @property
    def county_only(self) -> bool:
        """Whether nobody but the office that has the case may know of it."""
        wished = bool(self.documents.get("application", {}).get("confidential"))
        return self.track is Track.COUNTY_ONLY or (self.track is Track.ELSEWHERE and wished)

    def standing(self, state: State | None) -> Standing:
        """Where the case stands, as far as the transition table looks."""
        names = frozenset(task.name for task in self.tasks)
        acted, decided = frozenset(self.acted), frozenset(self.decided)
        return Standing(self.track, state, self.facts, names, acted, decided)

    def task(self, name: str) -> OpenTask | None:
        """The open task of that name, if there is one."""
        return next((task for task in self.tasks if task.name == name), None)


SEALED = frozenset(one.name for one in fields(CaseDocument)) - {"documents"}


def to_json(document: CaseDocument) -> dict[str, Any]:
    """What the row seals as JSON, without the documents: those are written by themselves."""
    return {
        "track": document.track.value,
        "owner": document.owner,
        "label": document.label,
        "members": list(document.members),
        "facts": sorted(document.facts),
        "acted": list(document.acted),
        "decided": list(document.decided),
        "tasks": [tasks.to_json(task) for task in document.tasks],
        "changed": dict(document.changed),
    }


def from_json(sealed: Mapping[str, Any], documents: Mapping[str, Any], office: str) -> CaseDocument:
    """What `to_json` made of a case that `office` handles, with its documents.

    Broken("document.unfit") for what it would lose, as of a later release.
    """
    if not sealed.keys() <= SEALED:
        raise Broken("document.unfit", shape=CaseDocument.__name__)
    return CaseDocument(
        track=Track(sealed["track"]),
        owner=sealed["owner"],
        label=sealed["label"],
        members=tuple(sealed["members"]),
        facts=frozenset(map(stored_names.fact, sealed["facts"])),
        acted=tuple(sealed["acted"]),
        decided=tuple(sealed.get("decided", ())),
        tasks=tuple(_task(task, office) for task in sealed["tasks"]),
        documents=documents,
        changed=sealed.get("changed", {}),
    )


def first_office(name: str, office: str) -> str:
    """Where a task of a case that `office` handles begins; "" for the family."""
    level = TASKS[name].level
    return {
        OfficeLevel.TOWNSHIP: office,
        OfficeLevel.COUNTY: county_of(office),
        OfficeLevel.FAMILY: "",
    }[level]


def _task(sealed: Mapping[str, Any], office: str) -> OpenTask:
    """The task as it was sealed; the first documents did not say where a task began."""
    if "origin" not in sealed:
        sealed = {**sealed, "origin": first_office(str(sealed["name"]), office)}
    return tasks.stored_task(TASKS, sealed)
