"""What staff record and decide, and what the family answers (the API models of approval)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import MOST_FOUND, MOST_MEMBERS, IncomeFinding, MemberIndex
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    Digest,
    IdentityNumber,
    OfficeName,
    Reason,
    StaffId,
    Telephone,
    Text,
    fault,
)

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Item = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]


class ConfidentialDecision(VersionedDecision):
    """Whether a case that asked for it is known to the county alone, and why (or why not)."""

    decision: Literal["keep_confidential", "return_to_standard"]
    reason: Annotated[Reason, TO_FAMILY]


class PassingOn(ApiModel):
    """To which office an application from elsewhere was passed on, and its telephone."""

    office: OfficeName
    telephone: Telephone


class CallBack(ApiModel):
    """An attempt to reach the family, on the phone or at its home, beside the five-hour wait.

    Where somebody was reached it says what was learnt, and of what the family was informed
    (`informed_of`); any other attempt says nothing more than when to try `again_on`.
    """

    outcome: Literal["reached", "no_answer", "refused"]
    way: Literal["phone", "visit"] = "phone"
    spoke_to: Literal["applicant", "guardian"] = "applicant"
    hardship: Annotated[Text | None, TO_FAMILY] = None
    informed_of: Annotated[
        list[Literal["rights", "duties", "missing_papers", "time_limits"]], Field(max_length=4)
    ] = []
    again_on: Day | None = None

    @model_validator(mode="after")
    def _what_was_said(self) -> CallBack:
        said = {"hardship": self.hardship, "informed_of": self.informed_of}
        for name, one in said.items():
            if self.outcome == "reached" and not one:
                raise fault("form.said_at_the_call", f"/{name}")
        return self


class JointVisit(ApiModel):
    """What at least two visitors saw together, and sign with the family (57号, art. 16)."""

    visitors: Annotated[list[StaffId], Field(min_length=2, max_length=6)]
    visitor_signatures: Annotated[list[Digest], Field(min_length=2, max_length=6)]
    family_signature: Digest

    @model_validator(mode="after")
    def _two_people(self) -> JointVisit:
        if len(set(self.visitors)) < 2:
            raise fault("form.two_visitors", "/visitors")
        if len(self.visitors) != len(self.visitor_signatures):
            raise fault("form.each_visitor_signs", "/visitor_signatures")
        return self


class Visit(JointVisit):
    """A home visit, and what was found; `place` where that was not at the family's address."""

    findings: Annotated[Text, TO_FAMILY]
    place: Annotated[Text, Field(max_length=100)] | None = None
    photos: Annotated[list[Digest], Field(max_length=20)] = []


class Countersignature(VersionedDecision):
    """Whether one was at the visit that a colleague recorded, as it was read; who denies it says
    why."""

    agrees: bool
    reason: Reason | None = None

    @model_validator(mode="after")
    def _reason_of_denial(self) -> Countersignature:
        if not self.agrees and self.reason is None:
            raise fault("form.reason_of_denial", "/reason")
        return self


class SelfCare(ApiModel):
    """Of each of the six items (43号, art. 21) whether a member does it alone."""

    member: MemberIndex
    eating: bool
    dressing: bool
    getting_up: bool
    toilet: bool
    walking: bool
    washing: bool


SelfCareAssessments = Annotated[list[SelfCare], Field(max_length=MOST_MEMBERS)]


class Survey(Visit):
    """The township's visit, with what members can do alone of the six items.

    For tekun of everybody without labour ability; who is left out is not assessed. Who is meant
    follows from the application, so that of the version read is named with it.
    """

    self_care: SelfCareAssessments = []
    version: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Survey:
        _one_assessment_each(self.self_care)
        if self.self_care and self.version is None:
            raise fault("missing", "/version")
        return self


class CareAssessment(JointVisit, VersionedDecision):
    """The six items, assessed by two people apart from a visit."""

    self_care: Annotated[SelfCareAssessments, Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> CareAssessment:
        _one_assessment_each(self.self_care)
        return self


def _one_assessment_each(assessed: Sequence[SelfCare]) -> None:
    """Fault where a member is assessed twice."""
    for at, one in enumerate(assessed):
        if one.member in {earlier.member for earlier in assessed[:at]}:
            raise fault("form.assessed_twice", f"/self_care/{at}/member")


class StaffRelative(ApiModel):
    """Oneself, or a close relative, in the register: the own, or of somebody of a village
    committee. With oneself goes the `home`, the village or community where one lives."""

    identity_number: IdentityNumber
    kinship: Literal[
        "self", "spouse", "parent", "child", "sibling", "grandparent", "grandchild", "in_law"
    ]
    of: Literal["staff", "committee"]
    home: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None


class RelativeRegistered(ApiModel):
    """The relative is in the register: what follows."""

    registered: Literal[True] = True
    next: str


class Delegation(ApiModel):
    """From which day on, and until which last day if any, a township confirms cases of schemes.

    An entry with the first day of another takes its place, so that a power is taken back.
    """

    schemes: Annotated[
        list[Literal["dibao", "tekun", "marginal", "rigid_expenditure"]],
        Field(min_length=1, max_length=4),
    ]
    since: Day
    until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Delegation:
        if self.until is not None and self.until < self.since - timedelta(days=1):
            raise fault("form.until_before_since", "/until")
        return self


class DelegationLine(ApiModel):
    """One entry: the scheme, its days, and whether it is in force today."""

    scheme: str
    since: date
    until: date | None
    in_force: bool


class Delegations(ApiModel):
    """What a township was delegated by its county."""

    office: str
    office_name: str
    delegations: list[DelegationLine]


class Exemption(ApiModel):
    """A person's decision that money found does not count, with the reason and the evidence."""

    item: Literal["deposits"]
    amount_fen: Annotated[int, Field(gt=0, le=10**12)]
    reason: Reason
    evidence: Annotated[list[Digest], Field(min_length=1, max_length=10)]


class AcceptedDeclaration(ApiModel):
    """A person's decision to let a declaration stand that no department verified, and why."""

    item: Item
    reason: Reason


class SurveyFindings(ApiModel):
    """What the township found of a household: it takes the place of what was declared, and of what
    departments answered, of that kind of the same member (57号, art. 16)."""

    incomes: Annotated[list[IncomeFinding], Field(min_length=1, max_length=MOST_FOUND)]


class Opinion(VersionedDecision):
    """The township's opinion: it proposes, and never refuses by itself, urgent aid neither.

    Urgent aid that it does not decide itself it refers to the county. What it proposes rests on
    what was `found`: a year's wage of a job that is over says nothing of today.
    """

    decision: Literal[
        "propose_grant", "propose_refusal", "refer_to_county", "ask_family", "verify_again"
    ]
    reason: Annotated[
        Reason, Field(description="as the family reads it where it is asked; else for who decides")
    ]
    exemptions: Annotated[list[Exemption], Field(max_length=20)] = []
    accepts: Annotated[list[AcceptedDeclaration], Field(max_length=40)] = []
    found: SurveyFindings | None = None

    @model_validator(mode="after")
    def _found_of_a_proposal(self) -> Opinion:
        if self.found is not None and not self.decision.startswith("propose_"):
            raise fault("approval.found_of_proposal", "/found")
        return self


class Decision(VersionedDecision):
    """The decision, by the county or whoever it delegated it to."""

    decision: Literal["confirm", "decline", "send_back", "grant_urgent"]
    reason: Annotated[Reason, TO_FAMILY]
    amount_fen: Annotated[int, Field(gt=0, le=10**9)] | None = None

    @model_validator(mode="after")
    def _amount_where_paid_first(self) -> Decision:
        if (self.decision == "grant_urgent") != (self.amount_fen is not None):
            raise fault("form.amount_of_urgent_aid", "/amount_fen")
        return self


class PostReview(VersionedDecision):
    """A person's finding on urgent aid after verification; never an automatic recovery."""

    outcome: Literal["in_order", "papers_missing", "refer_to_supervision"]
    reason: Reason


class Termination(VersionedDecision):
    """The family does not cooperate; ends the case with its own letter."""

    reason: Annotated[Reason, TO_FAMILY]


class Extension(ApiModel):
    """Why the total time is extended (57号, art. 22; 民发〔2022〕83号, 四（一）)."""

    because: Literal["objection", "registered_apart", "lives_elsewhere", "hard_survey"]
    reason: Annotated[Reason, TO_FAMILY]


class DuplicateFinding(VersionedDecision):
    """What the overlap with another open case turned out to be."""

    outcome: Literal["not_a_duplicate", "same_family", "left_to_review"]
    reason: Reason


class ConsentFinding(VersionedDecision):
    """What became of an authorisation that is missing; the case goes on whatever it is."""

    outcome: Literal["refuses", "cannot_be_reached", "cannot_sign", "left_unverified"]
    reason: Reason


class SupporterFinding(VersionedDecision):
    """Why a relative who owes support, by the number in the application, does not sign."""

    supporter: Annotated[int, Field(ge=SUPPORTERS_FROM, lt=SUPPORTERS_FROM + MOST_MEMBERS)]
    outcome: Literal["cannot_be_reached", "cannot_sign"]
    reason: Reason


class LateAnswerFinding(VersionedDecision):
    """What a late answer means for what was decided: nothing, or that it is reviewed."""

    outcome: Literal["no_change", "review"]
    reason: Reason


class HandOver(ApiModel):
    """To whom a claimed task goes."""

    to: StaffId


class SignOff(VersionedDecision):
    """That a colleague may carry out a task by this event (经办、审核、签发)."""

    event: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


CaseTask = Annotated[str, StringConstraints(pattern=r"^c[a-z2-7]{32}/[a-z_]{1,40}$")]
"""A task of a case: the id of the case and the name of the task."""
MOST_TASKS = 50
CaseTasks = Annotated[list[CaseTask], Field(min_length=1, max_length=MOST_TASKS)]


class TasksToAssign(ApiModel):
    """Tasks that all go to one colleague, or to oneself."""

    tasks: CaseTasks
    to: StaffId


class TasksToRemind(ApiModel):
    """Tasks of which those who have them are reminded."""

    tasks: CaseTasks


CaseAsShown = Annotated[str, StringConstraints(pattern=r"^c[a-z2-7]{32}/[1-9][0-9]{0,8}$")]
"""A case, and the version of it that was shown."""
MOST_TOGETHER = 20
"""So many cases are signed by one form, and read for one page of them."""


class GrantsTogether(ApiModel):
    """Cases that are alike, and are all granted as the township proposed: never refused."""

    decision: Literal["confirm"]
    alike: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    cases: Annotated[list[CaseAsShown], Field(min_length=2, max_length=MOST_TOGETHER)]
    reason: Annotated[Reason, TO_FAMILY]


class TaskOutcome(ApiModel):
    """What became of one task: `done`, or refused for the reason that `detail` tells.

    Of a case that is not one's own to see there is neither label nor receipt.
    """

    task: str
    task_words: str
    receipt: str
    label: str
    done: bool
    detail: str


class TaskOutcomes(ApiModel):
    """What became of each task, in the order in which they were named."""

    outcomes: list[TaskOutcome]


class TaskClaim(ApiModel):
    """Taking a task."""


class Explanation(ApiModel):
    """What the family says to what was found; disputed items are verified again.

    It may say more until its time is over, or until it says that this is all (`complete`). What it
    says or disputes later is read by whoever decides.
    """

    statement: Text
    complete: bool = False
    dispute: Annotated[list[Item], Field(max_length=20)] = []
    evidence: Annotated[list[Digest], Field(max_length=20)] = []


class NoticeObjection(ApiModel):
    """An objection to a public notice."""

    statement: Reason


class Notice(ApiModel):
    """What the public may see of a proposed grant (57号, art. 24): nothing else."""

    id: str
    surname: str
    members: int
    amount_fen: int
    scheme: str
    until: str


class NoticeOutcome(ApiModel):
    """What came of the objections to a notice: whether the opinion stayed, in words; no more."""

    id: str
    surname: str
    scheme: str
    outcome: str
    outcome_words: str
    until: str


class NoticeOfEnd(ApiModel):
    """What the public may see of the proposed end of a benefit (43号, art. 26): never why."""

    id: str
    surname: str
    scheme: str
    words: str
    until: str


class Notices(ApiModel):
    """The notices of a village or community, and for some days what came of objections."""

    area: str
    area_name: str
    notices: list[Notice]
    ends: list[NoticeOfEnd]
    outcomes: list[NoticeOutcome]


class ObjectionReceived(ApiModel):
    """An objection was received: what happens next, and nothing about the case."""

    received: Literal[True] = True
    next: str
