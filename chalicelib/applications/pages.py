"""The forms with which staff answer an application, and how they upload a photo to a form."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from chalicelib.applications.accepting import acceptance
from chalicelib.applications.signatures import consent_texts
from chalicelib.case import step_pages
from chalicelib.case.step_pages import Drawn
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws import papers
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import GoesWith, Pages, Shown, arrivals, carried
from chalicelib.records.law import law_on

pages = Pages("applications")

IDENTITY_CHECKS = "/desk/identity-checks"
FORM_OF_OURS = re.compile(r"/desk(/[0-9A-Za-z_-]{1,64}){1,5}")
"""The address of a form that wants a file."""


def _not_yet(call: Call) -> frozenset[str]:
    """Nobody is turned away for what they were not told is missing."""
    told = "told_once" in call.subject.document.facts
    return frozenset() if told else frozenset({acceptance.INCOMPLETE})


step_pages.step(
    pages,
    "acceptance",
    ("accept", "ask_correction", "propose_not_accept"),
    Drawn(
        choices=lambda call: {"consent_of": step_pages.members(call.subject)},
        entries={"missing": 4},
        goes_with={
            "missing": GoesWith("decision", ("ask_correction",)),
            "ground": GoesWith("decision", ("not_accept",)),
            **dict.fromkeys(
                ("office", "telephone"), GoesWith("decision", ("not_accept",), needed=False)
            ),
        },
        causes={"not_accept": ("propose_not_accept",)},
        barred=_not_yet,
    ),
)
step_pages.step(
    pages,
    "acceptance-decision",
    ("not_accept", "not_ours", "look_again"),
    Drawn(causes={"confirm": ("not_accept", "not_ours")}),
    cannot=acceptance.cannot,
)
step_pages.step(
    pages,
    "account-decision",
    ("confirm_account", "refuse_account"),
    Drawn(causes={"confirm": ("confirm_account",), "refuse": ("refuse_account",)}),
)


@pages.page(
    "/desk/uploads",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="upload.html",
    query=("to", "place", carried.FILES),
)
def upload(call: Call) -> Shown:
    """Take a photo to a form, straight to the store, and lead back to the form; or, asked for by
    the form's script, nowhere."""
    to, place = _form_of(call)
    files = call.query.get(carried.FILES, "")
    carried.read(files)
    asked = urlencode({"to": to, "place": place, **({carried.FILES: files} if files else {})})
    back = arrivals.address(f"/desk/uploads/arrived?{asked}") if to else ""
    link = papers.upload_unnamed(call.actor.id, back)
    values = {"link": link, "back": to, "files": files}
    return Shown("desk.upload.title", values=values, sends_to=papers.origin_of_store())


@pages.page(
    "/desk/uploads/arrived",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="uploaded.html",
    query=("to", "place", carried.FILES, "bucket", "key", "etag"),
)
def uploaded(call: Call) -> Shown:
    """The photo is there: its digest goes to the form that wants it. A second look finds the same
    file, and changes nothing."""
    to, place = _form_of(call)
    digest = papers.named(call.actor.id, call.query.get("key", ""))
    if not to:
        return Shown("desk.upload.title", values={"digest": digest})
    files = carried.adding(call.query.get(carried.FILES, ""), place, digest)
    return Shown(to=f"{to}?{urlencode({carried.FILES: files})}")


def _form_of(call: Call) -> tuple[str, str]:
    """The form that wants a file, and the file's place in it; neither where a script asks.

    Refused("request.query") for what is no form of ours.
    """
    to, place = call.query.get("to", ""), call.query.get("place", "")
    if to and not (FORM_OF_OURS.fullmatch(to) and carried.PLACE.fullmatch(place)):
        raise Refused("request.query")
    return to, place


@pages.form(
    IDENTITY_CHECKS,
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/identity-checks",
    then=lambda _path, _left: Shown(to=f"{IDENTITY_CHECKS}?done=identity_check"),
    template="identity.html",
    query=("receipt", carried.FILES),
    words="identity_check",
)
def check_identity(call: Call) -> Shown:
    """Note that a person came in with the card, and what the person signed on paper there."""
    title, files = "desk.step.identity_check", call.query.get(carried.FILES, "")
    text = consent_texts.current(law_on(call.now).parameters)
    receipt = {"receipt": call.query["receipt"]} if call.query.get("receipt") else {}
    return Shown(
        title,
        values={"submit": title, "back": "/desk", "files": files, "text": text},
        start={**receipt, **carried.start(files)},
    )
