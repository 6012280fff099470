"""What staff must have read before they decide: a decision is upon what lay on the desk.

A family may tell something else while a clerk has its case open. So a decision names the version of
the case that was read, and is refused where a document on which it rests was changed after it.
What only records that something happened (a call, a visit, a task taken) names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DECLARED = frozenset({"application", "explanation"})
_FOUND = _DECLARED | {"report", "self_care", "supporters"}
_VISITED = frozenset({"countersign", "visit", "self_care"})
_COUNTY_VISITED = frozenset({"county_countersign", "county_visit"})
_WITH_OBJECTION = _FOUND | {"objection", "appraisal"}
_WITH_PROPOSAL = _WITH_OBJECTION | {"opinion", "assessment"}
_REVIEWED = _FOUND | {"deaths", "change"}
RESTS_ON: Mapping[str, frozenset[str]] = {
    "accept": _DECLARED,
    "ask_correction": _DECLARED,
    "propose_not_accept": _DECLARED,
    "not_accept": _DECLARED | {"non_acceptance"},
    "not_ours": _DECLARED | {"non_acceptance"},
    "look_again": _DECLARED | {"non_acceptance"},
    "keep_confidential": _DECLARED,
    "return_to_standard": _DECLARED,
    "ask_family": _FOUND,
    "propose_grant": _WITH_OBJECTION,
    "propose_refusal": _WITH_OBJECTION,
    "refer_to_county": _FOUND,
    "verify_again": _FOUND,
    "call_appraisal": frozenset({"objection"}),
    "call_off_appraisal": frozenset({"appraisal"}),
    "appraise": frozenset({"appraisal"}),
    "confirm": _WITH_PROPOSAL,
    "decline": _WITH_PROPOSAL,
    "send_back": _WITH_PROPOSAL,
    "grant_urgent": _WITH_PROPOSAL,
    "post_review": _FOUND,
    "terminate": _DECLARED,
    "settle_duplicate": frozenset({"duplicate"}),
    "settle_consent": _DECLARED,
    "settle_late_answer": _FOUND,
    "review_late_answer": _FOUND,
    "check_deaths": frozenset({"deaths"}),
    "keep": _REVIEWED,
    "propose_change": _REVIEWED,
    "propose_end": _REVIEWED,
    "propose_end_of_means": _REVIEWED,
    "propose_posted_end": _REVIEWED,
    "change_benefit": _REVIEWED | {"reckoned"},
    "enter_grace": _REVIEWED | {"reckoned"},
    "end_benefit": _REVIEWED | {"reckoned"},
    "review_again": _REVIEWED | {"reckoned"},
    "confirm_death": frozenset({"deaths", "rest"}),
    "review_rest": frozenset({"deaths", "rest"}),
    "refute_death": frozenset({"deaths", "rest"}),
    "check_again": frozenset({"deaths", "rest"}),
    "restore_person": frozenset({"deaths", "benefit"}),
    "restore_and_review": frozenset({"deaths", "benefit"}),
    "reopen_benefit": frozenset({"deaths", "benefit"}),
    "reopen_and_review": frozenset({"deaths", "benefit"}),
    "visit": frozenset({"application"}),
    "assess_care": frozenset({"application"}),
    "excuse_supporter": frozenset({"application"}),
    "countersign": _VISITED,
    "deny_visit": _VISITED,
    "deny_care": _VISITED,
    "county_countersign": _COUNTY_VISITED,
    "deny_county_visit": _COUNTY_VISITED,
    "confirm_account": frozenset({"account_change", "application"}),
    "refuse_account": frozenset({"account_change", "application"}),
}
"""The documents on which each decision rests."""
_FOLLOWED = frozenset().union(*RESTS_ON.values())


def last_changes(
    changed: Mapping[str, int], held: Mapping[str, Any], fresh: Mapping[str, Any], seq: int
) -> dict[str, int]:
    """By which event each document changed last, after event `seq` that writes those `fresh`."""
    anew = {name for name in _FOLLOWED & fresh.keys() if fresh[name] != held.get(name)}
    return {**changed, **dict.fromkeys(anew, seq)}


def is_stale(event: str, changed: Mapping[str, int], version: int) -> bool:
    """Whether something that the event rests on came after the version that was read."""
    return any(changed.get(name, 0) > version for name in RESTS_ON.get(event, ()))
