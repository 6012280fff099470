"""What the township sends of a democratic appraisal (the API models of 民主评议)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Day, Digest, Name, Reason, ShortText, Text, fault

Votes = Annotated[int, Field(ge=0, le=200)]
MOST_PARTICIPANTS = 60


class AppraisalPlan(VersionedDecision):
    """That an objection is looked into by an appraisal, when and where; or by a visit after all."""

    decision: Literal["call_appraisal", "visit_instead"]
    reason: Reason
    meets_on: Day | None = None
    meets_at: ShortText | None = None

    @model_validator(mode="after")
    def _when_and_where(self) -> AppraisalPlan:
        if self.decision == "call_appraisal":
            for name in ("meets_on", "meets_at"):
                if getattr(self, name) is None:
                    raise fault("form.appraisal_announced", f"/{name}")
        return self


class Participant(ApiModel):
    """Who took part, and as what."""

    name: Name
    takes_part_as: Literal["township", "committee", "party_member", "representative"]


class Appraisal(VersionedDecision):
    """What an appraisal came to: who took part, what was said, and how they voted on whether what
    the family declares is so. No close relative of the family's takes part."""

    met_on: Day
    participants: Annotated[list[Participant], Field(min_length=1, max_length=MOST_PARTICIPANTS)]
    no_relatives: bool
    says_so: Votes
    says_not: Votes
    abstains: Votes
    findings: Text
    photos: Annotated[list[Digest], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _counted(self) -> Appraisal:
        if not self.no_relatives:
            raise fault("form.appraisal_relatives", "/no_relatives")
        if self.says_so + self.says_not + self.abstains != len(self.participants):
            raise fault("form.appraisal_votes", "/abstains")
        return self
