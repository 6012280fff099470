"""Signing in, oneself, and the areas (the border of the directory)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.platform.border import Border


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
    """A session: its token, to be sent as `Authorization: Bearer`, and until when it lasts."""

    token: str
    expires_at: datetime


class AreaLine(Border):
    """An area in a list."""

    code: str
    name: str
    level: str


class Area(AreaLine):
    """An area with those directly in it; the province is 220000000000."""

    full_name: str
    children: list[AreaLine]
