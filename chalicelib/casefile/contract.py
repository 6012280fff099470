"""One case as a reader sees it (the border of the case file)."""

from __future__ import annotations

from typing import Any

from chalicelib.casefile.report.view import ReportView
from chalicelib.platform.border import Border


class CaseLine(Border):
    """A case in a list."""

    case_id: str
    receipt: str
    scheme: str
    state: str
    state_words: str
    submitted_at: str


class CaseList(Border):
    """The own cases of an account."""

    cases: list[CaseLine]


class TimelineEvent(Border):
    """One thing that happened; `automatic` where the system did it by itself.

    Staff read what of the application it changed: `before` and `after` by field, and a note.
    """

    at: str
    event: str
    words: str
    automatic: bool
    changed: dict[str, Any] = {}


class Holder(Border):
    """Who has the case now, and by when they must act: an office, and its post in words.

    Where there is no office it is the family, or the system. `due_note` says that the day is
    provisional, where it is, or why there is none (`due` is empty then). What was not done in time
    is `overdue_since` an instant, and `due` anew.
    """

    task: str
    office: str
    office_name: str
    post: str
    due: str
    due_note: str
    overdue_since: str


class DecisionTime(Border):
    """By what day the decision comes at the latest, of how many working days since acceptance.

    While the family is asked the time stands still (`stopped`), and the day moves on; `stops` says
    how often it did so far.
    """

    due: str
    days: int
    stopped: bool
    stops: int
    extended: bool
    overdue: bool
    words: str


class Timeline(Border):
    """Where a case is: stage, since when, who has it, due by, what the family must do.

    `decision` is the total time, of a case that was accepted and not decided. At `telephone`
    somebody answers; `due_note` says that a day is provisional, where it is, or why no day is set.
    """

    case_id: str
    receipt: str
    stage: str
    stage_words: str
    since: str
    due: str | None
    decision: DecisionTime | None
    due_note: str
    holders: list[Holder]
    required_action: str
    next: str
    telephone: str
    events: list[TimelineEvent]
    payments: list[dict[str, Any]]


class CaseNote(Border):
    """Something for the clerk to look at, no ground for a refusal; `member` where it is about one.

    Members are numbered from 0, the applicant.
    """

    code: str
    words: str
    member: int | None = None


class CaseView(Border):
    """A case with its documents; every reading by staff is recorded.

    A family reads of tasks who has them, as in the timeline, with the name of each. `to_sign` says
    who must still sign or be proved to be the person, and where.
    `notes` are for staff: the family's own reading has none. Nor has it the `version`,
    which decisions of staff name: what is withheld from the family counts in it as well.
    """

    case_id: str
    version: int | None
    receipt: str
    scheme: str
    track: str
    state: str
    state_words: str
    office: str
    office_name: str
    submitted_at: str
    accepted_at: str | None
    facts: list[str]
    tasks: list[dict[str, Any]]
    documents: dict[str, Any]
    still_missing: list[dict[str, Any]]
    to_sign: list[str]
    notes: list[CaseNote]


class Letter(Border):
    """A letter to the family, of the organ `office`; `addressee` is whole for the family alone."""

    name: str
    number: str
    title: str
    addressee: str
    lines: list[str]
    day: str
    written_at: str
    office: str


class Letters(Border):
    """Every letter of a case."""

    letters: list[Letter]


class PaperLink(Border):
    """An address under which a file can be read for five minutes."""

    url: str


class Report(Border):
    """The household verification report, in plain texts."""

    report: ReportView


class ReportFile(Border):
    """A file to show or to print: its name, its media type, its bytes in base64."""

    name: str
    media_type: str
    content: str
