"""Signing in, oneself, areas and offices (the API contract of the directory)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date, Instant, StaffId


class SignIn(ApiModel):
    """A login code as the mini program or WeCom got it; it works once."""

    code: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,512}$")]


class WeComMessage(ApiModel):
    """What WeCom tells, sealed, in the names of its own format."""

    for_corporation: Annotated[str, StringConstraints(max_length=64)] = Field(alias="ToUserName")
    for_app: Annotated[str, StringConstraints(max_length=32)] = Field(default="", alias="AgentID")
    sealed: Annotated[str, StringConstraints(max_length=200_000)] = Field(alias="Encrypt")


class PlainText(RootModel[str]):
    """A text as it is, which is what WeCom takes for an answer."""


class NumberCode(ApiModel):
    """The code of a button of the mini program that asks for the phone number; it works once."""

    code: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,512}$")]


class OwnNumber(ApiModel):
    """The phone number that somebody gave, of China."""

    phone: str


class Me(ApiModel):
    """Who is signed in; staff with the office and the posts of this moment."""

    id: str
    role: str
    office: str | None = None
    office_name: str | None = None
    posts: list[str] | None = None


class Session(Me):
    """A session: its id, its token (sent as `Authorization: Bearer`), and until when that lasts;
    who `owes_code` may do nothing in it but give the code of their authenticator."""

    token: str
    expires_at: Instant
    session_id: str
    owes_code: bool = False


class NewAuthenticator(ApiModel):
    """The secret of a new authenticator, told this once: as text, and as the address that an
    authenticator opens or scans."""

    secret: str
    address: str


class AuthenticatorCode(ApiModel):
    """The code that one's authenticator shows; it works once."""

    authenticator_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class AuthenticatorReset(ApiModel):
    """Whether somebody's authenticator was reset; if not, another person must ask for it too."""

    staff_id: str
    reset: bool


class OpenSession(ApiModel):
    """A session that is open; `current` is the one in which this is asked."""

    session_id: str
    started_at: Instant
    ends_at: Instant
    current: bool


class SignInEntry(ApiModel):
    """A recorded sign-in or end of a session; `ended_by_other` where somebody else ended it."""

    at: Instant
    outcome: str
    outcome_words: str
    session_id: str
    ended_by_other: bool


class Sessions(ApiModel):
    """The sessions that somebody has open, and their newest sign-ins, the newest first."""

    sessions: list[OpenSession]
    sign_ins: list[SignInEntry]


class SessionToEnd(ApiModel):
    """Which session to end; all of one's own, this one too, where none is named."""

    session_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")] | None = None


class EndedSessions(ApiModel):
    """How many sessions were ended."""

    ended: int


class AbsencePeriod(ApiModel):
    """The first and the last day on which somebody is away, and the deputy who meanwhile does what
    they claimed. Without a deputy the absence is deleted."""

    since: Date
    until: Date
    deputy: StaffId | None = None


class StaffAbsence(ApiModel):
    """The absence of a member of staff, if there is one."""

    staff_id: str
    absence: AbsencePeriod | None


class AreaSummary(ApiModel):
    """An area in a list."""

    code: str
    name: str
    level: str


class Area(AreaSummary):
    """An area with those directly in it; the province is 220000000000."""

    full_name: str
    children: list[AreaSummary]


class Office(ApiModel):
    """The office to which people of an area go, and how it is reached.

    `office` is a 12-digit area code; `address` is "" where none is known. `hours_note` says that
    nobody confirmed the hours, where it is so; `note` why an office above acts for the area's own,
    where it does. At `hotline` somebody answers for all offices of the province, at
    `any_hotline` for every matter of a government, at any hour.
    """

    area: str
    area_name: str
    office: str
    office_name: str
    level: str
    telephone: str
    hours: str
    hours_note: str
    address: str
    county_name: str
    county_telephone: str
    hotline: str
    any_hotline: str
    note: str
