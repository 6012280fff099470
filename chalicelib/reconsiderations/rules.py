"""Which decisions are looked at again, until when they still can be made anew, and by whom. Pure.

No public text knows this reconsideration: it is a service of the bureau beside the remedies of the
law, in the manner of 有错必纠 (全面推进依法行政实施纲要).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

from chalicelib.case.states import RECEIVED, State

Outcome = Literal["upheld", "changed", "dismissed"]
Ground = Literal["out_of_time", "not_a_decision", "not_own"]

_EXAMINED = RECEIVED | {State.RECHECKING, State.NOTICING_END}
MADE_ANEW: Mapping[str, frozenset[State]] = {
    "refuse": frozenset({State.REFUSED}),
    "not_accept": frozenset({State.NOT_ACCEPTED}),
    "terminate": frozenset({State.TERMINATED}),
    "entitle": _EXAMINED,
    "keep": _EXAMINED,
    "change_benefit": _EXAMINED,
    "end_benefit": frozenset({State.LEAVING}),
}
"""Which event of a case is a decision that can be made anew, and as long as the case stands where.

Not: an account that stays, urgent aid that was paid, what was granted once, a benefit after its
end, and a death (certification/persons/restorations.py has its own way back)."""


def can_be_made_anew(event: str, state: State | None, part: str) -> bool:
    """Whether the decision of an event stands so that the case's table can lead on from it."""
    return state in MADE_ANEW.get(event, ()) and not part.startswith("instalment")


def grounds(*, in_time: bool, decides: bool, own: bool) -> list[Ground]:
    """On which grounds it must be dismissed; on none where it is to be looked at."""
    found: dict[Ground, bool] = {
        "out_of_time": not in_time,
        "not_a_decision": not decides,
        "not_own": not own,
    }
    return [ground for ground, holds in found.items() if holds]


def mismatch_of(outcome: Outcome, ground: Ground | None, grounds: list[Ground]) -> str:
    """Why an answer does not fit the facts; "" where it does."""
    if outcome == "dismissed":
        return "" if ground in grounds else "ground"
    if ground is not None:
        return "ground"
    return "dismissible" if grounds else ""


def draw_officer(seed: str, id_: str, staff: Iterable[str]) -> str:
    """Who of the staff is drawn for a reconsideration: the lowest SHA-256 of seed, id and person.

    Anybody who knows the three comes to the same.
    """
    return min(staff, key=lambda one: hashlib.sha256(f"{seed}\n{id_}\n{one}".encode()).digest())
