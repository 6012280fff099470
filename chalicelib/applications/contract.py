"""What a family sends in, and what it gets back (the API models of the intake).

Amounts are integer fen; areas are 12-digit codes; members are numbered from 0, the applicant.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.applications.signatures.signing_contract import MOST_GUARDIANS, Consent
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
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    AccountNumber,
    BankName,
    Date,
    Digest,
    IdentityNumber,
    Instant,
    Name,
    Phone,
    Text,
    fault,
)

FormId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]

HelperId = Annotated[str, StringConstraints(pattern=r"^[0-9A-V]{26}$")]

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
    born: Date | None = None
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
    submitted_at: Instant
    verification_from: Instant | None
    next: str
    due: Instant
    due_note: str
    telephone: str


class ApplicationWithdrawal(ApiModel):
    """The family does not want to go on."""

    reason: Text
