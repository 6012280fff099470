"""From submission to what the family explains: acceptance, visits, verification."""

from __future__ import annotations

from chalicelib.case.rows.row import row
from chalicelib.case.states import (
    ANY,
    BEFORE_OPINION,
    COUNTY_ONLY,
    ELSEWHERE,
    ENDS,
    EXPLAINED_LATE,
    OPEN,
    PLAIN,
    RECEIVED,
    SAME_DAY,
    STANDARD,
    TIMED,
    State,
    Track,
    Transition,
)
from chalicelib.records.machine import By, LockEffect

S = State


def _signed(event: str, by: By, **more: object) -> tuple[Transition, ...]:
    """Somebody signed, or was proved: whom nobody asked about is asked about now."""
    more |= {"closes": "consent"}
    return (
        row(event, {S.WAITING, S.VERIFYING}, None, by, clears="consent_seen", **more),
        row(event, {S.DECIDING, S.PAYING_FIRST}, None, by, tracks=SAME_DAY, **more),
        row(event, {S.EXPLAINING, S.REVIEWING}, S.VERIFYING, by,
            clears="consent_seen explained", **more),
        row(event, {S.POST_REVIEWING}, S.VERIFYING, by, tracks=SAME_DAY,
            clears="consent_seen", **more),
    )  # fmt: skip


ROWS: tuple[Transition, ...] = (
    # Submission; acceptance and what is missing are facts beside the stage.
    row("submit", (), S.WAITING, By.APPLICANT, tracks=STANDARD, first=True, starts=True,
        lock=LockEffect.WANTED, opens="accept call_back"),
    row("submit", (), S.WAITING, By.APPLICANT, tracks=COUNTY_ONLY, first=True, starts=True,
        lock=LockEffect.WANTED, opens="accept call_back confidential"),
    row("submit", (), S.DECIDING, By.APPLICANT, tracks=SAME_DAY, first=True, starts=True,
        lock=LockEffect.WANTED, opens="decide"),
    row("submit", (), S.PASSING, By.APPLICANT, tracks=ELSEWHERE, first=True, opens="pass_on"),
    row("accept", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
        bars="accepted", sets="accepted", opens="visit"),
    row("ask_correction", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
        bars="accepted informed_once", sets="informed_once", opens="correct"),
    row("correct", BEFORE_OPINION, None, By.APPLICANT, task="correct", tracks=PLAIN,
        opens="accept"),
    row("correction_over", BEFORE_OPINION, None, By.SYSTEM, task="correct", tracks=PLAIN,
        opens="accept"),
    # Nobody alone turns a family away: a ground of the law, and a second person of the county. What
    # belongs to another office is passed on there.
    row("propose_not_accept", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
        bars="accepted to_accept", opens="non_acceptance", acts=True),
    row("not_accept", BEFORE_OPINION, S.NOT_ACCEPTED, By.HOLDER, task="non_acceptance",
        tracks=PLAIN, four_eyes=True),
    row("not_ours", BEFORE_OPINION, S.PASSED_ON, By.HOLDER, task="non_acceptance", tracks=PLAIN,
        four_eyes=True),
    row("look_again", BEFORE_OPINION, None, By.HOLDER, task="non_acceptance", tracks=PLAIN,
        opens="accept", four_eyes=True),
    # Each attempt to reach the family is recorded; after so many on the phone (the pack's) somebody
    # goes there.
    *(
        row("call_back", BEFORE_OPINION, None, By.HOLDER, task=task, sets="called_back")
        for task in ("call_back", "meet")
    ),
    row("call_failed", BEFORE_OPINION, None, By.HOLDER, task="call_back", opens="call_back"),
    row("call_failed", BEFORE_OPINION, None, By.HOLDER, task="meet", opens="meet"),
    row("call_given_up", BEFORE_OPINION, None, By.HOLDER, task="call_back", opens="meet"),
    # Two people visit: a colleague whom the record names says so in the own session, or denies it;
    # until then it may be recorded anew, with somebody else.
    row("visit", BEFORE_OPINION, None, By.HOLDER, task="visit", needs="accepted", sets="visited",
        opens="countersign", acts=True),
    row("visit", BEFORE_OPINION, None, By.HOLDER, task="countersign", needs="accepted visited",
        opens="countersign", acts=True),
    # What members can do alone, where it was not seen at the visit (43号, art. 20 to 22).
    row("assess_care", BEFORE_OPINION | {S.PROPOSING}, None, By.OFFICER, tracks=PLAIN,
        needs="accepted", opens="countersign", acts=True),
    # A change that is reported while a benefit is received is assessed likewise (art. 23).
    row("assess_care", {S.RECHECKING}, None, By.HOLDER, task="recheck", tracks=PLAIN,
        opens="recheck countersign", acts=True),
    row("countersign", BEFORE_OPINION | {S.PROPOSING, S.RECHECKING}, None, By.NAMED,
        task="countersign", tracks=PLAIN),
    row("deny_visit", BEFORE_OPINION, None, By.NAMED, task="countersign", tracks=PLAIN,
        clears="visited", opens="visit"),
    row("deny_care", BEFORE_OPINION | {S.PROPOSING, S.RECHECKING}, None, By.NAMED,
        task="countersign", tracks=PLAIN),
    # A relative who owes support cannot be reached, or cannot sign (43号, art. 10).
    row("excuse_supporter", BEFORE_OPINION | {S.PROPOSING}, None, By.OFFICER, tracks=PLAIN,
        needs="accepted", acts=True),
    row("possible_duplicate", OPEN, None, By.SYSTEM, sets="duplicate_seen", opens="duplicate"),
    row("settle_duplicate", OPEN, None, By.HOLDER, task="duplicate", acts=True),
    # Whether the wish to be known to the county alone is founded; decided before any opinion.
    row("keep_confidential", BEFORE_OPINION, None, By.HOLDER, task="confidential",
        tracks=COUNTY_ONLY, sets="confidential", acts=True),
    row("return_to_standard", BEFORE_OPINION, None, By.HOLDER, task="confidential",
        tracks=COUNTY_ONLY, onto=Track.STANDARD),
    # A close relative of staff: registered apart, and visited by the county itself before any
    # decision (57号, art. 11 and 20).
    row("note_relative", TIMED, None, By.SYSTEM, tracks=PLAIN, opens="county_visit", acts=True),
    # Of another member of staff, or where nothing is to be decided now: they have no part in it.
    row("note_staff", OPEN, None, By.SYSTEM, acts=True),
    # Drawn by lot, to be checked by the county itself before it decides (43号, art. 16).
    row("draw", {S.CONFIRMING}, None, By.SYSTEM, tracks=STANDARD, opens="county_visit"),
    row("note_complaint", TIMED, None, By.SYSTEM, tracks=PLAIN, opens="county_visit"),
    # Named by mistake, as two officers found: the one who answered took no part in this case.
    row("withdraw_complaint", TIMED, None, By.SYSTEM, task="county_visit", tracks=PLAIN,
        four_eyes=True),
    *(
        row("county_visit", TIMED, None, By.HOLDER, task=task, tracks=PLAIN,
            opens="county_countersign", acts=True)
        for task in ("county_visit", "county_countersign")
    ),
    row("county_countersign", TIMED, None, By.NAMED, task="county_countersign", tracks=PLAIN),
    row("deny_county_visit", TIMED, None, By.NAMED, task="county_countersign", tracks=PLAIN,
        opens="county_visit"),
    # Verification and what differs.
    row("start_verification", {S.WAITING}, S.VERIFYING, By.SYSTEM),
    row("consent_missing", {S.VERIFYING}, None, By.SYSTEM, bars="consent_seen",
        sets="consent_seen", opens="consent"),
    *_signed("consent", By.PUBLIC),
    *_signed("prove", By.PUBLIC, lock=LockEffect.WANTED),
    *_signed("identity_check", By.OFFICER, lock=LockEffect.WANTED, acts=True),
    # What lets nobody more be asked about is kept, and throws nothing back.
    row("keep_signature", OPEN - {S.WAITING, S.VERIFYING}, None, By.SIGNER, lock=LockEffect.WANTED,
        acts=True),
    # Whoever was proved to be the applicant takes the case over on another phone, and its letters
    # after it is over.
    row("claim_case", OPEN, None, By.PUBLIC, lock=LockEffect.WANTED),
    row("claim_case", ENDS | {S.PASSING}, None, By.PUBLIC, tracks=ANY),
    row("settle_consent", OPEN, None, By.HOLDER, task="consent", acts=True),
    row("merge_answers", {S.VERIFYING}, None, By.SYSTEM),
    row("report_clear", {S.VERIFYING}, S.REVIEWING, By.SYSTEM, tracks=PLAIN, sets="reported",
        opens="review"),
    row("report_differs", {S.VERIFYING}, S.EXPLAINING, By.SYSTEM, tracks=PLAIN, bars="explained",
        sets="reported informed"),
    row("report_clear", {S.VERIFYING}, S.POST_REVIEWING, By.SYSTEM, tracks=SAME_DAY,
        sets="reported", opens="post_review"),
    # What rests on a minor is shown once staff know whose child it is.
    row("tell_of_minors", {S.EXPLAINING, S.REVIEWING}, S.EXPLAINING, By.SYSTEM, tracks=PLAIN,
        sets="informed", clears="explained"),
    # One statement does not end the time to explain: the family says when it is done, or the time
    # is over. What it says later is kept and read by whoever decides.
    row("explain", {S.EXPLAINING}, None, By.APPLICANT),
    row("explain_whole", {S.EXPLAINING}, S.REVIEWING, By.APPLICANT, sets="explained",
        opens="review"),
    row("explain_late", EXPLAINED_LATE, None, By.APPLICANT, needs="informed"),
    row("dispute", {S.EXPLAINING}, S.VERIFYING, By.APPLICANT, sets="explained"),
    row("explanation_over", {S.EXPLAINING}, S.REVIEWING, By.SYSTEM, sets="explained",
        opens="review"),
    row("late_answer", OPEN - {S.WAITING, S.VERIFYING}, None, By.SYSTEM),
    row("late_difference", OPEN - BEFORE_OPINION - {S.POST_REVIEWING}, None, By.SYSTEM,
        opens="late_answer"),
    row("settle_late_answer", OPEN, None, By.HOLDER, task="late_answer", acts=True),
    row("review_late_answer", RECEIVED, S.RECHECKING, By.HOLDER,
        task="late_answer", opens="recheck"),
)  # fmt: skip
