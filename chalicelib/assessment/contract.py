"""What a trial calculation is asked and what it answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.case.household import (
    MOST_MEMBERS,
    Expense,
    Income,
    Person,
    Property,
    ReceivedBenefits,
    Setting,
    Supporter,
    check_people,
)
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date


class EstimateMember(Person):
    """A member of a household in a trial calculation, without a name."""

    born: Date


class EstimateRequest(ApiModel):
    """A household for a trial calculation, as it would apply; what is left out is unknown.

    `area` is a 12-digit area code or a county's six digits; `day` the day whose law is asked for,
    today where none is given. Nothing of it is stored.
    """

    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{6})?$")]
    setting: Setting | None = None
    day: Date | None = None
    kind: Literal["urgent", "expenditure"] | None = None
    members: Annotated[list[EstimateMember], Field(min_length=1, max_length=MOST_MEMBERS)]
    incomes: Annotated[list[Income], Field(max_length=100)] | None = None
    property: Property = Property()
    expenses: Annotated[list[Expense], Field(max_length=20)] | None = None
    supporters: Annotated[list[Supporter], Field(max_length=20)] | None = None
    standing: ReceivedBenefits = ReceivedBenefits()

    @model_validator(mode="after")
    def _is_consistent(self) -> EstimateRequest:
        check_people(self.members, self.incomes or ())
        return self


class ConditionResult(ApiModel):
    """A condition of the law: the family's figure and the threshold (as `unit` says), none where
    nothing is measured, and the article that sets it."""

    code: str
    label: str
    status: Literal["pass", "fail", "unknown"]
    actual: int | None
    threshold: int | None
    unit: str
    article: str


class NotEligibleReason(ApiModel):
    """Why the family may not have a scheme, in both languages, and what it can do."""

    code: str
    zh: str
    en: str
    next_step_zh: str
    next_step_en: str


class MemberResult(ApiModel):
    """The result for one member, where the law assesses people individually, and why."""

    member: int
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    zh: str
    en: str


class CalculationLine(ApiModel):
    """A line of the calculation (fen); `words` are the whole line, with how it is calculated."""

    code: str
    label: str
    fen: int
    words: str


class ExcludedMember(ApiModel):
    """Somebody who is listed and is no member of the household by law (57号, art. 7)."""

    member: int
    zh: str
    en: str


class AssumedValue(ApiModel):
    """A value of the policy pack without a public source, and what it is."""

    code: str
    zh: str
    en: str


class SchemeEstimate(ApiModel):
    """The result for one scheme; fen a month, or once for temporary aid.

    `reason` is the first condition that fails, `assumed` the values of the policy pack without a
    public source on which the result rests, `terms` how long it is granted and who decides.
    `received` says that the family has it already, `members` the result for each member where
    people are assessed individually.
    """

    scheme: str
    name: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    received: bool
    amount_fen: int
    conditions: list[ConditionResult]
    members: list[MemberResult]
    reason: NotEligibleReason | None
    calculation: list[CalculationLine]
    terms: list[str]
    missing: list[str]
    assumed: list[AssumedValue]


class ChangedScheme(ApiModel):
    """A scheme after a change of the facts (fen)."""

    scheme: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    amount_fen: int


class ChangeEffect(ApiModel):
    """A change of the income (fen a month) or of the members, and every scheme after it."""

    code: str
    words: str
    income_change_fen: int
    schemes: list[ChangedScheme]


class IndicatorPoints(ApiModel):
    """An indicator and its points; none where it could not be measured."""

    code: str
    label: str
    points: int | None


class HardshipCoefficient(ApiModel):
    """The hardship coefficient: between `minimum` and `maximum`, exact where these are equal.

    `hardship_class` is none where it depends on what is `missing`. The indicators are a default of
    this project, no rule of law.
    """

    points: int
    minimum: int
    maximum: int
    hardship_class: str | None
    indicators: list[IndicatorPoints]
    missing: list[str]


class Estimate(ApiModel):
    """What the family may have by the law of the day, and what is still to be asked.

    A trial calculation decides nothing; `policy` is the fingerprint of the values in force,
    `excluded_members` are those who are no members of the household by law, once that is known.
    """

    day: Date
    policy: str
    excluded_members: list[ExcludedMember]
    schemes: list[SchemeEstimate]
    hardship: HardshipCoefficient
    layer: str | None
    changes: list[ChangeEffect]
    questions: list[str]
    next: str
