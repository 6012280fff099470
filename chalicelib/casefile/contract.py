"""One case as a reader sees it (the API models of the case file)."""

from __future__ import annotations

from typing import Any, Literal

from chalicelib.casefile.report.view import ReportView
from chalicelib.platform.models import ApiModel

Action = Literal[
    "explain", "call", "correct", "sign", "untold", "paper", "call_back", "meet", "visit",
    "county_visit", "object", "read_letter", "nothing",
]  # fmt: skip
"""What a family must do, by which a client knows where it is done: explain what was found, call the
office that has the case, hand in what is missing, sign, declare what was left out (`untold`), send
the photo of a paper, be there for a call or a visit, read a decision against it, or object to
that."""


class CaseLine(ApiModel):
    """A case in a list, with what the family must do now, as in its timeline."""

    case_id: str
    receipt: str
    scheme: str
    scheme_name: str
    state: str
    state_words: str
    submitted_at: str
    office_name: str
    required_action: str
    action: Action


class CaseList(ApiModel):
    """The own cases of an account."""

    cases: list[CaseLine]


class TimelineEvent(ApiModel):
    """One thing that happened; `automatic` where the system did it by itself.

    Staff read what of the application it changed: `before` and `after` by field, and a note.
    """

    at: str
    event: str
    words: str
    automatic: bool
    changed: dict[str, Any] = {}


class Holder(ApiModel):
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


class DecisionTime(ApiModel):
    """By what day the decision comes at the latest, of how many working days since acceptance.

    While the family is asked the time stands still (`stopped`), and the day moves on; `stops` says
    how often it did so far; `due_note` that the day is provisional, where it is.
    """

    due: str
    days: int
    stopped: bool
    stops: int
    extended: bool
    overdue: bool
    words: str
    due_note: str


class Stage(ApiModel):
    """A stage in which the case was, or is (`until` is empty then), between two instants."""

    stage: str
    words: str
    since: str
    until: str


class Timeline(ApiModel):
    """Where a case is: stage, since when, who has it, due by, what the family must do.

    `decision` is the total time, of a case that was accepted and not decided. At `telephone`
    somebody answers; `due_note` says that a day is provisional, where it is, or why no day is set.
    `stages` are those through which it went, in order; `may_withdraw` says whether the reader may
    withdraw the application now, which no helper may.
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
    action: Action
    stages: list[Stage]
    may_withdraw: bool
    next: str
    telephone: str
    events: list[TimelineEvent]
    payments: list[dict[str, Any]]


class CaseNote(ApiModel):
    """Something for the clerk to look at, no ground for a refusal; `member` where it is about one.

    Members are numbered from 0, the applicant.
    """

    code: str
    words: str
    member: int | None = None


class CaseView(ApiModel):
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


class Finding(ApiModel):
    """Something that was found otherwise than declared, in words.

    `items` are what the family names to dispute it; `disputed` that it did so.
    """

    id: str
    whose: str
    title: str
    source: str
    declared: str
    found: str
    items: list[str]
    disputed: bool


class GivenExplanation(ApiModel):
    """What the family said to what was found, and how many photos it gave with it."""

    at: str
    statement: str
    photos: int


class Findings(ApiModel):
    """What was found otherwise than declared, and until when the family may explain it.

    Within its time (`in_time`) what is disputed is asked again; what is said after it is read by
    whoever decides, as long as `may_explain`. `due` is empty where no time runs.
    """

    case_id: str
    receipt: str
    findings: list[Finding]
    explanations: list[GivenExplanation]
    may_explain: bool
    in_time: bool
    due: str
    due_note: str
    next: str
    telephone: str


class Letter(ApiModel):
    """A letter to the family, of the organ `office`; `addressee` is whole for the family alone.

    It is in Chinese, `about` says in the reader's language what it is.
    `decides` says that it tells of a decision. `reconsider_until` is until when the family may ask
    that somebody who took no part looks at it again, empty where it may not; what it asked already
    is `reconsideration_id`, which stands at `reconsideration_state`.
    """

    name: str
    number: str
    title: str
    about: str
    addressee: str
    lines: list[str]
    day: str
    written_at: str
    office: str
    decides: bool
    reconsider_until: str
    reconsideration_id: str
    reconsideration_state: str


class Letters(ApiModel):
    """Every letter of a case."""

    letters: list[Letter]


class PaperLink(ApiModel):
    """An address under which a file can be read for five minutes."""

    url: str


class Report(ApiModel):
    """The household verification report, in plain texts."""

    report: ReportView


class ReportFile(ApiModel):
    """A file to show or to print: its name, its media type, its bytes in base64."""

    name: str
    media_type: str
    content: str


class PrintedReport(ApiModel):
    """A report on paper: the file's name, and a link that ends after five minutes.

    While it is still being drawn there is no link, and `ask_again` says where to ask for it.
    """

    state: Literal["drawn", "being_drawn"]
    name: str
    url: str = ""
    ask_again: str = ""
