"""What staff, the family and neighbours said and did in a case, as staff read it before a decision:
call-back, visits, explanations, opinion, notice, objections, draws, relatives, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.approval.noticing import notices
from chalicelib.case import recorded
from chalicelib.case.case import Case
from chalicelib.case.masking import masked
from chalicelib.case.recorded import RecordedAct
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import last_day
from chalicelib.platform.pages.people import person
from chalicelib.words import say

Document = Mapping[str, Any]
FINDINGS = {
    "duplicate": "settle_duplicate",
    "consent": "settle_consent",
    "late_answer": "settle_late_answer",
    "post_review": "post_review",
}
"""Documents that say what something turned out to be, and of which event."""


def acts(case: Case, purpose: str) -> list[RecordedAct]:
    """Everything that was recorded; people are masked where no purpose is named."""
    documents = case.document.documents
    shown = documents if purpose else masked(documents)
    return [
        *_called(shown.get("call_back", {})),
        *recorded.visited("visit", shown),
        *recorded.visited("county_visit", shown),
        *_drawn(shown.get("draw", {})),
        *_related(shown.get("relatives", ())),
        *_explained(shown.get("explanation", {})),
        *recorded.proposed(shown.get("opinion", {})),
        *_posted(case),
        *recorded.objected(recorded.objections(shown)),
        *recorded.appraised(shown.get("appraisal", {})),
        *_found(shown),
        *_decided(shown.get("decision", {})),
    ]


def _called(call: Document) -> Iterator[RecordedAct]:
    for one in call.get("attempts", ()):
        way, outcome = (say(f"desk.choice.{name}.{one[name]}") for name in ("way", "outcome"))
        yield RecordedAct(say("event.call_back"), one["by"], one["at"], (f"{way}：{outcome}",))
    if call.get("hardship"):
        informed_of = "、".join(say(f"form.informed_of.{one}") for one in call.get("told", ()))
        yield RecordedAct(
            say("field.hardship"), lines=(call["hardship"], say("desk.acts.told", what=informed_of))
        )


def _drawn(draw: Document) -> Iterator[RecordedAct]:
    if draw:
        names = ("seed", "share", "number", "article")
        how = say("desk.acts.draw", **{name: draw[name] for name in names})
        yield RecordedAct(say("event.draw"), at=draw["at"], lines=(how,))


def _related(relatives: Sequence[Document]) -> Iterator[RecordedAct]:
    lines = (
        say(
            "desk.acts.relative",
            number=one["member"] + 1,
            kinship=say(f"desk.choice.kinship.{one['kinship']}"),
            staff=person(one["staff"]),
        )
        for one in relatives
    )
    if relatives:
        yield RecordedAct(say("event.note_relative"), lines=tuple(lines))


def _explained(newest: Document) -> Iterator[RecordedAct]:
    for one in (*newest.get("earlier", ()), *([newest] if newest else ())):
        disputed = "、".join(say(f"figure.{item}") for item in one.get("dispute", ()))
        lines = [one["statement"]]
        lines += [say("desk.acts.disputed", items=disputed)] if disputed else []
        yield RecordedAct(
            say("event.explain"), at=one["at"], lines=(*lines,), files=(*one["evidence"],)
        )


def _posted(case: Case) -> Iterator[RecordedAct]:
    if case.state in notices.NOTICED:
        where = routing.office_name(notices.board(case))
        until = last_day(case.stage_due).isoformat()
        yield RecordedAct(
            say("desk.acts.notice"), lines=(say("desk.acts.posted", where=where, until=until),)
        )


def _found(documents: Document) -> Iterator[RecordedAct]:
    for name, event in FINDINGS.items():
        one = documents.get(name, {})
        if one.get("outcome"):
            outcome = say(f"desk.choice.outcome.{one['outcome']}")
            yield RecordedAct(say(f"event.{event}"), one["by"], one["at"], (outcome, one["reason"]))
    extension = documents.get("extension")
    if extension:
        because = say(f"desk.choice.because.{extension['because']}")
        lines = (because, extension["reason"])
        yield RecordedAct(say("event.extend"), extension["by"], extension["at"], lines)


def _decided(decision: Document) -> Iterator[RecordedAct]:
    if decision.get("reason"):
        lines = (say(f"event.{decision['decision']}"), decision["reason"])
        yield RecordedAct(say("desk.acts.decision"), decision["by"], decision["at"], lines)


def board(case: Case) -> str:
    """The village or community on whose notice board a case stands now; "" where on none."""
    return notices.board(case) if case.state in notices.NOTICED else ""
