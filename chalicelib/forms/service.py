"""Forms as they are asked for, and what becomes of their drafts."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused
from chalicelib.forms.contract import FormDefinition
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.definitions.question import Form
from chalicelib.forms.drawing.drawn import Drawing
from chalicelib.records.law import Law


def known_form(_actor: Actor, path: Mapping[str, str]) -> Form:
    """The form that a path names; Refused("form.not_found")."""
    form = FORMS.get(path["name"])
    if form is None:
        raise Refused("form.not_found")
    return form


def drawn(form: Form, lang: str, law: Law) -> FormDefinition:
    """The form in a language, by the law of the day."""
    return Drawing(form, lang, law.parameters).drawn()
