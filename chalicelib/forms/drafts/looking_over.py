"""A draft looked over before it is handed in: answers, gaps, and which scheme fits."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.assessment.contract import SchemeEstimate
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Fen
from chalicelib.forms.contract import DraftCheck, DraftGap, DraftRow, DraftScheme
from chalicelib.forms.drafts import faults, shown
from chalicelib.forms.drafts.answers import Filled
from chalicelib.forms.drafts.eligibility import offer
from chalicelib.forms.drawing.drawn import Drawing, version_of
from chalicelib.records.law import Law
from chalicelib.words import say
from chalicelib.words.faults import field_errors

ANY_SCHEME = {"application": "dibao", "urgent_aid": "temporary_aid"}
"""A scheme by which the answers are checked as long as none fits."""
NO_ID = "00000000"
"""Stands for the draft's id, which says nothing of its answers."""


def check(filled: Filled, drawing: Drawing, law: Law) -> DraftCheck:
    """Everything that the family looks at before it hands the draft in."""
    found = offer(filled, law)
    missing = [*_missing(filled, drawing, found.suggested, law)]
    ready = "ready" if not missing else "missing"
    return DraftCheck(
        version=version_of(filled.form),
        rows=[
            DraftRow(**place(one.path), title=one.title, shown=one.shown)
            for one in shown.rows(filled, drawing)
        ],
        missing=missing,
        schemes=[_scheme(name, one, drawing.lang) for name, one in found.schemes.items()],
        suggested=found.suggested,
        next=say(f"draft.next_{ready}", drawing.lang),
    )


def _missing(filled: Filled, drawing: Drawing, scheme: str | None, law: Law) -> Iterator[DraftGap]:
    try:
        faults.submission(filled, NO_ID, scheme or ANY_SCHEME[filled.form.name], law)
    except Refused as refused:
        for one in field_errors(refused, drawing.lang):
            path = tuple(one["pointer"].split("/")[1:])
            yield DraftGap(**place(path), words=_words(one, path, drawing))


def _words(error: dict[str, str], path: tuple[str, ...], drawing: Drawing) -> str:
    """What is wrong; of what is not answered the question itself."""
    words = "/".join(part for part in path if not part.isdecimal())
    title = drawing.text(words, "title")
    if error["code"] == faults.UNANSWERED and title:
        return say("draft.unanswered", drawing.lang, question=title)
    return error["detail"]


def place(path: tuple[str, ...]) -> dict[str, str | int | None]:
    """Step, item and step within it of a path."""
    step, item, sub_step = (*path, None, None, None)[:3]
    number = int(item) if item is not None and item.isdecimal() else None
    return {
        "step": step or "",
        "item": number,
        "sub_step": sub_step if number is not None else None,
    }


def _scheme(scheme: str, one: SchemeEstimate, lang: str) -> DraftScheme:
    """A scheme with what it comes to, in words."""
    if one.received:
        words = say("draft.received", lang)
    elif one.outcome == "eligible":
        once = "once" if one.scheme == "temporary_aid" else "monthly"
        words = say(f"draft.fits_{once}" if one.amount_fen else "draft.fits", lang,
                    yuan=Fen(one.amount_fen).yuan)  # fmt: skip
    elif one.outcome == "not_eligible" and one.reason:
        words = one.reason.zh if lang == "zh" else one.reason.en
    else:
        asked = " ".join(say(f"estimate.ask_{topic}", lang) for topic in one.missing)
        words = say("draft.not_known", lang, asked=asked).strip()
    return DraftScheme(
        scheme=scheme,
        name=say(f"scheme.{scheme}", lang),
        outcome=one.outcome,
        amount_fen=one.amount_fen,
        words=words,
    )
