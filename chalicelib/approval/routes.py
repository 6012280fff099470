"""What staff do with their tasks, and what families and the public answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from chalicelib.approval import contract
from chalicelib.approval.appraisal import appraisal_contract, appraisals
from chalicelib.approval.confirmation import delegations, power_contract, relatives
from chalicelib.approval.noticing import grants, notice_contract, notices, receipts
from chalicelib.approval.steps import (
    claiming,
    decisions,
    explanations,
    many,
    review,
    settlements,
    signers,
    task_contract,
    together,
    visit_contract,
    visits,
)
from chalicelib.case.access import office_case, own_case
from chalicelib.case.changes import CaseState, again, staff_change, state_of
from chalicelib.directory.offices import routing
from chalicelib.directory.service import known_area
from chalicelib.platform.http import DAY, MINUTE, NO_SUBJECT, Audience, Call, RateLimit, Router
from chalicelib.records.requests import act_of
from chalicelib.words import say

api = Router()


_staff = partial(staff_change, api)

_staff(
    "/v1/cases/{case_id}/confidential-decision",
    contract.ConfidentialDecision,
    settlements.decide_confidential,
)
_staff("/v1/cases/{case_id}/passing-on", contract.PassingOn, settlements.pass_on)
_staff("/v1/cases/{case_id}/call-back", contract.CallBack, review.call_back)
_staff("/v1/cases/{case_id}/visit", visit_contract.Survey, visits.visit)
_staff("/v1/cases/{case_id}/self-care", visit_contract.CareAssessment, visits.assess_care)
_staff("/v1/cases/{case_id}/county-visit", visit_contract.Visit, visits.county_visit)
_staff("/v1/cases/{case_id}/countersignature", visit_contract.Countersignature, visits.countersign)
_staff("/v1/cases/{case_id}/appraisal-plan", appraisal_contract.AppraisalPlan, appraisals.plan)
_staff("/v1/cases/{case_id}/appraisal", appraisal_contract.Appraisal, appraisals.record)
_staff("/v1/cases/{case_id}/opinion", contract.Opinion, review.opinion)
_staff("/v1/cases/{case_id}/decision", contract.Decision, decisions.decide)
_staff("/v1/cases/{case_id}/post-review", contract.PostReview, decisions.post_review)
_staff("/v1/cases/{case_id}/termination", contract.Termination, decisions.terminate)
_staff("/v1/cases/{case_id}/extension", contract.Extension, settlements.extend)
_staff(
    "/v1/cases/{case_id}/duplicate-finding",
    contract.DuplicateFinding,
    settlements.settle_duplicate,
)
_staff(
    "/v1/cases/{case_id}/supporter-finding",
    contract.SupporterFinding,
    signers.excuse_supporter,
)
_staff("/v1/cases/{case_id}/consent-finding", contract.ConsentFinding, settlements.settle_consent)
_staff(
    "/v1/cases/{case_id}/late-answer-finding",
    contract.LateAnswerFinding,
    settlements.settle_late_answer,
)


@api.post(
    "/v1/cases/{case_id}/tasks/{task}/claim",
    audience=Audience.STAFF,
    check=office_case,
    body=task_contract.TaskClaim,
    answer=CaseState,
    repeated=again,
)
def claim(call: Call) -> CaseState:
    """Take a task of the own office."""
    task = call.path["task"]
    return state_of(claiming.claim(call.subject, task, act_of(call)))


@api.post(
    "/v1/cases/{case_id}/tasks/{task}/hand-over",
    audience=Audience.STAFF,
    check=office_case,
    body=task_contract.HandOver,
    answer=CaseState,
    repeated=again,
)
def hand_over(call: Call) -> CaseState:
    """Hand a task to somebody of its offices."""
    task, to = call.path["task"], call.body.to
    return state_of(claiming.hand_over(call.subject, task, to, act_of(call)))


def _assigned(call: Call, *_before: object) -> task_contract.TaskOutcomes:
    """Each task goes over once, also where the request comes again."""
    return many.assign(call.body, act_of(call))


def _reminded(call: Call, *_before: object) -> task_contract.TaskOutcomes:
    """Of each task they are told once, also where the request comes again."""
    return many.remind(call.body, act_of(call))


@api.post(
    "/v1/tasks/assignment",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=task_contract.TasksToAssign,
    answer=task_contract.TaskOutcomes,
    repeated=_assigned,
)
def assign(call: Call) -> task_contract.TaskOutcomes:
    """Take up to fifty tasks, or hand them to a colleague: each as by itself, with its outcome."""
    return _assigned(call)


@api.post(
    "/v1/tasks/reminder",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=task_contract.TasksToRemind,
    answer=task_contract.TaskOutcomes,
    repeated=_reminded,
)
def remind(call: Call) -> task_contract.TaskOutcomes:
    """Remind those who have up to fifty tasks, by WeCom, once a day each; for leaders."""
    return _reminded(call)


def _granted(call: Call, *_before: object) -> task_contract.TaskOutcomes:
    """Each case is decided once, also where the request comes again."""
    return together.sign(call.body, act_of(call))


@api.post(
    "/v1/tasks/decision",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=task_contract.GrantsTogether,
    answer=task_contract.TaskOutcomes,
    repeated=_granted,
)
def grant_together(call: Call) -> task_contract.TaskOutcomes:
    """Grant up to twenty cases that are alike, after a sample of them was opened: each by itself,
    with its outcome."""
    return _granted(call)


@api.post(
    "/v1/cases/{case_id}/tasks/{task}/sign-off",
    audience=Audience.STAFF,
    check=office_case,
    body=task_contract.SignOff,
    answer=CaseState,
    repeated=again,
)
def sign_off(call: Call) -> CaseState:
    """Sign that a colleague may carry out a task, where the office asks for it."""
    task = call.path["task"]
    return state_of(claiming.sign_off(call.subject, task, call.body, act_of(call)))


@api.post(
    "/v1/cases/{case_id}/explanation",
    audience=Audience.CITIZEN,
    check=own_case,
    body=contract.Explanation,
    answer=CaseState,
    repeated=again,
)
def explain(call: Call) -> CaseState:
    """Explain what was found, or dispute it with evidence."""
    return state_of(explanations.explain(call.subject, call.body, act_of(call)))


@api.post(
    "/v1/staff-relatives",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=power_contract.StaffRelative,
    answer=power_contract.RelativeRegistered,
    no_key_reason="entering the same relative twice is entering once",
)
def register_relative(call: Call) -> power_contract.RelativeRegistered:
    """Enter a close relative in the register: the county visits such a family before deciding."""
    relatives.register(call.body, act_of(call))
    return power_contract.RelativeRegistered(next=say("next.relative"))


@api.post(
    "/v1/delegations/{office}",
    audience=Audience.STAFF,
    check=delegations.own_township,
    body=power_contract.Delegation,
    answer=power_contract.Delegations,
    no_key_reason="entering the same delegation twice is entering once",
)
def delegate(call: Call) -> power_contract.Delegations:
    """Delegate the power to confirm to a township of the own county, or end that."""
    return delegations.enter(call.subject, call.body, act_of(call))


@api.get(
    "/v1/delegations/{office}",
    audience=Audience.STAFF,
    check=delegations.seen_township,
    answer=power_contract.Delegations,
)
def delegated(call: Call) -> power_contract.Delegations:
    """What a township was delegated: by scheme, since when and until when."""
    return delegations.listed(call.subject, call.now)


@api.get(
    "/v1/notices/{area}",
    audience=Audience.PUBLIC,
    check=known_area,
    answer=notice_contract.Notices,
    rate_limits=(RateLimit("address", 100, MINUTE),),
)
def posted(call: Call) -> notice_contract.Notices:
    """The public notices of a village or community, and what came of objections to them."""
    area = call.subject
    return notice_contract.Notices(
        area=area,
        area_name=routing.office_name(area),
        notices=[notice_contract.Notice(**_named(item)) for item in notices.posted(area, call.now)],
        ends=[
            notice_contract.NoticeOfEnd(**_named(item), words=say("notice.end"))
            for item in notices.ends(area, call.now)
        ],
        outcomes=[
            notice_contract.NoticeOutcome(
                **_named(item), outcome_words=say(f"notice.outcome_{item['outcome']}")
            )
            for item in notices.outcomes(area, call.now)
        ],
    )


def _named(item: dict[str, Any]) -> dict[str, Any]:
    """What stands on the board with the name of its scheme."""
    return {**item, "scheme_name": say(f"scheme.{item['scheme']}")}


@api.get(
    "/v1/notices/{area}/grants",
    audience=Audience.PUBLIC,
    check=known_area,
    answer=notice_contract.GrantedBenefits,
    query=("after",),
    rate_limits=(RateLimit("address", 100, MINUTE),),
)
def granted(call: Call) -> notice_contract.GrantedBenefits:
    """Who receives a benefit in a village or community, as long as it is received: a page."""
    lines, following = grants.published(call.subject, call.query.get("after", ""))
    return notice_contract.GrantedBenefits(
        area=call.subject,
        area_name=routing.office_name(call.subject),
        grants=[notice_contract.Granted(**one) for one in lines],
        next=following,
    )


@api.post(
    "/v1/notices/{area}/{notice_id}/objections",
    audience=Audience.CITIZEN,
    check=notices.posted_notice,
    body=notice_contract.NoticeObjection,
    answer=notice_contract.ObjectionReceived,
    repeated=receipts.again,
    rate_limits=(RateLimit("account", 10, DAY), RateLimit("address", 100, DAY)),
)
def object_to(call: Call) -> notice_contract.ObjectionReceived:
    """Object to a notice, once, as long as it was to stand: the township surveys again."""
    return receipts.taken(call)


@api.post(
    "/v1/notices/{area}/{notice_id}/heard-objections",
    audience=Audience.STAFF,
    check=notices.notice_of_office,
    body=notice_contract.HeardObjection,
    answer=notice_contract.ObjectionReceived,
    repeated=receipts.again,
)
def hear_objection(call: Call) -> notice_contract.ObjectionReceived:
    """Write down what somebody says of a notice at the counter, on the telephone or in a letter."""
    return receipts.taken(call)
