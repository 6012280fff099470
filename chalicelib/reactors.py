"""Which event leads to which reaction, which kind of record has which workflow, and which overdue
record which handler: tables.

`tasks.py` passes these tables on, and no capability knows them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from chalicelib.applications.signatures import binding
from chalicelib.approval.confirmation import delegations, draw, relatives
from chalicelib.approval.noticing import grants, notices, objections
from chalicelib.approval.steps import urgent
from chalicelib.assessment.recalculation import recalculation
from chalicelib.case import helping, letters, messages
from chalicelib.case.overdue import overdue_case, recount_case
from chalicelib.case.table import CASE as CASE_TABLE
from chalicelib.case.workflow import DRIVEN as CASE
from chalicelib.certification.persons import deaths
from chalicelib.complaints import service as complaints
from chalicelib.complaints import store as complaint_store
from chalicelib.helpers import service as helpers
from chalicelib.helpers import store as helper_store
from chalicelib.monitoring import service as monitoring
from chalicelib.oversight import store as oversight_store
from chalicelib.payments import service as payments
from chalicelib.payments import states as money
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND, RELEASE_KIND
from chalicelib.platform.events import reactions
from chalicelib.reconsiderations import service as reconsiderations
from chalicelib.reconsiderations import store as reconsideration_store
from chalicelib.reconsiderations.handling import following as reconsideration_following
from chalicelib.records import reconcile as reconciler
from chalicelib.records.kind import Kind
from chalicelib.records.machine import Machine
from chalicelib.records.overdue import carry_on, recount
from chalicelib.search import store as search
from chalicelib.verification.asking import rounds as verification

WRITE_LETTER = partial(letters.write, owed=payments.newest_arrears, announce=messages.announce)

NAMED: dict[str, reactions.Reaction] = {
    "watch_members": monitoring.watch_members,
    "seek_duplicates": monitoring.seek_duplicates,
    "note_relative": relatives.record_relatives,
    "bind_papers": binding.bind_papers,
    "list_for_search": search.list_for_search,
    "list_for_person": helping.list_for_person,
    "list_on_own_phones": helping.list_on_own_phones,
    "write_letter": WRITE_LETTER,
    "send_message": WRITE_LETTER,  # by itself in release 1
    "tell_of_minors": verification.tell_of_minors,
    "take_notice_down": notices.update_board,
    "follow_account": payments.follow_account,
    "publish_notice": notices.update_board,
    "publish_grant": grants.update_grant,
    "follow_delegation": delegations.follow,
    "tell_outcome": objections.publish_outcome,
    "note_draw": draw.record_draw,
    "open_entitlement": payments.open_entitlement,
    "tell_superior": messages.inform_superior,
    "remind_holders": messages.remind_holders,
    "warn_of_total": messages.warn_of_time_limit,
    "tell_of_total_over": messages.inform_of_time_limit,
    "follow_urgent_aid": urgent.follow,
    "note_complaint": complaints.note_case,
    "follow_complaint_answer": complaints.follow_answer,
    "follow_reconsideration": reconsideration_following.follow,
    "seek_deaths": deaths.search_answers,
    "follow_benefit": payments.follow_benefit,
    "assess_rest": recalculation.assess_rest,
    "reckon_change": recalculation.recalculate_change,
    "reckon_end": recalculation.recalculate_end,
    "end_with_the_last": deaths.settle_at_end,
    "carry_out_release": payments.carry_out_release,
}
"""Reactions by the names under which they are parked: a name outlives the place of its function."""

FOLLOWS: dict[tuple[str, str], tuple[str, ...]] = {
    ("case", "submit"): (
        "watch_members",
        "seek_duplicates",
        "note_relative",
        "bind_papers",
        "list_for_search",
        "list_for_person",
        "write_letter",
    ),
    ("case", "pass_on"): ("write_letter",),
    ("case", "accept"): ("write_letter", "tell_of_minors"),
    ("case", "call_given_up"): ("write_letter",),
    ("case", "merge_answers"): ("seek_deaths",),
    ("case", "report_clear"): ("tell_of_minors", "seek_deaths"),
    ("case", "late_answer"): ("seek_deaths",),
    ("case", "late_difference"): ("seek_deaths",),
    ("case", "death_told"): (
        "follow_benefit",
        "publish_grant",
        "take_notice_down",
        "write_letter",
    ),
    ("case", "check_deaths"): ("assess_rest",),
    ("case", "confirm_death"): (
        "follow_benefit",
        "publish_grant",
        "take_notice_down",
        "write_letter",
        "end_with_the_last",
    ),
    ("case", "review_rest"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "refute_death"): (
        "follow_benefit",
        "publish_grant",
        "take_notice_down",
        "write_letter",
    ),
    ("case", "restore_person"): (
        "follow_benefit",
        "publish_grant",
        "take_notice_down",
        "write_letter",
    ),
    ("case", "restore_and_review"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "reopen_benefit"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "reopen_and_review"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "recheck"): ("write_letter",),
    ("case", "tell_change"): ("write_letter",),
    ("case", "keep"): ("tell_outcome", "publish_grant", "write_letter"),
    ("case", "propose_change"): ("tell_outcome", "reckon_change"),
    ("case", "propose_end"): ("write_letter",),
    ("case", "propose_end_of_means"): ("reckon_end",),
    ("case", "reckon_end"): ("write_letter",),
    ("case", "reckon_posted_end"): (
        "publish_notice",
        "tell_outcome",
        "write_letter",
    ),
    ("case", "propose_posted_end"): (
        "publish_notice",
        "tell_outcome",
        "write_letter",
    ),
    ("case", "object_to_end"): ("take_notice_down", "write_letter"),
    ("case", "end_notice_over"): ("take_notice_down",),
    ("case", "change_benefit"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "end_benefit"): ("follow_benefit", "write_letter"),
    ("case", "month_over"): ("publish_grant",),
    ("case", "enter_grace"): ("follow_benefit", "publish_grant", "write_letter"),
    ("case", "grace_over"): ("follow_benefit", "write_letter"),
    ("case", "die"): ("follow_benefit", "publish_grant", "take_notice_down"),
    ("case", "tell_of_minors"): ("write_letter",),
    ("case", "return_to_standard"): (
        "list_for_search",
        "seek_duplicates",
        "write_letter",
    ),
    ("case", "ask_correction"): ("write_letter",),
    ("case", "correct"): ("bind_papers", "list_for_search", "follow_urgent_aid"),
    ("case", "consent"): ("bind_papers",),
    ("case", "prove"): ("seek_duplicates",),
    ("case", "identity_check"): ("seek_duplicates", "bind_papers"),
    ("case", "keep_signature"): ("seek_duplicates", "bind_papers"),
    ("case", "claim_case"): ("seek_duplicates",),
    ("case", "change_phone"): ("list_for_search",),
    ("case", "amend"): ("bind_papers", "list_for_search", "follow_urgent_aid"),
    ("case", "redeclare"): (
        "take_notice_down",
        "watch_members",
        "seek_duplicates",
        "note_relative",
        "bind_papers",
        "list_for_search",
        "follow_urgent_aid",
    ),
    ("case", "confirm_account"): ("follow_account", "write_letter"),
    ("case", "refuse_account"): ("write_letter",),
    ("case", "explain"): ("bind_papers",),
    ("case", "visit"): ("bind_papers",),
    ("case", "assess_care"): ("bind_papers",),
    ("case", "county_visit"): ("bind_papers",),
    ("case", "appraise"): ("bind_papers",),
    ("case", "explain_whole"): ("bind_papers",),
    ("case", "explain_late"): ("bind_papers",),
    ("case", "dispute"): ("bind_papers",),
    ("case", "not_ours"): ("write_letter",),
    ("case", "not_accept"): ("write_letter",),
    ("case", "report_differs"): ("write_letter", "seek_deaths"),
    ("case", "ask_family"): ("write_letter",),
    ("case", "assess_eligible"): ("publish_notice", "write_letter"),
    ("case", "object"): (
        "take_notice_down",
        "follow_delegation",
        "write_letter",
    ),
    ("case", "note_relative"): ("follow_delegation",),
    ("case", "note_staff"): ("follow_delegation",),
    ("case", "draw"): ("follow_delegation",),
    ("case", "note_complaint"): ("follow_delegation",),
    ("case", "propose_grant"): ("tell_outcome",),
    ("case", "propose_refusal"): ("tell_outcome", "note_draw", "follow_delegation"),
    ("case", "assess_unposted"): ("note_draw", "follow_delegation"),
    ("case", "notice_over"): ("take_notice_down", "note_draw", "follow_delegation"),
    ("case", "entitle"): ("open_entitlement", "assess_rest", "publish_grant", "write_letter"),
    ("case", "pay_first"): ("open_entitlement", "write_letter"),
    ("case", "refuse"): ("write_letter",),
    ("case", "withdraw"): ("take_notice_down", "write_letter"),
    ("case", "terminate"): ("take_notice_down", "write_letter"),
    ("case", "escalate"): ("tell_superior",),
    ("case", "extend"): ("write_letter",),
    ("case", "to_county"): ("write_letter",),
    ("case", "warn_total"): ("warn_of_total",),
    ("case", "total_over"): ("tell_of_total_over",),
    ("case", "remind"): ("tell_superior",),
    ("case", "remind_holder"): ("remind_holders",),
    ("case", "recount"): ("write_letter",),
    ("case", "reconsider"): ("write_letter",),
    ("case", "let_stand"): ("write_letter",),
    ("case", "decide_anew"): (
        "watch_members",
        "seek_duplicates",
        "note_relative",
        "follow_benefit",
        "publish_grant",
        "write_letter",
    ),
    ("complaint", "link"): ("note_complaint",),
    ("complaint", "answer"): ("follow_complaint_answer",),
    ("helper", "consent"): ("list_on_own_phones",),
    ("reconsideration", "ask"): ("follow_reconsideration",),
    ("reconsideration", "answer"): ("follow_reconsideration",),
    ("reconsideration", "withdraw"): ("follow_reconsideration",),
    ("release", "release"): ("carry_out_release",),
    ("release", "hold"): ("carry_out_release",),
}

MACHINES: dict[str, Machine[Any, Any]] = {
    "case": CASE_TABLE,
    "complaint": complaint_store.KIND.machine,
    "helper": helper_store.KIND.machine,
    "reconsideration": reconsideration_store.KIND.machine,
    "sign": oversight_store.KIND.machine,
    **money.MACHINES,
}
"""What may happen to a record of each kind: of these events the reactions are known here."""

REACTIONS = reactions.Reactions(
    NAMED, FOLLOWS, {kind: machine.events for kind, machine in MACHINES.items()}
)

DRIVEN = {"case": CASE}
"""The kinds of records that a workflow carries on."""

KINDS: tuple[Kind[Any], ...] = (
    RELEASE_KIND,
    DISCREPANCY_KIND,
    complaint_store.KIND,
    reconsideration_store.KIND,
    oversight_store.KIND,
)
"""The kinds of records, beside cases, that have tasks: looked after and counted anew alike."""

OVERDUE: dict[str, reconciler.Handler] = {
    **{kind.name: carry_on(kind) for kind in KINDS},
    "case": overdue_case,
    "run": payments.overdue_run,
    "helper": helpers.expire,
    "release": payments.overdue_release,
    "reconsideration": reconsiderations.overdue,
}
"""Which record past its check is carried on by which handler; some kinds have one of their own."""

PROVISIONAL: dict[str, reconciler.Handler] = {
    **{kind.name: recount(kind) for kind in KINDS},
    "case": recount_case,
}
"""Which record with a deadline beyond the holiday notices is counted anew by which handler."""
