"""What anybody reads on a notice board, and answers to it (API models)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date, Name, Phone, Reason


class Objector(ApiModel):
    """Who objects, for the office that looks into it to ask them back; the family never learns
    it."""

    name: Name
    phone: Phone


class NoticeObjection(ApiModel):
    """An objection to a public notice, of somebody who lets the office know who they are, or who
    stays unknown to it."""

    statement: Reason
    objector: Objector | None = None


class HeardObjection(NoticeObjection):
    """An objection that an officer writes down for whoever made it, and how they heard of it."""

    heard: Literal["counter", "telephone", "letter"]


class Notice(ApiModel):
    """What the public may see of a proposed grant (57号, art. 24): nothing else."""

    id: str
    surname: str
    members: int
    amount_fen: int
    scheme: str
    scheme_name: str
    until: str


class NoticeOutcome(ApiModel):
    """What came of the objections to a notice: whether the opinion stayed, in words; no more."""

    id: str
    surname: str
    scheme: str
    scheme_name: str
    outcome: str
    outcome_words: str
    until: str


class NoticeOfEnd(ApiModel):
    """What the public may see of the proposed end of a benefit (43号, art. 26): never why."""

    id: str
    surname: str
    scheme: str
    scheme_name: str
    words: str
    until: str


class Notices(ApiModel):
    """The notices of a village or community, and for some days what came of objections."""

    area: str
    area_name: str
    notices: list[Notice]
    ends: list[NoticeOfEnd]
    outcomes: list[NoticeOutcome]


class Granted(ApiModel):
    """What the public may see of a benefit that is received (57号, art. 24): nothing else.

    `amount_fen` is what it comes to a month.
    """

    surname: str
    members: int
    amount_fen: int
    scheme: str


class GrantedBenefits(ApiModel):
    """A page of those who receive a benefit in a village or community."""

    area: str
    area_name: str
    grants: list[Granted]
    next: str | None = Field(description="`after` of the next page; null where this is the last")


class ObjectionReceived(ApiModel):
    """An objection was received, under which number: what happens next, who looks into it, until
    which day, and nothing about the case. `due` is null where the matter is settled meanwhile."""

    received: Literal[True] = True
    number: str
    next: str
    office_name: str
    due: Date | None
    telephone: str
