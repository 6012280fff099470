"""What staff, the family and neighbours said and did in a case, as staff read it before a decision:
call-back, visits, explanations, opinion, notice, objections, draws, relatives, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.approval.noticing import notices
from chalicelib.case.case import Case
from chalicelib.casefile.reading.masking import masked
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import last_day
from chalicelib.domain.money import Fen
from chalicelib.words import say

Document = Mapping[str, Any]
FINDINGS = {
    "duplicate": "settle_duplicate",
    "consent": "settle_consent",
    "late_answer": "settle_late_answer",
    "post_review": "post_review",
}
"""Documents that say what something turned out to be, and of which event."""


@dataclass(frozen=True)
class RecordedAct:
    """What was said or done, by whom and when ("" where it is not one moment), in lines, with the
    digests of its photos."""

    title: str
    by: str = ""
    at: str = ""
    lines: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def acts(case: Case, purpose: str) -> list[RecordedAct]:
    """Everything that was recorded; people are masked where no purpose is named."""
    documents = case.document.documents
    shown = documents if purpose else masked(documents)
    return [
        *_called(shown.get("call_back", {})),
        *_visited("visit", shown),
        *_visited("county_visit", shown),
        *_drawn(shown.get("draw", {})),
        *_related(shown.get("relatives", ())),
        *_explained(shown.get("explanation", {})),
        *_proposed(shown.get("opinion", {})),
        *_posted(case),
        *_objected(shown.get("objection", ())),
        *_appraised(shown.get("appraisal", {})),
        *_found(shown),
        *_decided(shown.get("decision", {})),
    ]


def _called(call: Document) -> Iterator[RecordedAct]:
    for one in call.get("attempts", ()):
        way, outcome = (say(f"desk.choice.{name}.{one[name]}") for name in ("way", "outcome"))
        yield RecordedAct(say("event.call_back"), one["by"], one["at"], (f"{way}：{outcome}",))
    if call.get("hardship"):
        told = "、".join(say(f"form.informed_of.{one}") for one in call.get("told", ()))
        yield RecordedAct(
            say("field.hardship"), lines=(call["hardship"], say("desk.acts.told", what=told))
        )


def _visited(name: str, documents: Document) -> Iterator[RecordedAct]:
    visit = documents.get(name)
    if not visit:
        return
    confirmed = documents.get("countersign" if name == "visit" else "county_countersign", {})
    said = confirmed.get("said", {})
    lines = [say("desk.acts.visitors", who="、".join(visit["visitors"])), visit["findings"]]
    lines += [visit["place"]] if visit.get("place") else []
    agrees = "confirmed" if said.get("agrees") else "denied" if said else "not_confirmed"
    lines.append(say(f"desk.acts.{agrees}", who=said.get("by", "")))
    yield RecordedAct(
        say(f"event.{name}"), visit["by"], visit["at"], (*lines,), (*visit["photos"],)
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
            staff=one["staff"],
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


def _proposed(opinion: Document) -> Iterator[RecordedAct]:
    if not opinion:
        return
    lines = [say(f"event.{opinion['decision']}"), opinion["reason"]]
    lines += [
        say("desk.acts.exempted", yuan=Fen(one["amount_fen"]).yuan, reason=one["reason"])
        for one in opinion.get("exemptions", ())
    ]
    lines += [
        say("desk.acts.accepted", item=say(f"figure.{one['item']}"), reason=one["reason"])
        for one in opinion.get("accepts", ())
    ]
    yield RecordedAct(say("desk.acts.opinion"), opinion["by"], opinion["at"], (*lines,))


def _posted(case: Case) -> Iterator[RecordedAct]:
    if case.state in notices.NOTICED:
        where = routing.office_name(notices.board(case))
        until = last_day(case.stage_due).isoformat()
        yield RecordedAct(
            say("desk.acts.notice"), lines=(say("desk.acts.posted", where=where, until=until),)
        )


def _appraised(appraisal: Document) -> Iterator[RecordedAct]:
    called, held = appraisal.get("called"), appraisal.get("held")
    if called:
        event = "call_appraisal" if called.get("meets_on") else "call_off_appraisal"
        when = (
            [" ".join((called["meets_on"], called["meets_at"]))] if called.get("meets_on") else []
        )
        yield RecordedAct(
            say(f"event.{event}"), called["by"], called["at"], (called["reason"], *when)
        )
    if held:
        people = (
            say(
                "desk.acts.participant",
                name=one["name"],
                role=say(f"desk.choice.takes_part_as.{one['takes_part_as']}"),
            )
            for one in held["participants"]
        )
        votes = {name: held[name] for name in ("says_so", "says_not", "abstains")}
        lines = (held["met_on"], "、".join(people), say("desk.acts.votes", **votes))
        files = (*held["photos"],)
        yield RecordedAct(
            say("event.appraise"), held["by"], held["at"], (*lines, held["findings"]), files
        )


def _objected(objections: Sequence[Document]) -> Iterator[RecordedAct]:
    for one in objections:
        yield RecordedAct(say("event.object"), at=one["at"], lines=(one["statement"],))


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
