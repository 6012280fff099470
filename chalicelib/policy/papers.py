"""What an application needs on paper: nothing that a department can tell (57号, art. 10). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.domain.errors import Broken

if TYPE_CHECKING:
    from chalicelib.policy.catalogue import Catalogue
    from chalicelib.policy.values import Value

REQUIRED = "papers.required"


def required(values: Iterable[Value], scheme: str, spending: Iterable[str]) -> list[str]:
    """The papers that an application of the scheme needs where the family declares `spending`.

    A value that names a kind of spending asks for its paper where that kind is declared.
    """
    places = [{"scheme": scheme}, *({"scheme": scheme, "spending": kind} for kind in spending)]
    return [str(value.amount) for value in values if any(map(value.holds, places))]


def check(values: Iterable[Value], catalogue: Catalogue) -> None:
    """Broken where a family would be asked for what a source gives, or for a receipt of spending
    that a source tells.
    """
    kinds = {kind for figure in catalogue.figures if figure.meaning == "spending"
            for kind in figure.declared}  # fmt: skip
    for value in values:
        if value.name != REQUIRED:
            continue
        if value.amount in catalogue.papers or value.where.get("spending") in kinds:
            raise Broken("policy.paper_of_a_source", name=str(value.amount))
