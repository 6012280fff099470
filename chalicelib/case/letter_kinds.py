"""Which event calls for which letter, and what kind of letter each is: tables. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.case import reconsideration_texts

LETTERS = {
    "submit": "receipt",
    "pass_on": "passed_on",
    "accept": "accepted",
    "call_given_up": "not_reached",
    "return_to_standard": "standard_track",
    "ask_correction": "correction",
    "not_accept": "not_accepted",
    "not_ours": "sent_on",
    "report_differs": "differences",
    "tell_of_minors": "differences",
    "ask_family": "asked",
    "assess_eligible": "notice",
    "object": "objected",
    "entitle": "granted",
    "pay_first": "paid_first",
    "refuse": "refused",
    "confirm_account": "account_changed",
    "refuse_account": "account_kept",
    "extend": "extended",
    "to_county": "raised",
    "withdraw": "withdrawn",
    "terminate": "terminated",
    "recount": "due_moved",
    "death_told": "death_told",
    "confirm_death": "death_settled",
    "review_rest": "death_settled",
    "refute_death": "death_settled",
    "restore_person": "death_settled",
    "restore_and_review": "death_settled",
    "reopen_benefit": "death_settled",
    "reopen_and_review": "death_settled",
    "keep": "kept",
    "recheck": "review_begun",
    "tell_change": "change_told",
    "propose_end": "end_proposed",
    "propose_posted_end": "end_proposed",
    "reckon_end": "end_proposed",
    "reckon_posted_end": "end_proposed",
    "object_to_end": "end_objected",
    "change_benefit": "benefit_changed",
    "enter_grace": "grace_granted",
    "grace_over": "grace_over",
    "end_benefit": "benefit_ended",
    "reconsider": "reconsideration",
    "let_stand": "reconsidered",
    "decide_anew": "reconsidered",
}
"""Of which event which letter informs."""

CONCLUDED_BY = {"confirm": "entitle", "decline": "refuse", "grant_urgent": "pay_first"}
"""By which event the system at once concludes what a person decided; its letter tells of it."""

OF_DEATHS = frozenset({"death_told", "death_settled"})
INFORMS = frozenset(
    {
        *("receipt", "passed_on", "accepted", "not_reached", "standard_track", "correction"),
        "differences",
        *(
            "asked",
            "notice",
            "objected",
            "account_changed",
            "extended",
            "raised",
            "withdrawn",
            "due_moved",
        ),
        *("death_told", "change_told", "review_begun", "end_proposed", "end_objected"),
    }
)
"""The letters that decide nothing; every other one says where and until when to object."""
CONFIRMED = frozenset({"granted", "refused"})
"""The letters of whoever confirms: the county, or the township that decided by delegation."""
OF_COUNTY = frozenset(
    {
        "not_accepted",
        "sent_on",
        "terminated",
        "standard_track",
        "death_settled",
        "benefit_changed",
        "benefit_ended",
    }
    | {"grace_granted", "grace_over"}
)
"""The letters of the county; the others are of the office that has the case."""
OF_FAMILY = frozenset({"due_moved", "death_told", "objected", "end_objected"})
"""The letters that are written only where the event says that it is the family's own (`family`)."""
NAMES_THE_DECISION = frozenset({"extended", "raised", "accepted", "notice"})
"""The letters that name the day of the decision."""
NAMES_A_DAY = frozenset({"receipt", "correction", "differences", "asked", "due_moved"})
"""The letters that name a day counted in working days."""
REASON_OF = {
    "standard_track": "confidential",
    "not_accepted": "acceptance",
    "sent_on": "acceptance",
    "asked": "opinion",
    "extended": "extension",
    "account_kept": "account_change",
    "refused": "decision",
    "terminated": "ending",
}
"""Which document holds the reason that a letter gives."""


def letter_of(event: Mapping[str, Any]) -> str:
    """The letter that an event calls for, if any; of days counted anew only the family's own, of a
    death only where the family may be informed, of objections only of the one that stops a
    notice."""
    name = LETTERS.get(event["event"], "")
    return "" if name in OF_FAMILY and not event["why"].get("family") else name


def told_after(event: str) -> str:
    """The letter with which the family is told of what a person decides; "" where there is none,
    or only for some."""
    name = LETTERS.get(CONCLUDED_BY.get(event, event), "")
    return "" if name in OF_FAMILY else name


def decides(event: Mapping[str, Any]) -> bool:
    """Whether a letter of an event tells of a decision, against which a term begins to run; one of
    a reconsideration names the term of the decision that was asked about."""
    name = letter_of(event)
    return bool(name) and name not in INFORMS | reconsideration_texts.LETTERS
