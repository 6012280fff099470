"""Looking for a case (the API contract of search)."""

from __future__ import annotations

from typing import Literal

from chalicelib.case.household import AreaCode
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import ShortText

Purpose = Literal["call_back", "visit", "review", "decision", "payment", "appeal", "audit"]


class Search(ApiModel):
    """What is looked for: a receipt number, the last four of an identity number or a phone, the
    first letters of a name in pinyin, a name, or a village by its name or code.

    Whoever works above counties names the `county`. Names are masked: they are whole in a
    case that is opened for a `purpose`, which is limited and on record.
    """

    text: ShortText
    purpose: Purpose | None = None
    county: AreaCode | None = None


class FoundCase(ApiModel):
    """A case that was found, and by whom of it, masked."""

    case_id: str
    receipt: str
    scheme: str
    scheme_name: str
    label: str
    people: list[str]
    office: str
    office_name: str
    submitted_at: str


class NamedArea(ApiModel):
    """One of several villages of that name, to be looked for by its code."""

    code: str
    full_name: str


class SearchResult(ApiModel):
    """The newest cases that were found and may be opened; `more` where there are others besides.

    `areas` are the villages of which one is to be chosen.
    """

    search_id: str
    purpose: str
    county: str
    cases: list[FoundCase]
    more: bool
    areas: list[NamedArea]
