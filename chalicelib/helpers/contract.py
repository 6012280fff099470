"""Acting for somebody: what is asked for, consented to and read (the API models of helpers)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.domain.identity import cards_of
from chalicelib.helpers.rules import Relation
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date, IdentityNumber, Name, StaffId, fault

HelpedAct = Literal["apply", "follow"]


class HelpedPerson(ApiModel):
    """Somebody for whom another acts, as on the identity card."""

    name: Name
    identity_number: IdentityNumber


class HelperRequest(ApiModel):
    """Who would act for whom, in what, and until which day (that day included).

    `staff_id` names a helper who works at an office: what they help with they do not handle.
    """

    person: HelpedPerson
    helper_name: Name
    relation: Relation
    acts: Annotated[list[HelpedAct], Field(min_length=1, max_length=2)]
    until: Date
    staff_id: StaffId | None = None


class HelperAnswer(ApiModel):
    """The person consents or says no, with a proof by face that was begun for it on this phone
    (`again`) after the helper asked; whoever was filmed there before is filmed once more."""

    proof_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None


class CounterConsent(HelpedPerson):
    """The person consents before a member of staff, who compared face, card and name."""

    document_kind: Literal[
        "identity_card", "household_register", "residence_permit", "foreigner_card", "passport"
    ]

    @model_validator(mode="after")
    def _number_on_card(self) -> CounterConsent:
        if self.document_kind not in cards_of(self.identity_number.get_secret_value()):
            raise fault("form.another_card", "/document_kind")
        return self


class HelperView(ApiModel):
    """A delegation: whose helper somebody is, in what and until when; the person's name masked."""

    helper_id: str
    person_name: str
    helper_name: str
    relation: Relation
    acts: list[HelpedAct]
    until: Date
    state: str
    state_words: str
    next: str


class Helpers(ApiModel):
    """Whom an account helps or asked to help; who helps its person; who asks to."""

    helping: list[HelperView]
    helped_by: list[HelperView]
    asking: list[HelperView]
