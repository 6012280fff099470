"""The case: one version of it, what comes with an event, and loading it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.case.documents import CaseDocument, from_json
from chalicelib.case.states import STAGE_TASKS, State, Track
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import keys, record
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import DataKey, KeyScope
from chalicelib.platform.store.table import Write
from chalicelib.records.document import upward
from chalicelib.records.driver import TIME_TO_CARRY_ON
from chalicelib.records.law import URGENT


@dataclass(frozen=True)
class Case:
    """One version of a case: its record and what its row seals.

    `for_helper` says that a helper reads it, who sees no more of it than is needed.
    """

    record: Record
    document: CaseDocument
    key: DataKey = field(repr=False)
    for_helper: bool = False

    @property
    def id(self) -> str:
        """The case id; it follows from the account and its form id."""
        return self.record.id

    @property
    def state(self) -> State | None:
        """Where the case stands; None before it was submitted."""
        return State(self.record.state) if self.record.state else None

    @property
    def scheme(self) -> str:
        """The scheme applied for."""
        return str(self.record.clear["scheme"])

    @property
    def times(self) -> str:
        """By whose times the law counts: the scheme's, or those of urgent aid (`Law.of`)."""
        return URGENT if self.document.track is Track.SAME_DAY else self.scheme

    @property
    def office(self) -> str:
        """The office (area code) that handles the case."""
        return str(self.record.clear["office"])

    @property
    def submitted_at(self) -> datetime:
        """The instant from which the five hours run."""
        return parse_instant(self.record.clear["submitted_at"])

    @property
    def accepted_at(self) -> datetime | None:
        """The instant from which every statutory clock runs, once accepted."""
        text = self.record.clear.get("accepted_at")
        return parse_instant(text) if text else None

    @property
    def stage_due(self) -> datetime:
        """The instant until which the case may stand where it stands."""
        return parse_instant(self.record.clear["stage_due"])

    @property
    def stage_since(self) -> datetime | None:
        """The instant from which `stage_due` was counted, where it is provisional."""
        text = self.record.clear.get("stage_since")
        return parse_instant(text) if text else None

    @property
    def counted_until(self) -> str:
        """The last day of the holiday notices by which a deadline was counted that lies beyond."""
        return str(self.record.clear.get("counted_until", ""))

    @property
    def stage_counted_until(self) -> str:
        """As `counted_until`, where `stage_due` itself is provisional."""
        staged = (t for t in self.document.tasks if t.name in STAGE_TASKS)
        until = (task.counted_until for task in staged if task.check == self.stage_due)
        return self.counted_until if self.stage_since else next(until, "")

    @property
    def uploads(self) -> dict[str, set[str]]:
        """The digests of every file that was handed in, by the account that uploaded it."""
        return self.uploads_since(0)

    def uploads_since(self, seq: int) -> dict[str, set[str]]:
        """As `uploads`, of the documents alone that an event of that number or a later one wrote.

        Who uploaded a file is who signed, or who had the case when the file was named.
        """
        earlier, written = self.doc("uploaded"), self.record.versions
        uploads: dict[str, set[str]] = {}
        for name, account, digests in self._handed_in():
            for digest in digests if written.get(name, seq) >= seq else ():
                uploads.setdefault(account or earlier.get(digest, self.document.owner), set()).add(
                    digest
                )
        return uploads

    @property
    def uploaders(self) -> dict[str, str]:
        """By which account each file was uploaded that was handed in, by its digest."""
        return {
            digest: account
            for account, digests in self.uploads.items()
            for digest in sorted(digests)
        }

    def _handed_in(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """The files of each document by its name, with who uploaded them; "" for whoever had the
        case."""
        application = self.doc("application")
        yield "application", "", [one["digest"] for one in application["papers"]]
        guardians = application.get("guardians", ())
        yield "application", "", [one["certificate"] for one in guardians]
        for consent in application["consents"]:
            yield "application", consent["account"], [consent["signature"]]
        for explanation in self.explanations:
            yield "explanation", "", explanation.get("evidence", ())
        for name in ("visit", "county_visit"):
            if visit := self.doc(name):
                signed = [*visit["visitor_signatures"], visit["family_signature"]]
                yield name, visit["by"], [*visit["photos"], *signed]
        for one in self.doc("self_care").get("persons", ()):
            yield "self_care", one["by"], one["signatures"]
        if held := self.doc("appraisal").get("held"):
            yield "appraisal", held["by"], held["photos"]

    @property
    def files(self) -> frozenset[str]:
        """The digests of every file that was handed in."""
        return frozenset().union(*self.uploads.values())

    @property
    def explanations(self) -> list[dict[str, Any]]:
        """What the family said to what was found, the earliest first."""
        newest = self.doc("explanation")
        return [*newest.get("earlier", ()), newest] if newest else []

    def doc(self, name: str) -> dict[str, Any]:
        """The document of that name; empty if the case has none yet."""
        return dict(self.document.documents.get(name, {}))

    @property
    def decide_by(self) -> str:
        """The last day for the decision, as far as it was known; empty where there is none."""
        return str(self.record.clear.get("decide_by", ""))


@dataclass(frozen=True)
class CaseMembers:
    """Who the people of a case are: their look-up hashes, the applicant's first, and its label."""

    members: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Step:
    """What comes with an event: documents, items of the capability, a claim, another due time.

    `office` handles the case from now on, where it is another office; `household` is
    given where its people have changed, `owner` where another account has the case;
    `named` are the colleagues whom the act names, or one of whom it has to come from;
    `task_due` is when the tasks that it opens are due, where their time does not run from now;
    `version` where staff decide: that of the case as they read it.
    """

    documents: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)
    items: Sequence[Write] = ()
    idempotency_key: IdempotencyKey | None = None
    stage_due: datetime | None = None
    office: str = ""
    household: CaseMembers | None = None
    owner: str = ""
    version: int | None = None
    named: Sequence[str] = ()
    task_due: datetime | None = None
    task: str = ""  # the task that is claimed or handed over
    hand_to: str = ""


def scope(case_id: str) -> KeyScope:
    """The scope of a case's data key, which its row holds."""
    return KeyScope("case", case_id, keys.row("case", case_id))


def load(case_id: str, *, anew: bool = False) -> Case:
    """The newest version of a case; Refused("case.not_found") if there is none.

    A reaction is given one that is no older than its event, unless it asks for it `anew`.
    """
    return _there(_case(record.open_record("case", scope(case_id), anew=anew)))


def load_at(case_id: str, attempt: int, states: Collection[str]) -> Case:
    """As `load`; any version in one of these states of that attempt will do (`opened_at`)."""
    return _there(_case(record.open_record_at("case", scope(case_id), attempt, states)))


def _there(found: Case | None) -> Case:
    if found is None:
        raise Refused("case.not_found")
    return found


def existing(ids: Iterable[str]) -> list[Case]:
    """Those cases by their ids, in order; nothing where a reference leads to one that was never
    written, or was deleted."""
    found = (_case(record.open_record("case", scope(one))) for one in sorted(ids))
    return [one for one in found if one]


def _case(found: record.Opened | None) -> Case | None:
    if found is None:
        return None
    row, key = found
    sealed = upward(CaseDocument, row.document, row.schema)
    return Case(row, from_json(sealed, row.parts, str(row.clear["office"])), key)


def load_clear(case_id: str, *, consistent: bool = True) -> Record | None:
    """The clear part of a case (state, attempt, clocks), without opening its document."""
    return record.load("case", case_id, consistent=consistent)


def is_workflow_late(case: Case, now: datetime) -> bool:
    """Whether the workflow should have carried the case on by now."""
    return case.stage_due + TIME_TO_CARRY_ON <= now
