"""What staff record and decide, and what the family answers (the API models of approval)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import MOST_FOUND, MOST_MEMBERS, IncomeFinding
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    Day,
    Digest,
    OfficeName,
    Reason,
    Telephone,
    Text,
    fault,
)

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
    what was `found`: a year's wage of a job that is over says nothing of today. A refusal says why
    it is proposed `although` the assessment finds the conditions met, where it does.
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
    although: Reason | None = None

    @model_validator(mode="after")
    def _found_of_a_proposal(self) -> Opinion:
        if self.found is not None and not self.decision.startswith("propose_"):
            raise fault("approval.found_of_proposal", "/found")
        return self


class Decision(VersionedDecision):
    """The decision, by the county or whoever it delegated it to. It says why it is `although` the
    assessment finds the conditions met, where it declines what does."""

    decision: Literal["confirm", "decline", "send_back", "grant_urgent"]
    reason: Annotated[Reason, TO_FAMILY]
    amount_fen: Annotated[int, Field(gt=0, le=10**9)] | None = None
    although: Annotated[Reason | None, TO_FAMILY] = None

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


class Explanation(ApiModel):
    """What the family says to what was found; disputed items are verified again.

    It may say more until its time is over, or until it says that this is all (`complete`). What it
    says or disputes later is read by whoever decides.
    """

    statement: Text
    complete: bool = False
    dispute: Annotated[list[Item], Field(max_length=20)] = []
    evidence: Annotated[list[Digest], Field(max_length=20)] = []
