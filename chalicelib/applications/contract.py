"""What a family sends in, and what it gets back (the API models of the intake).

Amounts are integer fen; areas are 12-digit codes; members are numbered from 0, the applicant.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import (
    MOST_MEMBERS,
    AreaCode,
    Expense,
    Income,
    MemberIndex,
    Person,
    Property,
    ReceivedBenefits,
    Setting,
    Supporter,
    check_listed,
    check_people,
)
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.domain.identity import cards_of
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    AccountNumber,
    BankName,
    Digest,
    IdentityNumber,
    Name,
    OfficeName,
    Phone,
    Reason,
    Telephone,
    Text,
    fault,
)

FormId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]

HelperId = Annotated[str, StringConstraints(pattern=r"^[0-9A-V]{26}$")]

MOST_GUARDIANS = 5

Scheme = Literal["dibao", "tekun", "temporary_aid", "marginal", "rigid_expenditure"]
PaperKind = Literal[
    "identity_card",
    "household_register",
    "disability_certificate",
    "medical_record",
    "income_statement",
    "divorce_agreement",
    "emergency_statement",
    "expense_receipt",
    "guardianship",
    "evidence",
]


class Member(Person):
    """One who lives in the family.

    Who has no number yet is named with the day of birth, and `no_number` says why there is none.
    """

    name: Name
    identity_number: IdentityNumber | None = None
    born: date | None = None
    no_number: Literal["newborn", "unregistered", "foreign", "not_at_hand"] | None = None

    @model_validator(mode="after")
    def _known_by_something(self) -> Member:
        given = (self.identity_number is None, self.born is not None, self.no_number is not None)
        if len(set(given)) != 1:
            raise fault("form.number_or_birth", "/identity_number")
        return self


class SupportingRelative(Supporter):
    """A relative who owes support; in tekun those are asked about who are named and have signed."""

    name: Name | None = None
    identity_number: IdentityNumber | None = None

    @model_validator(mode="after")
    def _known_or_not(self) -> SupportingRelative:
        if (self.name is None) != (self.identity_number is None):
            left_out = "name" if self.name is None else "identity_number"
            raise fault("form.name_and_number", f"/{left_out}")
        return self


class Guardian(ApiModel):
    """A guardian who does not live in the family: of a minor, or of one without capacity.

    Signs for the `members` named, is phoned back, and shows by a certificate what makes a guardian
    (民法典 第27、28、32条): of the register, a court, or the committee that is one.
    """

    name: Name
    identity_number: IdentityNumber
    kinship: Literal["parent", "grandparent", "sibling", "child", "relative", "committee"]
    phone: Phone
    members: Annotated[list[MemberIndex], Field(min_length=1, max_length=MOST_MEMBERS)]
    certificate: Digest


class Paper(ApiModel):
    """A photo or file, named by what it is and the digest of its bytes."""

    kind: PaperKind
    digest: Digest


class PaperUpload(ApiModel):
    """A file that is about to be uploaded."""

    digest: Digest
    media_type: Literal["image/jpeg", "image/png", "application/pdf"]


class Upload(ApiModel):
    """The form with which the file is sent to `url`, within a quarter of an hour."""

    url: str
    fields: dict[str, str]


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
    signed_at: AwareDatetime | None = None


class Account(ApiModel):
    """The bank account into which aid is paid."""

    bank: BankName
    number: AccountNumber
    holder: MemberIndex = 0


class Submission(ApiModel):
    """An application for the family (57号, art. 4 and 9).

    What is left out of incomes, property and expenses is not declared: it is asked back, and
    assessed as unknown. Who has nothing says so: an empty list, or 0.

    Urgent aid asks first for the hardship, the place of the emergency, the person, the account and
    the phone alone; whatever else is declared by a correction, before the money or after it.

    Who acts for somebody names the delegation (`helper_id`): its person is the applicant.
    """

    form_id: FormId
    helper_id: HelperId | None = None
    scheme: Scheme
    kind: Literal["urgent", "expenditure"] | None = None
    emergency_area: AreaCode | None = None
    registered_area: AreaCode | None = None
    living_area: AreaCode | None = None
    setting: Setting | None = None
    confidential: bool = False
    hardship: Text
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_MEMBERS)]
    incomes: Annotated[list[Income], Field(max_length=100)] | None = None
    property: Property = Property()
    expenses: Annotated[list[Expense], Field(max_length=20)] | None = None
    supporters: Annotated[list[SupportingRelative], Field(max_length=20)] | None = None
    guardians: Annotated[list[Guardian], Field(max_length=MOST_GUARDIANS)] = []
    standing: ReceivedBenefits = ReceivedBenefits()
    papers: Annotated[list[Paper], Field(max_length=50)] = []
    consents: Annotated[list[Consent], Field(max_length=MOST_MEMBERS)] = []
    phone: Phone
    account: Account

    @model_validator(mode="after")
    def _hangs_together(self) -> Submission:
        check_people(self.members, self.incomes or ())
        check_listed(self.account.holder, self.members, "/account/holder")
        for at, guardian in enumerate(self.guardians):
            for place, ward in enumerate(guardian.members):
                check_listed(ward, self.members, f"/guardians/{at}/members/{place}")
        relatives = range(SUPPORTERS_FROM, SUPPORTERS_FROM + len(self.supporters or ()))
        guardians = range(GUARDIANS_FROM, GUARDIANS_FROM + len(self.guardians))
        for at, consent in enumerate(self.consents):
            if consent.signed_by not in guardians:
                check_listed(consent.signed_by, self.members, f"/consents/{at}/signed_by")
            if consent.member not in relatives:
                check_listed(consent.member, self.members, f"/consents/{at}/member")
        if (self.scheme == "temporary_aid") != (self.kind is not None):
            raise fault("form.kind_of_temporary_aid", "/kind")
        self._places()
        return self

    def _places(self) -> None:
        """Fault where what only an emergency may leave out is left out, or the other way round."""
        urgent = self.kind == "urgent"
        if urgent != (self.emergency_area is not None):
            raise fault("form.place_of_emergency", "/emergency_area")
        if urgent and not self.confidential:  # the county alone decides it by every step
            return
        for name in ("registered_area", "living_area"):
            if getattr(self, name) is None:
                raise fault("missing", f"/{name}")
        for at, member in enumerate(self.members):
            if member.no_number == "not_at_hand":
                raise fault("form.number_needed", f"/members/{at}/no_number")


class Receipt(ApiModel):
    """The answer to a submission: nothing acknowledged is ever lost.

    It says what comes next, by when, and which telephone to call if nothing does; `due_note` that
    the day is provisional, where it is.
    """

    case_id: str
    receipt: str
    state: str
    office: str
    office_name: str
    submitted_at: datetime
    verification_from: datetime | None
    next: str
    due: datetime
    due_note: str
    telephone: str


class Correction(ApiModel):
    """What was missing, handed in, or what was wrong, declared anew.

    Papers, consents and a note are added; whatever else is declared replaces what was declared
    before, the household as a whole, of the property what is named. Consents and incomes name
    members by their number in it. Another account is sent by itself: a second person looks at it.
    """

    papers: Annotated[list[Paper], Field(max_length=50)] | None = None
    consents: Annotated[list[Consent], Field(max_length=MOST_MEMBERS)] | None = None
    note: Text | None = None
    hardship: Text | None = None
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_MEMBERS)] | None = None
    incomes: Annotated[list[Income], Field(max_length=100)] | None = None
    property: Property | None = None
    expenses: Annotated[list[Expense], Field(max_length=20)] | None = None
    supporters: Annotated[list[SupportingRelative], Field(max_length=20)] | None = None
    guardians: Annotated[list[Guardian], Field(max_length=MOST_GUARDIANS)] | None = None
    standing: ReceivedBenefits | None = None
    emergency_area: AreaCode | None = None
    registered_area: AreaCode | None = None
    living_area: AreaCode | None = None
    setting: Setting | None = None
    phone: Phone | None = None
    account: Account | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Correction:
        named = {name for name, part in self if part is not None}
        added = {name for name in ("papers", "consents") if getattr(self, name) == []}
        if not named - added:
            raise fault("form.nothing_handed_in")
        if "account" in named and named != {"account"}:
            raise fault("form.account_alone", "/account")
        return self


class CorrectionResult(ApiModel):
    """The answer to a correction: where the case stands, and who must still sign, by number."""

    case_id: str
    state: str
    sign: list[int]
    next: str


class StillMissingItem(ApiModel):
    """Something that is still to be handed in, as `words` say: a paper of a kind, a signature or a
    proof of somebody by number and name, or a topic that was left out.
    """

    words: str
    paper: PaperKind | None
    signer: int | None
    signer_name: str
    topic: str | None


class OpenCorrection(ApiModel):
    """What of an application is open: what the office asked for (`asked`, until `due`), and what
    it still lacks. One correction answers all that the office asked for.

    `may_correct` says whether anything may still be put right; `members` are the names of the
    household by number.
    """

    case_id: str
    receipt: str
    asked: bool
    may_correct: bool
    items: list[StillMissingItem]
    members: list[str]
    due: str
    due_note: str
    next: str
    telephone: str


class NamedPerson(ApiModel):
    """Somebody in a family's case: the receipt number says whose, number and name say who."""

    receipt: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    name: Name
    identity_number: IdentityNumber | None = None
    born: date | None = None

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
    expires_at: datetime | None = None
    next: str


class ProofResult(ApiModel):
    """This person is proved on this phone, for good."""

    proved: Literal[True] = True
    next: str


class ApplicationWithdrawal(ApiModel):
    """The family does not want to go on."""

    reason: Text


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


class AccountDecision(VersionedDecision):
    """The office's answer to another account."""

    decision: Literal["confirm", "refuse"]
    reason: Annotated[Reason, TO_FAMILY]
