"""The transition table of delegations to a helper (records/machine.py)."""

from __future__ import annotations

from chalicelib.records.machine import By, Machine, Transition

ASKED = "asked"
ACTIVE = "active"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
EXPIRED = "expired"
_OPEN = frozenset({ASKED, ACTIVE})
ENDS = frozenset({REFUSED, WITHDRAWN, EXPIRED})

HELPER: Machine[str, str] = Machine(
    name="helper",
    transitions=(
        # One for one account and person; what is over may be asked for again.
        Transition("ask", frozenset(), ASKED, By.APPLICANT, first=True),
        Transition("ask", ENDS, ASKED, By.APPLICANT),
        # The person, on a phone of their own or before the camera of the helper's.
        Transition("consent", frozenset({ASKED}), ACTIVE, By.APPLICANT),
        Transition("counter_consent", frozenset({ASKED}), ACTIVE, By.OFFICER),
        Transition("refuse", frozenset({ASKED}), REFUSED, By.APPLICANT),
        Transition("withdraw", _OPEN, WITHDRAWN, By.FAMILY_OR_STAFF),
        Transition("expire", _OPEN, EXPIRED, By.SYSTEM),
    ),
    ends=ENDS,
)
