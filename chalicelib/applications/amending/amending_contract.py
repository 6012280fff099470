"""What a family adds to its application or puts right, and how the office answers (API models)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from chalicelib.applications.contract import (
    Account,
    Guardian,
    Member,
    Paper,
    PaperKind,
    SupportingRelative,
)
from chalicelib.applications.signatures.signing_contract import MOST_GUARDIANS, Consent
from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import (
    MOST_MEMBERS,
    AreaCode,
    Expense,
    Income,
    Property,
    ReceivedBenefits,
    Setting,
)
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import TO_FAMILY, Phone, Reason, Text, fault


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
    """Something that is still to be handed in, as `words` say: a paper of a kind, what somebody by
    number and name must do (`act`), or a topic that was left out.
    """

    words: str
    paper: PaperKind | None
    act: Literal["sign", "prove", "guardian"] | None
    signer: int | None
    signer_name: str
    topic: str | None


class OpenCorrection(ApiModel):
    """What of an application is open: what the office asked for (`asked`, until `due`), and what
    it still lacks. One correction answers all that the office asked for.

    `may_correct` says whether anything may still be put right; `members` are the names of the
    household by number, `for_name` that of the applicant where whoever asks helps them, else empty.
    """

    case_id: str
    receipt: str
    asked: bool
    may_correct: bool
    items: list[StillMissingItem]
    members: list[str]
    for_name: str
    due: str
    due_note: str
    next: str
    telephone: str


class AccountDecision(VersionedDecision):
    """The office's answer to another account."""

    decision: Literal["confirm", "refuse"]
    reason: Annotated[Reason, TO_FAMILY]
