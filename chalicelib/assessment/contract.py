"""What a trial calculation is asked and what it answers."""

from __future__ import annotations

from datetime import date
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
from chalicelib.platform.border import Border


class TriedMember(Person):
    """A member of a household that is tried out: nobody is named."""

    born: date


class Trial(Border):
    """A household to be tried out, as it would apply; what is left out is unknown.

    `area` is a 12-digit area code or a county's six digits; `day` the day whose law is asked for,
    today where none is given. Nothing of it is kept.
    """

    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{6})?$")]
    setting: Setting | None = None
    day: date | None = None
    kind: Literal["urgent", "expenditure"] | None = None
    members: Annotated[list[TriedMember], Field(min_length=1, max_length=MOST_MEMBERS)]
    incomes: Annotated[list[Income], Field(max_length=100)] | None = None
    property: Property = Property()
    expenses: Annotated[list[Expense], Field(max_length=20)] | None = None
    supporters: Annotated[list[Supporter], Field(max_length=20)] | None = None
    standing: ReceivedBenefits = ReceivedBenefits()

    @model_validator(mode="after")
    def _hangs_together(self) -> Trial:
        check_people(self.members, self.incomes or ())
        return self


class Judged(Border):
    """A condition of the law: the family's figure and the threshold, none where nothing of it is
    measured, and where it is written."""

    code: str
    means: str
    status: Literal["pass", "fail", "unknown"]
    own: int | None
    threshold: int | None
    unit: str
    article: str


class Reason(Border):
    """Why not, in both languages, and what can be done about it."""

    code: str
    zh: str
    en: str
    step_zh: str
    step_en: str


class Alone(Border):
    """What it came to for one member, where the law judges people alone; why not where not."""

    member: int
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    zh: str
    en: str


class Sum(Border):
    """A line of the calculation (fen); `words` is the whole line, with how it comes about."""

    code: str
    means: str
    fen: int
    words: str


class LeftOut(Border):
    """Somebody who is listed and does not count as the household (57号, art. 7)."""

    member: int
    zh: str
    en: str


class Assumed(Border):
    """A value of the pack without a public source, and what it is."""

    code: str
    zh: str
    en: str


class Tried(Border):
    """A scheme as it would be judged; fen a month, or once for temporary aid.

    `why_not` is the first condition that fails, `assumed` the values of the pack without a public
    source on which the result rests, `terms` how long and by whom. `has` says that the family has
    it already, `persons` what it came to for each member where people are judged alone.
    """

    scheme: str
    name: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    has: bool
    amount_fen: int
    conditions: list[Judged]
    persons: list[Alone]
    why_not: Reason | None
    lines: list[Sum]
    terms: list[str]
    missing: list[str]
    assumed: list[Assumed]


class SchemeAfter(Border):
    """A scheme after a change of the facts (fen)."""

    scheme: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    amount_fen: int


class Changed(Border):
    """What would change, by how much a month (fen), and every scheme after it."""

    code: str
    means: str
    step_fen: int
    schemes: list[SchemeAfter]


class Pointed(Border):
    """An indicator and its points; none where it could not be measured."""

    code: str
    means: str
    points: int | None


class Coefficient(Border):
    """The hardship coefficient: between `least` and `most`, exact where these are one.

    The class is none where it depends on what is `missing`. The indicators are the project's own
    default, no rule of law.
    """

    points: int
    least: int
    most: int
    class_name: str | None
    indicators: list[Pointed]
    missing: list[str]


class Estimate(Border):
    """What the family may have by the law of the day, and what is still to be asked.

    A trial calculation decides nothing; `policy` is the fingerprint of the values in force,
    `left_out` are those who do not count, once it is known who does.
    """

    day: date
    policy: str
    left_out: list[LeftOut]
    schemes: list[Tried]
    hardship: Coefficient
    layer: str | None
    changes: list[Changed]
    ask: list[str]
    next: str
