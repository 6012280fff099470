"""Forms, and drafts of what is filled in."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.domain.errors import Refused
from chalicelib.forms import service
from chalicelib.forms.contract import FormDefinition
from chalicelib.platform.http import Audience, Call, Router
from chalicelib.records.law import law_on
from chalicelib.words import LANGUAGES

bp = Blueprint(__name__)
api = Router(bp)


@api.get(
    "/v1/forms/{name}",
    audience=Audience.PUBLIC,
    check=service.known_form,
    answer=FormDefinition,
    query=("lang",),
)
def form(call: Call) -> FormDefinition:
    """A form as data: what is asked, when, and what may be answered."""
    lang = call.query.get("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        raise Refused("request.query")
    return service.drawn(call.subject, lang, law_on(call.now))
