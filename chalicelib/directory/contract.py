"""Signing in, oneself, and the areas (the border of the directory)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.platform.border import Border
from chalicelib.platform.border.fields import StaffId


class SignIn(Border):
    """A login code as the mini program or WeCom got it; it works once."""

    code: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,512}$")]


class Me(Border):
    """Who is signed in; staff with the office and the posts of this moment."""

    id: str
    role: str
    office: str | None = None
    office_name: str | None = None
    posts: list[str] | None = None


class Session(Me):
    """A session: its id, its token (sent as `Authorization: Bearer`), and until when that lasts."""

    token: str
    expires_at: datetime
    session_id: str


class SignedIn(Border):
    """One of the sessions that are open; `own` is that in which this is asked."""

    session_id: str
    began: datetime
    ends: datetime
    own: bool


class SignInLine(Border):
    """A sign-in, or the end of a session, on record; `by_other` where somebody else ended it."""

    at: datetime
    outcome: str
    outcome_words: str
    session_id: str
    by_other: bool


class Sessions(Border):
    """The sessions that somebody has open, and their newest sign-ins, the newest first."""

    sessions: list[SignedIn]
    sign_ins: list[SignInLine]


class Which(Border):
    """Which session to end; all of one's own, this one too, where none is named."""

    session_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")] | None = None


class Ended(Border):
    """How many sessions were ended."""

    ended: int


class Away(Border):
    """From which day until which somebody is away, and the colleague who does meanwhile what they
    claimed; without a deputy nobody is away (any more)."""

    since: date
    until: date
    deputy: StaffId | None


class AwayNow(Border):
    """When a member of staff is away, and who acts for them."""

    staff_id: str
    away: Away | None


class AreaLine(Border):
    """An area in a list."""

    code: str
    name: str
    level: str


class Area(AreaLine):
    """An area with those directly in it; the province is 220000000000."""

    full_name: str
    children: list[AreaLine]
