"""What a family may have by what it answered so far: the decision's own assessment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chalicelib.assessment import service as assessment
from chalicelib.assessment.contract import Estimate, EstimateMember, EstimateRequest, SchemeEstimate
from chalicelib.case.household import Supporter
from chalicelib.domain import identity
from chalicelib.domain.errors import Refused
from chalicelib.forms.drafts.answers import Filled
from chalicelib.records.law import Law

APPLIED_FOR = {"single_person": "dibao"}
"""Under which scheme one is applied for that is none of its own: the single person's is dibao."""
BEST_FIRST = ("eligible", "indeterminate", "not_eligible")
KEPT = ("setting", "property", "standing")
LISTS = ("incomes", "expenses", "supporters")
"""What is unknown to the assessment as long as an item of it is filled in by half."""


@dataclass(frozen=True)
class Offer:
    """The estimate of a draft, nothing where too little is known, and the scheme that fits best."""

    estimate: Estimate | None
    suggested: str | None

    @property
    def schemes(self) -> dict[str, SchemeEstimate]:
        """The result by the scheme that one applies for, the best where several come to one."""
        found: dict[str, SchemeEstimate] = {}
        for one in self.estimate.schemes if self.estimate else ():
            name = APPLIED_FOR.get(one.scheme, one.scheme)
            other = found.setdefault(name, one)
            if BEST_FIRST.index(one.outcome) < BEST_FIRST.index(other.outcome):
                found[name] = one
        return found


def offer(filled: Filled, law: Law) -> Offer:
    """What a family may have by its answers, for every scheme."""
    if filled.form.name == "urgent_aid":
        return Offer(None, "temporary_aid")  # decided at once, and assessed afterwards
    found = _estimate(filled, law)
    return Offer(found, _suggested(Offer(found, None).schemes))


def _estimate(filled: Filled, law: Law) -> Estimate | None:
    try:
        request = EstimateRequest.model_validate_json(json.dumps(_household(filled)), strict=True)
        return assessment.estimate(request, law.day, law.parameters)
    except (ValidationError, Refused):
        return None  # what is wrong stands under what is missing


def _household(filled: Filled) -> dict[str, Any]:
    """The household as a trial calculation takes it: nobody is named."""
    body, half = filled.body, {path[0] for path in filled.unanswered if len(path) > 1}
    kept = _only(body, dict.fromkeys(KEPT))
    lists = {name: body[name] for name in LISTS if name in body and name not in half}
    if "supporters" in lists:
        fields = Supporter.model_fields
        lists["supporters"] = [_only(one, fields) for one in lists["supporters"]]
    return {
        **kept,
        **lists,
        "area": body.get("registered_area"),
        "members": [_member(one) for one in body.get("members", ())],
    }


def _member(member: Mapping[str, Any]) -> dict[str, Any]:
    person = _only(member, EstimateMember.model_fields)
    number = member.get("identity_number")
    born = identity.birth_date(identity.checked(number)).isoformat() if number else None
    return person | ({"born": born} if born else {})


def _only(values: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _suggested(schemes: Mapping[str, SchemeEstimate]) -> str | None:
    """The scheme to apply for: the one that gives most of those that fit, then one that may fit."""
    left = {name: one for name, one in schemes.items() if not one.received}
    fits = [name for name, one in left.items() if one.outcome == "eligible"]
    open_ = [name for name, one in left.items() if one.outcome == "indeterminate"]
    return max(fits, key=lambda name: left[name].amount_fen, default=next(iter(open_), None))
