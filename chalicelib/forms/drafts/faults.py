"""What is still missing or wrong in a draft, at the questions where it is put right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chalicelib.applications import service as applications
from chalicelib.applications.contract import Submission
from chalicelib.applications.signatures import consent_texts, validation
from chalicelib.directory.offices import routing
from chalicelib.domain.errors import Refused
from chalicelib.forms.definitions.question import Question
from chalicelib.forms.drafts.answers import Filled
from chalicelib.forms.rules import LISTS
from chalicelib.platform.models import fields
from chalicelib.platform.models.secret_json import revealed
from chalicelib.records.law import Law

Fault = Mapping[str, Any]
UNANSWERED = "missing"
KINDS = {"temporary_aid": {"application": "expenditure", "urgent_aid": "urgent"}}
"""Of which kind an application for temporary aid is, by the form."""


def submission(filled: Filled, form_id: str, scheme: str, law: Law) -> Submission:
    """The application that a draft comes to; Refused("request.invalid") with every fault, each at
    its question ("/members/0/marital")."""
    if unanswered := [*_unanswered(filled)]:
        raise Refused("request.invalid", errors=unanswered)
    kind = KINDS.get(scheme, {}).get(filled.form.name)
    body = {**filled.body, "form_id": form_id, "scheme": scheme, **({"kind": kind} if kind else {})}
    try:
        form = Submission.model_validate_json(json.dumps(body), strict=True)
    except ValidationError as invalid:
        errors: Sequence[Fault] = fields.faults(invalid)
    else:
        errors = _untrue(form, law)
    if errors:
        raise Refused("request.invalid", errors=[at_question(one, filled) for one in errors])
    return form


def _untrue(form: Submission, law: Law) -> list[Fault]:
    """What cannot be true of an application, with places that are none and signatures of another
    text or of two people; its files are looked at when it is handed in."""
    application = revealed(form)
    places = [name for name in routing.PLACES if application.get(name)]
    return [
        *applications.form_faults(application, law),
        *(
            {"pointer": f"/{name}", "code": "area.unknown"}
            for name in places
            if application[name] not in routing.area_names()
        ),
        *(
            {"pointer": f"/consents/{at}/{field}", "code": f"form.{field}"}
            for at, one in enumerate(form.consents)
            for field in consent_texts.faults(one, law)
        ),
        *validation.of_another_person(application["consents"], application),
    ]


def _unanswered(filled: Filled) -> Iterator[Fault]:
    for path in filled.unanswered:
        yield {"pointer": "".join(f"/{part}" for part in path), "code": UNANSWERED}


def at_question(fault: Fault, filled: Filled) -> Fault:
    """A fault in the body as one at the question whose answer it is; one that is of no question
    stays where it is."""
    parts = str(fault["pointer"]).split("/")[1:]
    if parts[:1] == ["papers"] and len(parts) > 1:
        path = _photo(filled, int(parts[1]))
    else:
        path = _path(filled.form.steps, parts)
    return {**fault, "pointer": "".join(f"/{part}" for part in path)} if path else fault


def _photo(filled: Filled, number: int) -> list[str]:
    """The path of the photo that is paper number so many of the application."""
    for one in filled.form.steps:
        if one.place == ("papers",):
            photos = len(filled.counted.get(one.id, ()))
            if number < photos:
                return [one.id, str(number)]
            number -= photos
    return []


def _path(questions: Sequence[Question], parts: Sequence[str]) -> list[str]:
    """The path of the question whose answer belongs at a place in the body, or above or below it;
    what of the place is within the answer comes behind."""
    if not parts:
        return []
    for one in questions:
        place = [*one.place]
        shared = min(len(place), len(parts))
        if not place or place[:shared] != [*parts[:shared]]:
            continue
        rest = [*parts[len(place) :]]
        if one.kind in LISTS and rest:
            return [one.id, rest[0], *_path(one.steps, rest[1:])]
        return [one.id, *rest]
    return []
