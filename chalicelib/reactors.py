"""Which event leads to which reaction, and which overdue record to which handler: two tables.

The entries below only hand these tables to the platform. Nothing imports this module.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalice.app import Blueprint

from chalicelib.applications import service as applications
from chalicelib.approval import delegations, draw, notices, objections, relatives
from chalicelib.case import letters, messages
from chalicelib.case.due import law_on
from chalicelib.case.reconcile import overdue_case, recount, recount_case, sweep
from chalicelib.complaints import service as complaints
from chalicelib.monitoring import service as monitoring
from chalicelib.payments import releases
from chalicelib.payments import service as payments
from chalicelib.platform import reactions, stream
from chalicelib.platform.worker import task
from chalicelib.verification import rounds as verification

REACTIONS: reactions.Table = {
    ("case", "submit"): (
        monitoring.watch_members,
        monitoring.seek_duplicates,
        relatives.note,
        applications.bind_papers,
        letters.write,
        messages.send,
    ),
    ("case", "pass_on"): (letters.write, messages.send),
    ("case", "accept"): (letters.write, messages.send, verification.tell_of_minors),
    ("case", "report_clear"): (verification.tell_of_minors,),
    ("case", "tell_of_minors"): (letters.write, messages.send),
    ("case", "return_to_standard"): (
        monitoring.seek_duplicates,
        letters.write,
        messages.send,
    ),
    ("case", "ask_correction"): (letters.write, messages.send),
    ("case", "correct"): (applications.bind_papers,),
    ("case", "consent"): (applications.bind_papers,),
    ("case", "prove"): (monitoring.seek_duplicates,),
    ("case", "identity_check"): (monitoring.seek_duplicates, applications.bind_papers),
    ("case", "keep_signature"): (monitoring.seek_duplicates, applications.bind_papers),
    ("case", "claim_case"): (monitoring.seek_duplicates,),
    ("case", "amend"): (applications.bind_papers,),
    ("case", "redeclare"): (
        notices.take_down,
        monitoring.watch_members,
        monitoring.seek_duplicates,
        relatives.note,
        applications.bind_papers,
    ),
    ("case", "confirm_account"): (payments.follow_account, letters.write, messages.send),
    ("case", "refuse_account"): (letters.write, messages.send),
    ("case", "explain"): (applications.bind_papers,),
    ("case", "dispute"): (applications.bind_papers,),
    ("case", "not_accept"): (letters.write, messages.send),
    ("case", "report_differs"): (letters.write, messages.send),
    ("case", "ask_family"): (letters.write, messages.send),
    ("case", "assess_eligible"): (notices.publish, letters.write, messages.send),
    ("case", "object"): (notices.take_down, delegations.follow),
    ("case", "note_relative"): (delegations.follow,),
    ("case", "draw"): (delegations.follow,),
    ("case", "note_complaint"): (delegations.follow,),
    ("case", "propose_grant"): (objections.tell_outcome,),
    ("case", "propose_refusal"): (objections.tell_outcome, draw.note, delegations.follow),
    ("case", "assess_unposted"): (draw.note, delegations.follow),
    ("case", "notice_over"): (notices.take_down, draw.note, delegations.follow),
    ("case", "entitle"): (payments.open_entitlement, letters.write, messages.send),
    ("case", "pay_first"): (payments.open_entitlement, letters.write, messages.send),
    ("case", "refuse"): (letters.write, messages.send),
    ("case", "withdraw"): (notices.take_down, letters.write, messages.send),
    ("case", "terminate"): (notices.take_down, letters.write, messages.send),
    ("case", "climb"): (messages.tell_superior,),
    ("case", "extend"): (letters.write, messages.send),
    ("case", "warn_total"): (messages.warn_of_total,),
    ("case", "total_over"): (messages.tell_of_total_over,),
    ("case", "remind"): (messages.tell_superior,),
    ("case", "recount"): (letters.write, messages.send),
    ("complaint", "link"): (complaints.note_case,),
    ("release", "release"): (payments.carry_out_release,),
    ("release", "hold"): (payments.carry_out_release,),
}

OVERDUE = {
    "case": overdue_case,
    "run": payments.overdue_run,
    "release": payments.overdue_release,
    "complaint": complaints.overdue,
}

PROVISIONAL = {
    "case": recount_case,
    "release": releases.recount,
    "complaint": complaints.recount,
}
"""Which record with a deadline beyond the holiday notices is counted anew by which handler."""

bp = Blueprint(__name__)


@bp.lambda_function(name="spread")
@task
def spread(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """React to each committed event; what fails is parked and the batch goes on."""

    def follow(kind: str, id_: str, name: str, seq: int, at: datetime) -> None:
        reactions.react(REACTIONS, kind, id_, name, seq, at, now, law_on(now))

    return stream.consume(event, follow)


@bp.lambda_function(name="reconcile")
@task
def reconcile(_event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Carry on what is past due, count anew what a notice moves, try again what was parked."""
    law = law_on(now)
    return {
        "counted": recount(PROVISIONAL, now, law),
        "past_due": sweep(OVERDUE, now, law),
        "parked": reactions.retry_parked(REACTIONS, now, law),
    }
