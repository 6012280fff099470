"""What may happen at any stage, and to what belongs to another office."""

from __future__ import annotations

from chalicelib.case.rows.row import row
from chalicelib.case.states import (
    AFTER_OPINION,
    AFTER_REPORT,
    AMENDED,
    ANY,
    ELSEWHERE,
    OPEN,
    OWED_AFTER,
    PLAIN,
    RESTS,
    SAME_DAY,
    STANDARD,
    TASKED,
    TIMED,
    UNDECIDED,
    State,
    Transition,
)
from chalicelib.records.machine import By, LockEffect

S = State

ROWS: tuple[Transition, ...] = (
    # From elsewhere: passed on, with a receipt of the passing (社会救助暂行办法, art. 60).
    row("pass_on", {S.PASSING}, S.PASSED_ON, By.HOLDER, task="pass_on", tracks=ELSEWHERE),
    row("withdraw", {S.PASSING}, S.WITHDRAWN, By.APPLICANT, tracks=ELSEWHERE),
    row("die", {S.PASSING}, S.ENDED, By.SYSTEM, tracks=ELSEWHERE),
    # The family puts right what it wrote: departments are asked again, and an opinion falls. While
    # something is missing, this is its answer.
    row("amend", AMENDED, None, By.APPLICANT),
    *(
        each
        for answer in ({"task": "correct", "opens": "accept"}, {})
        for each in (
            row("redeclare", {S.WAITING}, None, By.APPLICANT, tracks=PLAIN, lock=LockEffect.WANTED,
                **answer),
            row("redeclare", AFTER_REPORT, S.VERIFYING, By.APPLICANT, tracks=PLAIN,
                lock=LockEffect.WANTED, clears="explained objected", **answer),
        )
    ),
    row("redeclare", AFTER_OPINION, S.VERIFYING, By.APPLICANT, tracks=PLAIN, lock=LockEffect.WANTED,
        bars="entitled",
        clears="agreed eligible explained objected"),
    row("redeclare", {S.DECIDING, S.WAITING}, None, By.APPLICANT, tracks=SAME_DAY,
        lock=LockEffect.WANTED),
    row("redeclare", {S.VERIFYING, S.POST_REVIEWING}, S.VERIFYING, By.APPLICANT, tracks=SAME_DAY,
        lock=LockEffect.WANTED, closes="correct"),
    row("redeclare", {S.CONFIRMING}, S.DECIDING, By.APPLICANT, tracks=SAME_DAY, bars="entitled",
        lock=LockEffect.WANTED,
        opens="decide"),
    # How the family is reached and paid, at any moment; another account needs a second person.
    row("change_phone", OPEN, None, By.APPLICANT),
    row("change_phone", {S.PASSING}, None, By.APPLICANT, tracks=ELSEWHERE),
    row("change_account", OPEN, None, By.APPLICANT, opens="account"),
    row("change_account", OWED_AFTER, None, By.APPLICANT, needs="entitled", opens="account"),
    row("confirm_account", OPEN | OWED_AFTER, None, By.HOLDER, task="account"),
    row("refuse_account", OPEN | OWED_AFTER, None, By.HOLDER, task="account"),
    # The total time: extended by a person; leaders are informed before it is over, and after.
    row("extend", TIMED, None, By.OFFICER, tracks=PLAIN, needs="accepted", bars="extended",
        sets="extended", clears="total_warned total_over"),
    row("warn_total", TIMED, None, By.SYSTEM, tracks=PLAIN, needs="accepted", bars="total_warned",
        sets="total_warned"),
    row("total_over", TIMED, None, By.SYSTEM, tracks=PLAIN, needs="accepted", bars="total_over",
        sets="total_over"),
    # What a township was to confirm is the county's after all, in the county's own time.
    row("to_county", TIMED, None, By.SYSTEM, tracks=STANDARD, needs="accepted",
        clears="total_warned total_over"),
    # At any moment.
    row("withdraw", UNDECIDED, S.WITHDRAWN, By.APPLICANT, bars="entitled"),
    row("terminate", UNDECIDED - {S.DECLINED, S.DECIDING}, S.TERMINATED, By.COUNTY,
        needs="informed", four_eyes=True),
    row("die", OPEN, S.ENDED, By.SYSTEM, tracks=PLAIN),
    # Urgent aid that was granted is verified and reviewed, though nobody of the family is left.
    row("die", OPEN, S.ENDED, By.SYSTEM, tracks=SAME_DAY, bars="entitled"),
    row("escalate", TASKED, None, By.SYSTEM, tracks=ANY),
    row("remind", TASKED, None, By.SYSTEM, tracks=ANY),
    row("recount", TASKED, None, By.SYSTEM, tracks=ANY),
    row("resume", OPEN - RESTS, None, By.SYSTEM, starts=True),
    row("claim", TASKED, None, By.HOLDER, tracks=ANY),
    row("hand_over", TASKED, None, By.HOLDER, tracks=ANY),
    row("remind_holder", TASKED, None, By.OFFICER, tracks=ANY),
    # Who reviews or signs an act inside an office before somebody else carries it out; once that is
    # done they count as whoever did it (case/effects.py).
    row("sign_off", TASKED, None, By.HOLDER, tracks=ANY),
)  # fmt: skip
