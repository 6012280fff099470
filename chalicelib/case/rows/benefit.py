"""While a benefit is received: reviews, changes, deaths, a decision that is looked at again."""

from __future__ import annotations

from chalicelib.case.rows.row import row
from chalicelib.case.states import (
    COUNTY_ONLY,
    DEATHS_FIRST,
    OPEN,
    PLAIN,
    RECEIVED,
    SAME_DAY,
    STANDARD,
    State,
    Transition,
)
from chalicelib.records.machine import By, LockEffect

S = State
SETTLED_FIRST = f"countersign {DEATHS_FIRST}"
SETTLED = frozenset(State) - {S.PASSING, S.PASSED_ON}
"""Wherever a case may stand that had a letter."""
AGAIN = ("called_back visited appraised confidential agreed eligible explained objected"
         " consent_seen extended total_warned total_over")  # fmt: skip
"""What is established anew where a case that was over begins again."""

ROWS: tuple[Transition, ...] = (
    # While it is received.
    # A review by the calendar (case/periodic.py).
    row("recheck", RECEIVED, S.RECHECKING, By.SYSTEM, opens="recheck"),
    row("tell_change", RECEIVED, S.RECHECKING, By.FAMILY_OR_STAFF, opens="recheck", acts=True),
    row("tell_change", {S.RECHECKING, S.NOTICING_END}, None, By.FAMILY_OR_STAFF, acts=True),
    row("keep", {S.RECHECKING}, S.RECEIVING, By.HOLDER, task="recheck", bars="grace",
        not_while="countersign"),
    row("keep", {S.RECHECKING}, S.GRACE, By.HOLDER, task="recheck", needs="grace",
        not_while="countersign"),
    # What the township proposes changes a benefit once a second person, of the county, decided it;
    # an end only after its notice, where the law posts it (43号, art. 23 to 26).
    row("propose_change", {S.RECHECKING}, None, By.HOLDER, task="recheck",
        not_while=SETTLED_FIRST, acts=True),
    row("reckon_change", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    row("reckon_grace", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    row("nothing_to_change", {S.RECHECKING}, None, By.SYSTEM, opens="recheck"),
    row("propose_end", {S.RECHECKING}, None, By.HOLDER, task="recheck", opens="benefit_decision",
        not_while=SETTLED_FIRST, acts=True),
    row("propose_posted_end", {S.RECHECKING}, S.NOTICING_END, By.HOLDER, task="recheck",
        tracks=STANDARD, not_while=SETTLED_FIRST, acts=True),
    # An end for the means of a household is first held against what its benefit comes to.
    row("propose_end_of_means", {S.RECHECKING}, None, By.HOLDER, task="recheck",
        not_while=SETTLED_FIRST, acts=True),
    row("reckon_end", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    row("reckon_posted_end", {S.RECHECKING}, S.NOTICING_END, By.SYSTEM, tracks=STANDARD),
    row("nothing_to_end", {S.RECHECKING}, None, By.SYSTEM, opens="recheck"),
    row("object_to_end", {S.NOTICING_END}, S.RECHECKING, By.PUBLIC_OR_STAFF, opens="recheck"),
    row("object_to_end", {S.RECHECKING}, None, By.PUBLIC_OR_STAFF),  # recorded beside the first
    row("end_notice_over", {S.NOTICING_END}, S.RECHECKING, By.SYSTEM, opens="benefit_decision"),
    row("change_benefit", {S.RECHECKING}, S.RECEIVING, By.HOLDER, task="benefit_decision",
        not_while=SETTLED_FIRST, four_eyes=True, clears="grace"),
    # A new job lifts the family over the line: for some months the wage does not count, and then
    # the benefit ends by what was decided (民发〔2022〕83号, 一（三）).
    row("enter_grace", {S.RECHECKING}, S.GRACE, By.HOLDER, task="benefit_decision",
        not_while=SETTLED_FIRST, four_eyes=True, sets="grace"),
    row("grace_over", {S.GRACE}, S.LEAVING, By.SYSTEM, clears="grace"),
    row("end_benefit", {S.RECHECKING}, S.LEAVING, By.HOLDER, task="benefit_decision",
        not_while=SETTLED_FIRST, four_eyes=True, clears="grace"),
    row("review_again", {S.RECHECKING}, None, By.HOLDER, task="benefit_decision", opens="recheck",
        four_eyes=True),
    row("month_over", {S.LEAVING}, S.ENDED, By.SYSTEM, not_while=DEATHS_FIRST),
    row("complete", {S.RECEIVING}, S.CLOSED, By.SYSTEM),  # one-off aid, paid in full
    # A death that a source reported: looked into by the township, decided by a second person of the
    # county. An assessment that counted the person is made anew (民发〔2022〕83号, 一（三）).
    row("death_told", OPEN, None, By.SYSTEM, opens="death_check"),
    row("check_deaths", OPEN, None, By.HOLDER, task="death_check", acts=True),
    row("assess_rest", OPEN, None, By.SYSTEM, opens="death_decision"),
    row("confirm_death", {S.PROPOSING, S.NOTICING, S.CONFIRMING}, S.ASSESSING, By.HOLDER,
        task="death_decision", tracks=PLAIN, bars="entitled", clears="eligible",
        four_eyes=True),
    row("confirm_death", OPEN, None, By.HOLDER, task="death_decision", four_eyes=True),
    row("review_rest", RECEIVED, S.RECHECKING, By.HOLDER,
        task="death_decision", opens="recheck", four_eyes=True),
    row("refute_death", OPEN, None, By.HOLDER, task="death_decision", four_eyes=True),
    row("check_again", OPEN, None, By.HOLDER, task="death_decision", opens="death_check",
        four_eyes=True),
    # A death that was settled by mistake: the person lives. Somebody of the county who neither
    # found nor decided it restores the person; a benefit that ended with the last begins again.
    row("restore_person", {S.PROPOSING, S.NOTICING, S.CONFIRMING}, S.ASSESSING, By.COUNTY,
        tracks=PLAIN, bars="entitled", clears="eligible", closes="propose confirm",
        four_eyes=True),
    row("restore_person", OPEN, None, By.COUNTY, four_eyes=True),
    row("restore_and_review", RECEIVED, S.RECHECKING, By.COUNTY,
        opens="recheck", four_eyes=True),
    row("reopen_benefit", {S.ENDED}, S.RECEIVING, By.COUNTY, tracks=PLAIN, four_eyes=True,
        lock=LockEffect.NEEDED),
    row("reopen_and_review", {S.ENDED}, S.RECHECKING, By.COUNTY, tracks=PLAIN, opens="recheck",
        four_eyes=True, lock=LockEffect.NEEDED),
    # A family asks that a decision be looked at again: by somebody who took no part, and whose word
    # it is then. A decision that does not stand is made anew by nobody who made it (decision 0049).
    row("reconsider", SETTLED, None, By.SYSTEM),
    row("let_stand", SETTLED, None, By.SYSTEM, acts=True),
    # A case that was over begins again with the departments, and the county visits it itself.
    *(
        row("decide_anew", frm, S.VERIFYING, By.SYSTEM, tracks=tracks, starts=True,
            lock=LockEffect.WANTED,
            opens=f"call_back county_visit {opens}", clears=AGAIN, anew=True, acts=True,
            four_eyes=True, **facts)
        for tracks, more in ((STANDARD, ""), (COUNTY_ONLY, "confidential"))
        for frm, opens, facts in (
            ({S.REFUSED, S.TERMINATED}, f"visit {more}", {"needs": "accepted"}),
            ({S.NOT_ACCEPTED, S.TERMINATED}, f"accept {more}",
             {"bars": "accepted", "sets": "to_accept"}),
        )
    ),
    row("decide_anew", {S.REFUSED}, S.CONFIRMING, By.SYSTEM, tracks=SAME_DAY, starts=True,
        lock=LockEffect.WANTED, opens="confirm", anew=True, acts=True, four_eyes=True),
    # A benefit is examined; one of which the end was decided is received until then.
    row("decide_anew", RECEIVED | {S.LEAVING}, S.RECHECKING, By.SYSTEM, opens="recheck", anew=True,
        acts=True, four_eyes=True),
    row("decide_anew", {S.RECHECKING, S.NOTICING_END}, None, By.SYSTEM, anew=True, acts=True,
        four_eyes=True),
)  # fmt: skip
