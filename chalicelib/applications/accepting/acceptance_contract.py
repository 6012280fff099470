"""The township's answer to an application (API models)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from chalicelib.applications.contract import PaperKind
from chalicelib.applications.signatures.signing_contract import Signer
from chalicelib.case.contract import VersionedDecision
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import TO_FAMILY, OfficeName, Reason, Telephone, Text, fault


class MissingItem(ApiModel):
    """Something that is still needed, in the family's words."""

    paper: PaperKind | None = None
    consent_of: Signer | None = None
    note: Annotated[Text, TO_FAMILY]


class Acceptance(VersionedDecision):
    """The township's answer to an application: accepted, everything missing, or not acceptable.

    What is not acceptable has a ground: it is `incomplete` though everything missing was listed, it
    belongs `elsewhere` (with that office and its telephone, to which it is passed on), or the
    family does not want it any more (`own_will`). A second person decides it.
    """

    decision: Literal["accept", "ask_correction", "not_accept"]
    missing: Annotated[list[MissingItem], Field(max_length=30)] = []
    ground: Literal["incomplete", "elsewhere", "own_will"] | None = None
    office: OfficeName | None = None
    telephone: Telephone | None = None
    reason: Annotated[Text | None, TO_FAMILY] = None

    @model_validator(mode="after")
    def _says_why(self) -> Acceptance:
        if (self.decision == "ask_correction") != bool(self.missing):
            raise fault("form.missing_listed", "/missing")
        if self.decision == "not_accept" and not self.reason:
            raise fault("form.reason_needed", "/reason")
        if (self.decision == "not_accept") != (self.ground is not None):
            raise fault("form.ground_of_not_accept", "/ground")
        for name in ("office", "telephone"):
            if (self.ground == "elsewhere") != (getattr(self, name) is not None):
                raise fault("form.office_elsewhere", f"/{name}")
        return self


class AcceptanceDecision(VersionedDecision):
    """Whether an application is not accepted as the township proposes, or looked at again."""

    decision: Literal["confirm", "look_again"]
    reason: Reason
