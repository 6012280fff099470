"""Where a case goes and whom the family calls: for receipts, timelines and letters.

An application that belongs elsewhere is passed on with a receipt of the passing: the office that
is asked for help handles it or passes it on (社会救助暂行办法, art. 60).
"""

from __future__ import annotations

from chalicelib.case.case import Case
from chalicelib.case.states import State, Track
from chalicelib.directory.offices import routing
from chalicelib.domain import names
from chalicelib.domain.dates import last_day
from chalicelib.domain.errors import Refused
from chalicelib.records.law import Law
from chalicelib.words import say
from chalicelib.words.days import day_words

HOTLINE = "contact.hotline"
LINES = {
    "receipt": ("receipt_elsewhere",),
    "passed_on": ("passed_on_call", "passed_on_unanswered"),
    "sent_on": ("passed_on_call", "passed_on_unanswered"),
}


def next_step(case: Case) -> str:
    """What comes next, in words, with the offices that it names.

    What was not passed on in time is said without another promise: who has it now, whom to call.
    """
    late = case.state is State.PASSING and _is_overdue(case)
    missing = case.doc("acceptance").get("ground") == "incomplete"
    code = "passing_late" if late else case.record.state
    if case.state is State.NOT_ACCEPTED and missing:
        code = "not_accepted_incomplete"
    return say(f"next.{code}", **figures(case))


def _is_overdue(case: Case) -> bool:
    """Whether it was not passed on in time."""
    task = case.document.task("pass_on")
    return task is not None and (task.escalations > 0 or task.look_again is not None)


def telephone(case: Case, law: Law) -> str:
    """The telephone to call: of the office to which the case was passed on, or the hotline."""
    if case.state is State.PASSED_ON:
        return str(case.doc("passing")["telephone"])
    return hotline(law)


def hotline(law: Law) -> str:
    """The telephone at which somebody answers whatever office has the case."""
    return str(law.parameters.value(HOTLINE).amount)


def check_other_office(case: Case, office: str) -> None:
    """Refused("approval.own_office") for the name of the office that has the case."""
    own = (routing.office_name(case.office), routing.organ_name(case.office))
    if names.folded(office).endswith(tuple(map(names.folded, own))):
        raise Refused("approval.own_office")


def lines(letter: str, case: Case, law: Law) -> list[str]:
    """What a letter of a case from elsewhere says besides: where to, by when, whom to call."""
    elsewhere = case.document.track is Track.ELSEWHERE or case.state is State.PASSED_ON
    codes = LINES.get(letter, ()) if elsewhere else ()
    values = figures(case) | {"hotline": hotline(law), "receipt": str(case.record.clear["receipt"])}
    return [say(f"letter.{code}", **values) for code in codes]


def figures(case: Case) -> dict[str, str]:
    """Who passes the case on, to where, until what day, and the telephone there.

    `home` is where it belongs, by whatever name it was passed on; `holder` is the office that has
    it now, which may be above one that did not pass it on in time.
    """
    application, passing = case.doc("application"), case.doc("passing")
    task = case.document.task("pass_on")
    home = routing.home_of(application, case.scheme)
    return {
        "home": home,
        "office": routing.contact_name(case.office),
        "to": str(passing.get("office") or home),
        "holder": routing.office_name(task.office if task else case.office),
        "until": day_words(last_day(case.stage_due)),
        "telephone": str(passing.get("telephone", "")),
    }
