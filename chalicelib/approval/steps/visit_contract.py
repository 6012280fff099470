"""What staff send of visits, and of what members can do alone (the API models of visits)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import MOST_MEMBERS, MemberIndex
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    Digest,
    Reason,
    StaffId,
    Text,
    fault,
)


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
