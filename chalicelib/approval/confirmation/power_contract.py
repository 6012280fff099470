"""What a county delegates, and the register of relatives that staff keep (API models)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date, Day, IdentityNumber, fault


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
    since: Date
    until: Date | None
    in_force: bool


class Delegations(ApiModel):
    """What a township was delegated by its county."""

    office: str
    office_name: str
    delegations: list[DelegationLine]
