"""What somebody says of a notice, and the receipt of it: a number, who has it, by when."""

from __future__ import annotations

from chalicelib.approval.noticing import notices, objections
from chalicelib.approval.noticing.notice_contract import NoticeObjection, ObjectionReceived
from chalicelib.approval.noticing.notices import PostedNotice
from chalicelib.case import contacts, objection_texts
from chalicelib.directory.offices import routing
from chalicelib.platform.http import Call
from chalicelib.platform.models.secret_json import revealed
from chalicelib.records.act import Act
from chalicelib.records.requests import act_of


def taken(call: Call) -> ObjectionReceived:
    """Take in what a request says of the notice that it names; refused as `objections.receive`
    says."""
    form: NoticeObjection = call.body
    objections.receive(call.subject, revealed(form), act_of(call))
    return again(call)


def again(call: Call, *_before: object) -> ObjectionReceived:
    """The receipt of what was taken in before."""
    return _receipt(notices.posted_notice(call.actor, call.path), act_of(call))


def _receipt(notice: PostedNotice, act: Act) -> ObjectionReceived:
    """The receipt of an objection, as the case stands now."""
    case, law = notice.case, act.law
    return ObjectionReceived(
        number=objections.number_of(case, act),
        next=objection_texts.next_step(case, notice.is_end, law),
        office_name=routing.contact_name(case.office),
        due=objection_texts.due(case),
        telephone=contacts.hotline(law),
    )
