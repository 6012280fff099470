"""What comes next for an application or a benefit, in words for the family."""

from __future__ import annotations

from chalicelib.case import contacts, deaths, granted_texts
from chalicelib.case.benefit_figures import figures, how_ended, month_of_change, named_day
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.domain.dates import Month, month_of_day
from chalicelib.records.law import Law
from chalicelib.words import say

REVIEWED = frozenset({"receiving", "receiving_recognised"})
"""What is next of a benefit or a recognition that is reviewed on a day."""


def next_step(case: Case, law: Law) -> str:
    """What comes next for an application or a benefit, in words, with office and day."""
    code = _next_code(case, month_of_day(law.day))
    if not code:
        return contacts.next_step(case)
    again = granted_texts.review(case, law) if code in REVIEWED else ""
    return say(f"next.{code}", **figures(case, law), again=again)


def provisional(case: Case, law: Law) -> str:
    """By which notices a day is counted that `next_step` names and no task has; "" for none."""
    posted = case.state is State.NOTICING_END
    return named_day("end_proposed", case, law).until if posted else ""


def _next_code(case: Case, now_month: Month) -> str:
    if case.state is State.REVIEWING and "objected" in case.document.facts:
        return "reviewing_again"
    if case.state is State.RECEIVING:
        return _receiving(case)
    if case.state is State.RECHECKING:
        return _rechecking(case)
    if case.state in {State.GRACE, State.NOTICING_END}:
        return str(case.state)
    if case.state is State.LEAVING:
        return _leaving(case, now_month)
    return "ended_benefit" if case.state is State.ENDED and deaths.is_ended(case) else ""


def _receiving(case: Case) -> str:
    if deaths.is_monthly(case.document):
        return "receiving"
    once = case.doc("decision").get("amount_fen")
    return "receiving_once" if once else "receiving_recognised"


def _leaving(case: Case, now_month: Month) -> str:
    ended = how_ended(case)
    if ended != "paid":
        return f"leaving_{ended}"
    return "leaving_over" if str(now_month) >= month_of_change(case) else "leaving"


def _rechecking(case: Case) -> str:
    if case.document.task("recheck"):
        return "rechecking_periodic" if case.doc("change").get("periodic") else "rechecking"
    county = case.document.task("benefit_decision")
    return "rechecking_county" if county else "rechecking_reckoned"
