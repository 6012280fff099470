"""A file of households: the facts of each under every policy, and faults by entry."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.assessment.household.facts import Facts
from chalicelib.assessment.service import facts_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.models import fields
from chalicelib.policy import Parameters
from chalicelib.words.faults import field_errors as fault_texts


@dataclass(frozen=True)
class Policy:
    """A pack as it stands on a day."""

    pack: str
    day: date
    law: Parameters

    @property
    def title(self) -> str:
        """What people call it: `jilin-city 2024-01-01`."""
        return f"{self.pack} {self.day}"


@dataclass(frozen=True)
class EntryFault:
    """What is wrong with the entry of that number (a line, or a place in the array, from 1)."""

    number: int
    pointer: str
    text: str


def households_in(
    raw: bytes, policies: Sequence[Policy]
) -> tuple[list[tuple[Facts, ...]], list[EntryFault]]:
    """Each household's facts, one for every policy, and the entries that are no household.

    `raw` is JSON lines or one JSON array, in the shape of `POST /v1/estimates`. A household is
    seen as it stands on the day of the first policy, under all of them, whatever day it names:
    what changes between them is the law, and nobody grows older.
    """
    read: list[tuple[Facts, ...]] = []
    faults: list[EntryFault] = []
    for number, entry in _entries(raw):
        try:
            read.append(_under(EstimateRequest.model_validate_json(entry), policies))
        except ValidationError as invalid:
            wrong = Refused("request.invalid", errors=fields.faults(invalid))
            faults += [
                EntryFault(number, text["pointer"], text["detail"]) for text in fault_texts(wrong)
            ]
        except Refused as refused:
            policy = refused.figures["policy"]
            faults += [
                EntryFault(number, text["pointer"], f"{policy} {text['detail']}")
                for text in fault_texts(refused)
            ]
    return read, faults


def _entries(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The entries with their numbers; an array that is broken stays whole, and is no household."""
    raw = raw.removeprefix(codecs.BOM_UTF8)  # as an editor of Windows writes it
    lines = raw.splitlines()
    if raw.lstrip().startswith(b"["):
        try:
            lines = [json.dumps(entry).encode() for entry in json.loads(raw)]
        except ValueError:
            lines = [raw]
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _under(request: EstimateRequest, policies: Sequence[Policy]) -> tuple[Facts, ...]:
    """The facts under every policy; Refused also names the policy that has no place for them."""
    day, found = policies[0].day, []
    for policy in policies:
        try:
            found.append(facts_of(request, day, policy.law))
        except Refused as refused:
            refused.figures["policy"] = policy.title
            raise
    return tuple(found)
