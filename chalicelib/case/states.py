"""The words of the case's transition table (table.py): states, courses, tasks, and by when."""

from __future__ import annotations

from enum import StrEnum

from chalicelib.records import machine
from chalicelib.records.machine import OfficeLevel, Task


class State(StrEnum):
    """Where a case stands; each is a stage of the workflow, a rest, or an end."""

    WAITING = "waiting"  # the five hours before verification
    VERIFYING = "verifying"
    EXPLAINING = "explaining"  # the family explains what was found
    REVIEWING = "reviewing"  # the township's opinion
    ASSESSING = "assessing"
    PROPOSING = "proposing"  # the township proposes what to do where no grant follows
    NOTICING = "noticing"  # seven days of public notice
    CONFIRMING = "confirming"  # the county decides, or its township by delegation
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DECIDING = "deciding"  # urgent aid: decided at once
    PAYING_FIRST = "paying_first"
    POST_REVIEWING = "post_reviewing"
    RECEIVING = "receiving"
    RECHECKING = "rechecking"
    GRACE = "grace"  # over the line by a new job: received for some months more
    NOTICING_END = "noticing_end"  # seven days in which the village may object to an end
    LEAVING = "leaving"  # its end is decided; received until the month is over
    PASSING = "passing"  # from elsewhere: waits to be passed on, and needs no workflow
    PASSED_ON = "passed_on"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    REFUSED = "refused"
    CLOSED = "closed"
    ENDED = "ended"


class Track(StrEnum):
    """The course a case takes."""

    STANDARD = "standard"
    SAME_DAY = "same_day"
    COUNTY_ONLY = "county_only"  # invisible to every level but the county; never noticed
    ELSEWHERE = "elsewhere"  # belongs where nobody here can act: passed on, never verified


TASKS = {
    task.name: task
    for task in (
        Task("pass_on", OfficeLevel.TOWNSHIP, "deadline.pass_on"),
        Task("accept", OfficeLevel.TOWNSHIP, "deadline.accept"),
        Task("non_acceptance", OfficeLevel.COUNTY, "deadline.accept"),
        Task("correct", OfficeLevel.FAMILY, "deadline.correct"),
        Task("call_back", OfficeLevel.TOWNSHIP, "deadline.call_back"),
        Task("meet", OfficeLevel.TOWNSHIP, "deadline.meet"),
        Task("visit", OfficeLevel.TOWNSHIP, "deadline.survey"),
        Task("appraise", OfficeLevel.TOWNSHIP, "deadline.appraise"),
        Task("countersign", OfficeLevel.TOWNSHIP, "deadline.countersign"),
        Task("county_visit", OfficeLevel.COUNTY, "deadline.county_visit"),
        Task("county_countersign", OfficeLevel.COUNTY, "deadline.countersign"),
        Task("review", OfficeLevel.TOWNSHIP, "deadline.review"),
        Task("propose", OfficeLevel.TOWNSHIP, "deadline.propose"),
        Task("confirm", OfficeLevel.COUNTY, "deadline.confirm"),
        Task("decide", OfficeLevel.TOWNSHIP, "deadline.urgent"),
        Task("post_review", OfficeLevel.TOWNSHIP, "deadline.post_review"),
        Task("recheck", OfficeLevel.TOWNSHIP, "deadline.recheck"),
        Task("benefit_decision", OfficeLevel.COUNTY, "deadline.benefit_decision"),
        Task("death_check", OfficeLevel.TOWNSHIP, "deadline.death_check"),
        Task("death_decision", OfficeLevel.COUNTY, "deadline.death_review"),
        Task("duplicate", OfficeLevel.TOWNSHIP, "deadline.duplicate"),
        Task("consent", OfficeLevel.TOWNSHIP, "deadline.consent"),
        Task("late_answer", OfficeLevel.TOWNSHIP, "deadline.late_answer"),
        Task("confidential", OfficeLevel.COUNTY, "deadline.confidential"),
        Task("account", OfficeLevel.TOWNSHIP, "deadline.account"),
    )
}

DUE = {
    # How long each state may last, as parameters of the policy pack; the others may not last.
    State.WAITING: "verification.wait",
    State.VERIFYING: "verification.round",
    State.EXPLAINING: "deadline.explain",
    State.NOTICING: "deadline.notice",
    State.NOTICING_END: "deadline.notice",
    # Until a month begins: the event that leads there says which.
    State.GRACE: "",
    State.LEAVING: "",
}

RESTS = frozenset(
    {
        State.RECEIVING,
        State.GRACE,
        State.RECHECKING,
        State.NOTICING_END,
        State.LEAVING,
    }
)
ENDS = frozenset(
    {
        State.PASSED_ON,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
        State.TERMINATED,
        State.REFUSED,
        State.CLOSED,
        State.ENDED,
    }
)
OWED_AFTER = frozenset({State.CLOSED, State.ENDED})
"""The ends after which money sent earlier may still be on its way, or come back."""
MACHINE = frozenset(
    {
        State.VERIFYING,
        State.ASSESSING,
        State.CONFIRMED,
        State.DECLINED,
        State.PAYING_FIRST,
    }
)
BEFORE_OPINION = frozenset({State.WAITING, State.VERIFYING, State.EXPLAINING, State.REVIEWING})
OPEN = frozenset(State) - ENDS - {State.PASSING}  # those that are handled here
TASKED = OPEN | OWED_AFTER | {State.PASSING}
"""Where somebody of the staff may have a task."""
RECEIVED = frozenset({State.RECEIVING, State.GRACE})
UNDECIDED = OPEN - RESTS - {State.CONFIRMED, State.PAYING_FIRST, State.POST_REVIEWING}
AMENDED = UNDECIDED - {State.DECLINED} | {State.POST_REVIEWING}
"""Where a family may still add to what it handed in; after urgent aid was paid, too."""
AFTER_REPORT = frozenset({State.VERIFYING, State.EXPLAINING, State.REVIEWING})
AFTER_OPINION = frozenset({State.ASSESSING, State.PROPOSING, State.NOTICING, State.CONFIRMING})
TIMED = BEFORE_OPINION | AFTER_OPINION
"""Where the total time of a decision runs, once accepted (case/total.py)."""
EXPLAINED_LATE = TIMED - {State.WAITING, State.EXPLAINING} | {State.POST_REVIEWING}
"""Where what a family explains after its time is still kept and read before the decision."""


HANDLED = frozenset(Track) - {Track.ELSEWHERE}
STANDARD = frozenset({Track.STANDARD})
PLAIN = frozenset({Track.STANDARD, Track.COUNTY_ONLY})
SAME_DAY = frozenset({Track.SAME_DAY})
COUNTY_ONLY = frozenset({Track.COUNTY_ONLY})
ELSEWHERE = frozenset({Track.ELSEWHERE})
ANY = frozenset(Track)


Transition = machine.Transition[State, Track]
Standing = machine.Standing[State, Track]


STAGE_TASKS = frozenset(
    {
        *("pass_on", "review", "propose", "confirm", "decide", "post_review"),
        *("recheck", "benefit_decision"),
    }
)

DEATHS_FIRST = "death_check death_decision"
"""The tasks by which a death that was reported is settled."""
