"""Who signs, for whom, and how they are proved to be the person (API models)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.case.household import MOST_MEMBERS
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.domain.identity import cards_of
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    Date,
    Digest,
    IdentityNumber,
    Instant,
    Name,
    Text,
    fault,
)

MOST_GUARDIANS = 5


class ConsentText(ApiModel):
    """The text of the authorisation that is signed now; `digest` is SHA-256 of its UTF-8 bytes."""

    version: str
    digest: str
    text: str


Signer = Annotated[int, Field(ge=0, lt=SUPPORTERS_FROM + MOST_MEMBERS)]
"""A number of the household, or from SUPPORTERS_FROM on of a relative who owes support."""


class SignedText(ApiModel):
    """What is signed, and the file of the signature; both are known to us, or nothing is signed."""

    text_version: Annotated[str, StringConstraints(max_length=40)]
    text_digest: Digest
    signature: Digest


class Consent(SignedText):
    """Somebody's authorisation to verify and to be watched, signed on the phone.

    `member` is a number of the household, or from SUPPORTERS_FROM on of a relative who owes
    support; `signed_by` is who signs as guardian for one who cannot: an adult member, or from
    GUARDIANS_FROM on a guardian outside the household. It is dated when it is received;
    `signed_at` is what the phone's clock said.
    """

    member: Signer
    signed_by: Annotated[int, Field(ge=0, lt=GUARDIANS_FROM + MOST_GUARDIANS)] | None = None
    signed_at: Instant | None = None


class NamedPerson(ApiModel):
    """Somebody in a family's case: the receipt number says whose, number and name say who."""

    receipt: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    name: Name
    identity_number: IdentityNumber | None = None
    born: Date | None = None

    @model_validator(mode="after")
    def _known_by_something(self) -> NamedPerson:
        if (self.identity_number is None) == (self.born is None):
            raise fault("form.number_or_birth", "/identity_number")
        return self


class RemoteConsent(NamedPerson, SignedText):
    """The authorisation of somebody who signs on a phone of their own: one who is away.

    A guardian signs for everybody of whom the application names them the guardian. A relative who
    owes support may say in a `statement` what the office should know of it: the family reads
    nothing of that.
    """

    statement: Text | None = None


class IdentityCheck(NamedPerson):
    """A member of staff has the person before them, and compared face, card and name.

    Who has no number yet is named by the day of birth; whose number is given was seen with a card
    that bears it.

    `consent` is the authorisation that the person signed there, photographed and uploaded by the
    same member of staff; it is left out where the person only confirms what was signed.
    """

    document_kind: Literal[
        "identity_card", "household_register", "residence_permit", "foreigner_card", "passport"
    ]
    consent: SignedText | None = None

    @model_validator(mode="after")
    def _number_on_card(self) -> IdentityCheck:
        number = self.identity_number
        if number is not None and self.document_kind not in cards_of(number.get_secret_value()):
            raise fault("form.another_card", "/document_kind")
        return self


class ApplicationClaim(NamedPerson):
    """The application of which one is the applicant, sent in from another phone."""

    identity_number: IdentityNumber


class SigningResult(ApiModel):
    """The answer to a signature: what happens next."""

    receipt: str
    next: str


class ProofRequest(ApiModel):
    """Whose identity card is to be proved on this phone: one's own, or that of a relative.

    With `again` the person is filmed though they were proved here before: where a consent or a
    signature on a helper's phone needs the person of today.
    """

    name: Name
    identity_number: IdentityNumber
    again: bool = False


class ProofStart(ApiModel):
    """Proved already, or what the phone needs for `wx.requestFacialVerify` until `expires_at`."""

    proved: bool
    proof_id: str | None = None
    verify_id: str | None = None
    expires_at: Instant | None = None
    next: str


class ProofResult(ApiModel):
    """This person is proved on this phone, for good."""

    proved: Literal[True] = True
    next: str
