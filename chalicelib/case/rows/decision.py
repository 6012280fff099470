"""From the township's opinion to the county's decision, and urgent aid, which is paid first."""

from __future__ import annotations

from chalicelib.case.rows.row import row
from chalicelib.case.states import (
    BEFORE_OPINION,
    COUNTY_ONLY,
    PLAIN,
    SAME_DAY,
    STANDARD,
    TIMED,
    State,
    Transition,
)
from chalicelib.records.machine import By, LockEffect

S = State
BEFORE_AN_OPINION = "accepted called_back reported"
SURVEYED = ((STANDARD, "visited"), (STANDARD, "appraised"), (COUNTY_ONLY, "visited confidential"))
"""What is known before an opinion: what two people saw, or what villagers said of an objection."""
VISITED_FIRST = "county_visit county_countersign"

ROWS: tuple[Transition, ...] = (
    # The township's opinion, the assessment, the notice.
    row("ask_family", {S.REVIEWING}, S.EXPLAINING, By.HOLDER, task="review", sets="informed",
        clears="explained"),
    *(
        row(event, {S.REVIEWING}, S.ASSESSING, By.HOLDER, task="review", tracks=tracks,
            needs=f"{BEFORE_AN_OPINION} {more}", not_while="countersign", acts=True, **agreed)
        for event, agreed in (("propose_grant", {"sets": "agreed"}),
                              ("propose_refusal", {"clears": "agreed"}))
        for tracks, more in SURVEYED
    ),
    row("assess_eligible", {S.ASSESSING}, S.NOTICING, By.SYSTEM, needs="agreed",
        tracks=STANDARD, sets="eligible noticed", clears="objected"),
    # What the law does not post, or not again, goes on at once (case/posting.py).
    row("assess_unposted", {S.ASSESSING}, S.CONFIRMING, By.SYSTEM, needs="agreed",
        tracks=PLAIN, sets="eligible", opens="confirm"),
    row("assess_other", {S.ASSESSING}, S.PROPOSING, By.SYSTEM, clears="eligible",
        opens="propose"),
    row("propose_grant", {S.PROPOSING}, S.ASSESSING, By.HOLDER, task="propose", sets="agreed",
        not_while="countersign", acts=True),
    row("propose_refusal", {S.PROPOSING}, S.CONFIRMING, By.HOLDER, task="propose",
        clears="agreed", opens="confirm", not_while="countersign", acts=True),
    row("verify_again", {S.PROPOSING}, S.VERIFYING, By.HOLDER, task="propose",
        clears="explained"),
    row("object", {S.NOTICING}, S.REVIEWING, By.PUBLIC_OR_STAFF, sets="objected",
        clears="visited appraised agreed eligible", opens="visit review"),
    # It is looked into by another visit, or by villagers who know the family (57号, art. 19).
    row("call_appraisal", {S.REVIEWING}, None, By.HOLDER, task="visit", tracks=STANDARD,
        needs="objected", opens="appraise", acts=True),
    row("call_off_appraisal", BEFORE_OPINION, None, By.HOLDER, task="appraise", tracks=STANDARD,
        opens="visit", acts=True),
    row("appraise", BEFORE_OPINION, None, By.HOLDER, task="appraise", tracks=STANDARD,
        sets="appraised", acts=True),
    # As long as the notice was to stand, who comes after it was taken down may object as well.
    row("object", TIMED - {S.WAITING, S.NOTICING}, None, By.PUBLIC_OR_STAFF, needs="noticed"),
    row("notice_over", {S.NOTICING}, S.CONFIRMING, By.SYSTEM, opens="confirm"),
    # The county decides, or a township to which it delegated that (case/confirming.py); a second
    # person stands behind every decision.
    row("confirm", {S.CONFIRMING}, S.CONFIRMED, By.HOLDER, task="confirm", tracks=PLAIN,
        needs="eligible agreed", not_while=VISITED_FIRST, four_eyes=True, lock=LockEffect.NEEDED),
    row("decline", {S.CONFIRMING}, S.DECLINED, By.HOLDER, task="confirm", not_while=VISITED_FIRST,
        four_eyes=True),
    row("send_back", {S.CONFIRMING}, S.REVIEWING, By.HOLDER, task="confirm", tracks=PLAIN,
        four_eyes=True, clears="agreed eligible visited appraised objected", opens="visit review"),
    row("entitle", {S.CONFIRMED}, S.RECEIVING, By.SYSTEM, sets="entitled"),
    row("refuse", {S.DECLINED}, S.REFUSED, By.SYSTEM),
    # Urgent temporary aid: decided and paid first, verified and reviewed after.
    row("grant_urgent", {S.DECIDING}, S.PAYING_FIRST, By.HOLDER, task="decide", tracks=SAME_DAY,
        acts=True, lock=LockEffect.NEEDED),
    row("propose_refusal", {S.DECIDING}, S.CONFIRMING, By.HOLDER, task="decide", tracks=SAME_DAY,
        opens="confirm", acts=True),
    # A second urgent aid within the pack's time (approval/steps/urgent.py), or whatever a township
    # would rather not decide alone.
    row("refer_to_county", {S.DECIDING}, S.CONFIRMING, By.HOLDER, task="decide", tracks=SAME_DAY,
        opens="confirm", acts=True),
    row("grant_urgent", {S.CONFIRMING}, S.PAYING_FIRST, By.HOLDER, task="confirm",
        tracks=SAME_DAY, acts=True, four_eyes=True, lock=LockEffect.NEEDED),
    row("send_back", {S.CONFIRMING}, S.DECIDING, By.HOLDER, task="confirm", tracks=SAME_DAY,
        four_eyes=True, opens="decide"),
    row("pay_first", {S.PAYING_FIRST}, S.WAITING, By.SYSTEM, tracks=SAME_DAY, sets="entitled"),
    row("ask_correction", {S.POST_REVIEWING}, None, By.HOLDER, task="post_review",
        tracks=SAME_DAY, bars="informed_once", sets="informed_once", opens="correct"),
    *(
        each
        for frm, opens in ((S.POST_REVIEWING, "post_review"), (S.VERIFYING, ""))
        for each in (
            row("correct", {frm}, None, By.APPLICANT, task="correct", tracks=SAME_DAY,
                opens=opens),
            row("correction_over", {frm}, None, By.SYSTEM, task="correct", tracks=SAME_DAY,
                opens=opens),
        )
    ),
    row("post_review", {S.POST_REVIEWING}, S.CLOSED, By.HOLDER, task="post_review",
        tracks=SAME_DAY, needs="entitled", four_eyes=True),
)  # fmt: skip
