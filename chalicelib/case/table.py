"""The case's transition table (records/machine.py): every event that can happen to a case.

Order of things: 民发〔2021〕57号, chapters 2 to 5; urgent temporary aid pays first
(国发〔2014〕47号 as kept by the 2020 opinion, 15).
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.case.states import (
    AFTER_OPINION,
    AFTER_REPORT,
    AMENDED,
    ANY,
    BEFORE_OPINION,
    COUNTY_ONLY,
    DEATHS_FIRST,
    ELSEWHERE,
    ENDS,
    EXPLAINED_LATE,
    HANDLED,
    OPEN,
    OWED_AFTER,
    PLAIN,
    RECEIVED,
    RESTS,
    SAME_DAY,
    STAGE_TASKS,
    STANDARD,
    TASKED,
    TIMED,
    UNDECIDED,
    State,
    Track,
    Transition,
)
from chalicelib.records.machine import By, LockEffect, Machine

S = State
BEFORE_AN_OPINION = "accepted called_back reported"
SURVEYED = ((STANDARD, "visited"), (STANDARD, "appraised"), (COUNTY_ONLY, "visited confidential"))
"""What is known before an opinion: what two people saw, or what villagers said of an objection."""
VISITED_FIRST = "county_visit county_countersign"
SETTLED_FIRST = f"countersign {DEATHS_FIRST}"
SETTLED = frozenset(State) - {S.PASSING, S.PASSED_ON}
"""Wherever a case may stand that had a letter."""
AGAIN = ("called_back visited appraised confidential agreed eligible explained objected"
         " consent_seen extended total_warned total_over")  # fmt: skip
"""What is established anew where a case that was over begins again."""


def _t(event: str, frm: Iterable[State], to: State | None, by: By, **more: object) -> Transition:
    columns: dict[str, object] = {"tracks": HANDLED}
    for name, value in more.items():
        if name in {"needs", "bars", "sets", "clears"}:
            columns[name] = frozenset(str(value).split())
        elif name in {"opens", "closes", "not_while"}:
            columns[name] = tuple(str(value).split())
        else:
            columns[name] = value
    return Transition(event, frozenset(frm), to, by, **columns)  # type: ignore[arg-type]


def _signed(event: str, by: By, **more: object) -> tuple[Transition, ...]:
    """Somebody signed, or was proved: whom nobody asked about is asked about now."""
    more |= {"closes": "consent"}
    return (
        _t(event, {S.WAITING, S.VERIFYING}, None, by, clears="consent_seen", **more),
        _t(event, {S.DECIDING, S.PAYING_FIRST}, None, by, tracks=SAME_DAY, **more),
        _t(event, {S.EXPLAINING, S.REVIEWING}, S.VERIFYING, by,
           clears="consent_seen explained", **more),
        _t(event, {S.POST_REVIEWING}, S.VERIFYING, by, tracks=SAME_DAY,
           clears="consent_seen", **more),
    )  # fmt: skip


TRANSITIONS: tuple[Transition, ...] = (
    # Submission; acceptance and what is missing are facts beside the stage.
    _t("submit", (), S.WAITING, By.APPLICANT, tracks=STANDARD, first=True, starts=True,
       lock=LockEffect.WANTED, opens="accept call_back"),
    _t("submit", (), S.WAITING, By.APPLICANT, tracks=COUNTY_ONLY, first=True, starts=True,
       lock=LockEffect.WANTED, opens="accept call_back confidential"),
    _t("submit", (), S.DECIDING, By.APPLICANT, tracks=SAME_DAY, first=True, starts=True,
       lock=LockEffect.WANTED, opens="decide"),
    _t("submit", (), S.PASSING, By.APPLICANT, tracks=ELSEWHERE, first=True, opens="pass_on"),
    _t("accept", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
       bars="accepted", sets="accepted", opens="visit"),
    _t("ask_correction", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
       bars="accepted told_once", sets="told_once", opens="correct"),
    _t("correct", BEFORE_OPINION, None, By.APPLICANT, task="correct", tracks=PLAIN,
       opens="accept"),
    _t("correction_over", BEFORE_OPINION, None, By.SYSTEM, task="correct", tracks=PLAIN,
       opens="accept"),
    # Nobody alone turns a family away: a ground of the law, and a second person of the county. What
    # belongs to another office is passed on there.
    _t("propose_not_accept", BEFORE_OPINION, None, By.HOLDER, task="accept", tracks=PLAIN,
       bars="accepted to_accept", opens="non_acceptance", acts=True),
    _t("not_accept", BEFORE_OPINION, S.NOT_ACCEPTED, By.HOLDER, task="non_acceptance",
       tracks=PLAIN, four_eyes=True),
    _t("not_ours", BEFORE_OPINION, S.PASSED_ON, By.HOLDER, task="non_acceptance", tracks=PLAIN,
       four_eyes=True),
    _t("look_again", BEFORE_OPINION, None, By.HOLDER, task="non_acceptance", tracks=PLAIN,
       opens="accept", four_eyes=True),
    # Each attempt to reach the family is recorded; after so many on the phone (the pack's) somebody
    # goes there.
    *(
        _t("call_back", BEFORE_OPINION, None, By.HOLDER, task=task, sets="called_back")
        for task in ("call_back", "meet")
    ),
    _t("call_failed", BEFORE_OPINION, None, By.HOLDER, task="call_back", opens="call_back"),
    _t("call_failed", BEFORE_OPINION, None, By.HOLDER, task="meet", opens="meet"),
    _t("call_given_up", BEFORE_OPINION, None, By.HOLDER, task="call_back", opens="meet"),
    # Two people visit: a colleague whom the record names says so in the own session, or denies it;
    # until then it may be recorded anew, with somebody else.
    _t("visit", BEFORE_OPINION, None, By.HOLDER, task="visit", needs="accepted", sets="visited",
       opens="countersign", acts=True),
    _t("visit", BEFORE_OPINION, None, By.HOLDER, task="countersign", needs="accepted visited",
       opens="countersign", acts=True),
    # What members can do alone, where it was not seen at the visit (43号, art. 20 to 22).
    _t("assess_care", BEFORE_OPINION | {S.PROPOSING}, None, By.OFFICER, tracks=PLAIN,
       needs="accepted", opens="countersign", acts=True),
    # A change that is reported while a benefit is received is assessed likewise (art. 23).
    _t("assess_care", {S.RECHECKING}, None, By.HOLDER, task="recheck", tracks=PLAIN,
       opens="recheck countersign", acts=True),
    _t("countersign", BEFORE_OPINION | {S.PROPOSING, S.RECHECKING}, None, By.NAMED,
       task="countersign", tracks=PLAIN),
    _t("deny_visit", BEFORE_OPINION, None, By.NAMED, task="countersign", tracks=PLAIN,
       clears="visited", opens="visit"),
    _t("deny_care", BEFORE_OPINION | {S.PROPOSING, S.RECHECKING}, None, By.NAMED,
       task="countersign", tracks=PLAIN),
    # A relative who owes support cannot be reached, or cannot sign (43号, art. 10).
    _t("excuse_supporter", BEFORE_OPINION | {S.PROPOSING}, None, By.OFFICER, tracks=PLAIN,
       needs="accepted", acts=True),
    _t("possible_duplicate", OPEN, None, By.SYSTEM, sets="duplicate_seen", opens="duplicate"),
    _t("settle_duplicate", OPEN, None, By.HOLDER, task="duplicate", acts=True),
    # Whether the wish to be known to the county alone is founded; decided before any opinion.
    _t("keep_confidential", BEFORE_OPINION, None, By.HOLDER, task="confidential",
       tracks=COUNTY_ONLY, sets="confidential", acts=True),
    _t("return_to_standard", BEFORE_OPINION, None, By.HOLDER, task="confidential",
       tracks=COUNTY_ONLY, onto=Track.STANDARD),
    # A close relative of staff: registered apart, and visited by the county itself before any
    # decision (57号, art. 11 and 20).
    _t("note_relative", TIMED, None, By.SYSTEM, tracks=PLAIN, opens="county_visit", acts=True),
    # Of another member of staff, or where nothing is to be decided now: they have no part in it.
    _t("note_staff", OPEN, None, By.SYSTEM, acts=True),
    # Drawn by lot, to be checked by the county itself before it decides (43号, art. 16).
    _t("draw", {S.CONFIRMING}, None, By.SYSTEM, tracks=STANDARD, opens="county_visit"),
    _t("note_complaint", TIMED, None, By.SYSTEM, tracks=PLAIN, opens="county_visit"),
    # Named by mistake, as two officers found: the one who answered took no part in this case.
    _t("withdraw_complaint", TIMED, None, By.SYSTEM, task="county_visit", tracks=PLAIN,
       four_eyes=True),
    *(
        _t("county_visit", TIMED, None, By.HOLDER, task=task, tracks=PLAIN,
           opens="county_countersign", acts=True)
        for task in ("county_visit", "county_countersign")
    ),
    _t("county_countersign", TIMED, None, By.NAMED, task="county_countersign", tracks=PLAIN),
    _t("deny_county_visit", TIMED, None, By.NAMED, task="county_countersign", tracks=PLAIN,
       opens="county_visit"),
    # Verification and what differs.
    _t("start_verification", {S.WAITING}, S.VERIFYING, By.SYSTEM),
    _t("consent_missing", {S.VERIFYING}, None, By.SYSTEM, bars="consent_seen",
       sets="consent_seen", opens="consent"),
    *_signed("consent", By.PUBLIC),
    *_signed("prove", By.PUBLIC, lock=LockEffect.WANTED),
    *_signed("identity_check", By.OFFICER, lock=LockEffect.WANTED, acts=True),
    # What lets nobody more be asked about is kept, and throws nothing back.
    _t("keep_signature", OPEN - {S.WAITING, S.VERIFYING}, None, By.SIGNER, lock=LockEffect.WANTED,
       acts=True),
    # Whoever was proved to be the applicant takes the case over on another phone, and its letters
    # after it is over.
    _t("claim_case", OPEN, None, By.PUBLIC, lock=LockEffect.WANTED),
    _t("claim_case", ENDS | {S.PASSING}, None, By.PUBLIC, tracks=ANY),
    _t("settle_consent", OPEN, None, By.HOLDER, task="consent", acts=True),
    _t("merge_answers", {S.VERIFYING}, None, By.SYSTEM),
    _t("report_clear", {S.VERIFYING}, S.REVIEWING, By.SYSTEM, tracks=PLAIN, sets="reported",
       opens="review"),
    _t("report_differs", {S.VERIFYING}, S.EXPLAINING, By.SYSTEM, tracks=PLAIN, bars="explained",
       sets="reported told"),
    _t("report_clear", {S.VERIFYING}, S.POST_REVIEWING, By.SYSTEM, tracks=SAME_DAY,
       sets="reported", opens="post_review"),
    # What rests on a minor is shown once staff know whose child it is.
    _t("tell_of_minors", {S.EXPLAINING, S.REVIEWING}, S.EXPLAINING, By.SYSTEM, tracks=PLAIN,
       sets="told", clears="explained"),
    # One statement does not end the time to explain: the family says when it is done, or the time
    # is over. What it says later is kept and read by whoever decides.
    _t("explain", {S.EXPLAINING}, None, By.APPLICANT),
    _t("explain_whole", {S.EXPLAINING}, S.REVIEWING, By.APPLICANT, sets="explained",
       opens="review"),
    _t("explain_late", EXPLAINED_LATE, None, By.APPLICANT, needs="told"),
    _t("dispute", {S.EXPLAINING}, S.VERIFYING, By.APPLICANT, sets="explained"),
    _t("explanation_over", {S.EXPLAINING}, S.REVIEWING, By.SYSTEM, sets="explained",
       opens="review"),
    _t("late_answer", OPEN - {S.WAITING, S.VERIFYING}, None, By.SYSTEM),
    _t("late_difference", OPEN - BEFORE_OPINION - {S.POST_REVIEWING}, None, By.SYSTEM,
       opens="late_answer"),
    _t("settle_late_answer", OPEN, None, By.HOLDER, task="late_answer", acts=True),
    _t("review_late_answer", RECEIVED, S.RECHECKING, By.HOLDER,
       task="late_answer", opens="recheck"),
    # The township's opinion, the assessment, the notice.
    _t("ask_family", {S.REVIEWING}, S.EXPLAINING, By.HOLDER, task="review", sets="told",
       clears="explained"),
    *(
        _t(event, {S.REVIEWING}, S.ASSESSING, By.HOLDER, task="review", tracks=tracks,
           needs=f"{BEFORE_AN_OPINION} {more}", not_while="countersign", acts=True, **agreed)
        for event, agreed in (("propose_grant", {"sets": "agreed"}),
                              ("propose_refusal", {"clears": "agreed"}))
        for tracks, more in SURVEYED
    ),
    _t("assess_eligible", {S.ASSESSING}, S.NOTICING, By.SYSTEM, needs="agreed",
       tracks=STANDARD, sets="eligible noticed", clears="objected"),
    # What the law does not post, or not again, goes on at once (case/posting.py).
    _t("assess_unposted", {S.ASSESSING}, S.CONFIRMING, By.SYSTEM, needs="agreed",
       tracks=PLAIN, sets="eligible", opens="confirm"),
    _t("assess_other", {S.ASSESSING}, S.PROPOSING, By.SYSTEM, clears="eligible",
       opens="propose"),
    _t("propose_grant", {S.PROPOSING}, S.ASSESSING, By.HOLDER, task="propose", sets="agreed",
       not_while="countersign", acts=True),
    _t("propose_refusal", {S.PROPOSING}, S.CONFIRMING, By.HOLDER, task="propose",
       clears="agreed", opens="confirm", not_while="countersign", acts=True),
    _t("verify_again", {S.PROPOSING}, S.VERIFYING, By.HOLDER, task="propose",
       clears="explained"),
    _t("object", {S.NOTICING}, S.REVIEWING, By.PUBLIC, sets="objected",
       clears="visited appraised agreed eligible", opens="visit review"),
    # It is looked into by another visit, or by villagers who know the family (57号, art. 19).
    _t("call_appraisal", {S.REVIEWING}, None, By.HOLDER, task="visit", tracks=STANDARD,
       needs="objected", opens="appraise", acts=True),
    _t("call_off_appraisal", BEFORE_OPINION, None, By.HOLDER, task="appraise", tracks=STANDARD,
       opens="visit", acts=True),
    _t("appraise", BEFORE_OPINION, None, By.HOLDER, task="appraise", tracks=STANDARD,
       sets="appraised", acts=True),
    # As long as the notice was to stand, who comes after it was taken down may object as well.
    _t("object", TIMED - {S.WAITING, S.NOTICING}, None, By.PUBLIC, needs="noticed"),
    _t("notice_over", {S.NOTICING}, S.CONFIRMING, By.SYSTEM, opens="confirm"),
    # The county decides, or a township to which it delegated that (case/confirming.py); a second
    # person stands behind every decision.
    _t("confirm", {S.CONFIRMING}, S.CONFIRMED, By.HOLDER, task="confirm", tracks=PLAIN,
       needs="eligible agreed", not_while=VISITED_FIRST, four_eyes=True, lock=LockEffect.NEEDED),
    _t("decline", {S.CONFIRMING}, S.DECLINED, By.HOLDER, task="confirm", not_while=VISITED_FIRST,
       four_eyes=True),
    _t("send_back", {S.CONFIRMING}, S.REVIEWING, By.HOLDER, task="confirm", tracks=PLAIN,
       four_eyes=True, clears="agreed eligible visited appraised objected", opens="visit review"),
    _t("entitle", {S.CONFIRMED}, S.RECEIVING, By.SYSTEM, sets="entitled"),
    _t("refuse", {S.DECLINED}, S.REFUSED, By.SYSTEM),
    # Urgent temporary aid: decided and paid first, verified and reviewed after.
    _t("grant_urgent", {S.DECIDING}, S.PAYING_FIRST, By.HOLDER, task="decide", tracks=SAME_DAY,
       acts=True, lock=LockEffect.NEEDED),
    _t("propose_refusal", {S.DECIDING}, S.CONFIRMING, By.HOLDER, task="decide", tracks=SAME_DAY,
       opens="confirm", acts=True),
    # A second urgent aid within the pack's time (approval/steps/urgent.py), or whatever a township
    # would rather not decide alone.
    _t("refer_to_county", {S.DECIDING}, S.CONFIRMING, By.HOLDER, task="decide", tracks=SAME_DAY,
       opens="confirm", acts=True),
    _t("grant_urgent", {S.CONFIRMING}, S.PAYING_FIRST, By.HOLDER, task="confirm",
       tracks=SAME_DAY, acts=True, four_eyes=True, lock=LockEffect.NEEDED),
    _t("send_back", {S.CONFIRMING}, S.DECIDING, By.HOLDER, task="confirm", tracks=SAME_DAY,
       four_eyes=True, opens="decide"),
    _t("pay_first", {S.PAYING_FIRST}, S.WAITING, By.SYSTEM, tracks=SAME_DAY, sets="entitled"),
    _t("ask_correction", {S.POST_REVIEWING}, None, By.HOLDER, task="post_review",
       tracks=SAME_DAY, bars="told_once", sets="told_once", opens="correct"),
    *(
        row
        for frm, opens in ((S.POST_REVIEWING, "post_review"), (S.VERIFYING, ""))
        for row in (
            _t("correct", {frm}, None, By.APPLICANT, task="correct", tracks=SAME_DAY,
               opens=opens),
            _t("correction_over", {frm}, None, By.SYSTEM, task="correct", tracks=SAME_DAY,
               opens=opens),
        )
    ),
    _t("post_review", {S.POST_REVIEWING}, S.CLOSED, By.HOLDER, task="post_review",
       tracks=SAME_DAY, needs="entitled", four_eyes=True),
    # While it is received.
    # A review by the calendar (case/periodic.py).
    _t("recheck", RECEIVED, S.RECHECKING, By.SYSTEM, opens="recheck"),
    _t("tell_change", RECEIVED, S.RECHECKING, By.FAMILY_OR_STAFF, opens="recheck", acts=True),
    _t("tell_change", {S.RECHECKING, S.NOTICING_END}, None, By.FAMILY_OR_STAFF, acts=True),
    _t("keep", {S.RECHECKING}, S.RECEIVING, By.HOLDER, task="recheck", bars="grace",
       not_while="countersign"),
    _t("keep", {S.RECHECKING}, S.GRACE, By.HOLDER, task="recheck", needs="grace",
       not_while="countersign"),
    # What the township proposes changes a benefit once a second person, of the county, decided it;
    # an end only after its notice, where the law posts it (43号, art. 23 to 26).
    _t("propose_change", {S.RECHECKING}, None, By.HOLDER, task="recheck",
       not_while=SETTLED_FIRST, acts=True),
    _t("reckon_change", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    _t("reckon_grace", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    _t("nothing_to_change", {S.RECHECKING}, None, By.SYSTEM, opens="recheck"),
    _t("propose_end", {S.RECHECKING}, None, By.HOLDER, task="recheck", opens="benefit_decision",
       not_while=SETTLED_FIRST, acts=True),
    _t("propose_posted_end", {S.RECHECKING}, S.NOTICING_END, By.HOLDER, task="recheck",
       tracks=STANDARD, not_while=SETTLED_FIRST, acts=True),
    # An end for the means of a household is first held against what its benefit comes to.
    _t("propose_end_of_means", {S.RECHECKING}, None, By.HOLDER, task="recheck",
       not_while=SETTLED_FIRST, acts=True),
    _t("reckon_end", {S.RECHECKING}, None, By.SYSTEM, opens="benefit_decision"),
    _t("reckon_posted_end", {S.RECHECKING}, S.NOTICING_END, By.SYSTEM, tracks=STANDARD),
    _t("nothing_to_end", {S.RECHECKING}, None, By.SYSTEM, opens="recheck"),
    _t("object_to_end", {S.NOTICING_END}, S.RECHECKING, By.PUBLIC, opens="recheck"),
    _t("object_to_end", {S.RECHECKING}, None, By.PUBLIC),  # recorded beside the first
    _t("end_notice_over", {S.NOTICING_END}, S.RECHECKING, By.SYSTEM, opens="benefit_decision"),
    _t("change_benefit", {S.RECHECKING}, S.RECEIVING, By.HOLDER, task="benefit_decision",
       not_while=SETTLED_FIRST, four_eyes=True, clears="grace"),
    # A new job lifts the family over the line: for some months the wage does not count, and then
    # the benefit ends by what was decided (民发〔2022〕83号, 一（三）).
    _t("enter_grace", {S.RECHECKING}, S.GRACE, By.HOLDER, task="benefit_decision",
       not_while=SETTLED_FIRST, four_eyes=True, sets="grace"),
    _t("grace_over", {S.GRACE}, S.LEAVING, By.SYSTEM, clears="grace"),
    _t("end_benefit", {S.RECHECKING}, S.LEAVING, By.HOLDER, task="benefit_decision",
       not_while=SETTLED_FIRST, four_eyes=True, clears="grace"),
    _t("review_again", {S.RECHECKING}, None, By.HOLDER, task="benefit_decision", opens="recheck",
       four_eyes=True),
    _t("month_over", {S.LEAVING}, S.ENDED, By.SYSTEM, not_while=DEATHS_FIRST),
    _t("complete", {S.RECEIVING}, S.CLOSED, By.SYSTEM),  # one-off aid, paid in full
    # A death that a source reported: looked into by the township, decided by a second person of the
    # county. An assessment that counted the person is made anew (民发〔2022〕83号, 一（三）).
    _t("death_told", OPEN, None, By.SYSTEM, opens="death_check"),
    _t("check_deaths", OPEN, None, By.HOLDER, task="death_check", acts=True),
    _t("assess_rest", OPEN, None, By.SYSTEM, opens="death_decision"),
    _t("confirm_death", {S.PROPOSING, S.NOTICING, S.CONFIRMING}, S.ASSESSING, By.HOLDER,
       task="death_decision", tracks=PLAIN, bars="entitled", clears="eligible",
       four_eyes=True),
    _t("confirm_death", OPEN, None, By.HOLDER, task="death_decision", four_eyes=True),
    _t("review_rest", RECEIVED, S.RECHECKING, By.HOLDER,
       task="death_decision", opens="recheck", four_eyes=True),
    _t("refute_death", OPEN, None, By.HOLDER, task="death_decision", four_eyes=True),
    _t("check_again", OPEN, None, By.HOLDER, task="death_decision", opens="death_check",
       four_eyes=True),
    # A death that was settled by mistake: the person lives. Somebody of the county who neither
    # found nor decided it restores the person; a benefit that ended with the last begins again.
    _t("restore_person", {S.PROPOSING, S.NOTICING, S.CONFIRMING}, S.ASSESSING, By.COUNTY,
       tracks=PLAIN, bars="entitled", clears="eligible", closes="propose confirm",
       four_eyes=True),
    _t("restore_person", OPEN, None, By.COUNTY, four_eyes=True),
    _t("restore_and_review", RECEIVED, S.RECHECKING, By.COUNTY,
       opens="recheck", four_eyes=True),
    _t("reopen_benefit", {S.ENDED}, S.RECEIVING, By.COUNTY, tracks=PLAIN, four_eyes=True,
       lock=LockEffect.NEEDED),
    _t("reopen_and_review", {S.ENDED}, S.RECHECKING, By.COUNTY, tracks=PLAIN, opens="recheck",
       four_eyes=True, lock=LockEffect.NEEDED),
    # A family asks that a decision be looked at again: by somebody who took no part, and whose word
    # it is then. A decision that does not stand is made anew by nobody who made it (decision 0049).
    _t("reconsider", SETTLED, None, By.SYSTEM),
    _t("let_stand", SETTLED, None, By.SYSTEM, acts=True),
    # A case that was over begins again with the departments, and the county visits it itself.
    *(
        _t("decide_anew", frm, S.VERIFYING, By.SYSTEM, tracks=tracks, starts=True,
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
    _t("decide_anew", {S.REFUSED}, S.CONFIRMING, By.SYSTEM, tracks=SAME_DAY, starts=True,
       lock=LockEffect.WANTED, opens="confirm", anew=True, acts=True, four_eyes=True),
    # A benefit is examined; one of which the end was decided is received until then.
    _t("decide_anew", RECEIVED | {S.LEAVING}, S.RECHECKING, By.SYSTEM, opens="recheck", anew=True,
       acts=True, four_eyes=True),
    _t("decide_anew", {S.RECHECKING, S.NOTICING_END}, None, By.SYSTEM, anew=True, acts=True,
       four_eyes=True),
    # From elsewhere: passed on, with a receipt of the passing (社会救助暂行办法, art. 60).
    _t("pass_on", {S.PASSING}, S.PASSED_ON, By.HOLDER, task="pass_on", tracks=ELSEWHERE),
    _t("withdraw", {S.PASSING}, S.WITHDRAWN, By.APPLICANT, tracks=ELSEWHERE),
    _t("die", {S.PASSING}, S.ENDED, By.SYSTEM, tracks=ELSEWHERE),
    # The family puts right what it wrote: departments are asked again, and an opinion falls. While
    # something is missing, this is its answer.
    _t("amend", AMENDED, None, By.APPLICANT),
    *(
        row
        for answer in ({"task": "correct", "opens": "accept"}, {})
        for row in (
            _t("redeclare", {S.WAITING}, None, By.APPLICANT, tracks=PLAIN, lock=LockEffect.WANTED,
               **answer),
            _t("redeclare", AFTER_REPORT, S.VERIFYING, By.APPLICANT, tracks=PLAIN,
               lock=LockEffect.WANTED, clears="explained objected", **answer),
        )
    ),
    _t("redeclare", AFTER_OPINION, S.VERIFYING, By.APPLICANT, tracks=PLAIN, lock=LockEffect.WANTED,
       bars="entitled",
       clears="agreed eligible explained objected"),
    _t("redeclare", {S.DECIDING, S.WAITING}, None, By.APPLICANT, tracks=SAME_DAY,
       lock=LockEffect.WANTED),
    _t("redeclare", {S.VERIFYING, S.POST_REVIEWING}, S.VERIFYING, By.APPLICANT, tracks=SAME_DAY,
       lock=LockEffect.WANTED, closes="correct"),
    _t("redeclare", {S.CONFIRMING}, S.DECIDING, By.APPLICANT, tracks=SAME_DAY, bars="entitled",
       lock=LockEffect.WANTED,
       opens="decide"),
    # How the family is reached and paid, at any moment; another account needs a second person.
    _t("change_phone", OPEN, None, By.APPLICANT),
    _t("change_phone", {S.PASSING}, None, By.APPLICANT, tracks=ELSEWHERE),
    _t("change_account", OPEN, None, By.APPLICANT, opens="account"),
    _t("change_account", OWED_AFTER, None, By.APPLICANT, needs="entitled", opens="account"),
    _t("confirm_account", OPEN | OWED_AFTER, None, By.HOLDER, task="account"),
    _t("refuse_account", OPEN | OWED_AFTER, None, By.HOLDER, task="account"),
    # The total time: extended by a person, warned of before, and gone up when it is over.
    _t("extend", TIMED, None, By.OFFICER, tracks=PLAIN, needs="accepted", bars="extended",
       sets="extended", clears="total_warned total_over"),
    _t("warn_total", TIMED, None, By.SYSTEM, tracks=PLAIN, needs="accepted", bars="total_warned",
       sets="total_warned"),
    _t("total_over", TIMED, None, By.SYSTEM, tracks=PLAIN, needs="accepted", bars="total_over",
       sets="total_over"),
    # What a township was to confirm is the county's after all, in the county's own time.
    _t("to_county", TIMED, None, By.SYSTEM, tracks=STANDARD, needs="accepted",
       clears="total_warned total_over"),
    # At any moment.
    _t("withdraw", UNDECIDED, S.WITHDRAWN, By.APPLICANT, bars="entitled"),
    _t("terminate", UNDECIDED - {S.DECLINED, S.DECIDING}, S.TERMINATED, By.COUNTY,
       needs="told", four_eyes=True),
    _t("die", OPEN, S.ENDED, By.SYSTEM, tracks=PLAIN),
    # Urgent aid that was granted is verified and reviewed, though nobody of the family is left.
    _t("die", OPEN, S.ENDED, By.SYSTEM, tracks=SAME_DAY, bars="entitled"),
    _t("escalate", TASKED, None, By.SYSTEM, tracks=ANY),
    _t("remind", TASKED, None, By.SYSTEM, tracks=ANY),
    _t("recount", TASKED, None, By.SYSTEM, tracks=ANY),
    _t("resume", OPEN - RESTS, None, By.SYSTEM, starts=True),
    _t("claim", TASKED, None, By.HOLDER, tracks=ANY),
    _t("hand_over", TASKED, None, By.HOLDER, tracks=ANY),
    _t("urge", TASKED, None, By.OFFICER, tracks=ANY),
    # Who reviews or signs an act inside an office before somebody else carries it out; once that is
    # done they count as whoever did it (case/effects.py).
    _t("sign_off", TASKED, None, By.HOLDER, tracks=ANY),
)  # fmt: skip

DISCLOSED_TASKS = STAGE_TASKS | {"accept", "correct", "call_back", "meet", "visit"}
"""The tasks of which anybody may know who may act on the case."""

CASE = Machine(
    name="case",
    transitions=TRANSITIONS,
    ends=ENDS,
    stage_tasks=STAGE_TASKS,
    lives=dict.fromkeys(
        ("accept", "non_acceptance", "call_back", "meet", "visit", "appraise", "consent"),
        BEFORE_OPINION,
    )
    | {"correct": BEFORE_OPINION | {State.POST_REVIEWING}},
    outlive={"account": "entitled"},
    disclosed=DISCLOSED_TASKS,
)
"""What can happen to a case; whoever decided in it releases none of its money."""
