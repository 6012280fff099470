"""The forms with which staff answer an application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chalicelib.case import step_pages
from chalicelib.case.case import Case
from chalicelib.case.step_pages import Drawn
from chalicelib.domain import names
from chalicelib.platform.http import Call
from chalicelib.platform.pages import Pages

pages = Pages("applications")


def _people(call: Call) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Whose signature can be asked for: the members of the household by their numbers."""
    case: Case = call.subject
    members = case.doc("application")["members"]
    named = ((str(at), names.masked(str(one.get("name", "")))) for at, one in enumerate(members))
    return {"consent_of": tuple(named)}


step_pages.step(
    pages,
    "acceptance",
    ("accept", "ask_correction", "propose_not_accept"),
    Drawn(choices=_people),
)
step_pages.step(pages, "acceptance-decision", ("not_accept", "not_ours", "look_again"))
step_pages.step(pages, "account-decision", ("confirm_account", "refuse_account"))
