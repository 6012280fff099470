"""What was recorded in a case that a decision rests on, as staff read it: visits, objections, how
villagers appraised it, the township's opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.case import objection_texts
from chalicelib.case.case import Case
from chalicelib.case.masking import masked
from chalicelib.domain.money import Fen
from chalicelib.platform.pages.people import person
from chalicelib.words import say

Document = Mapping[str, Any]


@dataclass(frozen=True)
class RecordedAct:
    """What was said or done, by whom and when ("" where it is not one moment), in lines, with the
    digests of its photos."""

    title: str
    by: str = ""
    at: str = ""
    lines: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def evidence(case: Case) -> list[RecordedAct]:
    """What whoever decides weighs, its people masked: objections first, then what was found."""
    shown = masked(case.document.documents)
    return [
        *objected(objections(shown)),
        *visited("visit", shown),
        *visited("county_visit", shown),
        *appraised(shown.get("appraisal", {})),
        *proposed(shown.get("opinion", {})),
    ]


def objections(documents: Mapping[str, Any]) -> list[Document]:
    """Every objection, to a grant and to the end of a benefit."""
    to_end = documents.get("change", {}).get("objections", ())
    return [*objection_texts.to_grant(documents), *to_end]


def objected(found: Sequence[Document]) -> Iterator[RecordedAct]:
    """What people said of a notice, how it came, and what was said on it; accounts are shown to
    nobody."""
    for one in found:
        heard = one.get("heard")
        lines = [say(f"desk.choice.heard.{heard}")] if heard else []
        lines += [one["statement"], _who(one.get("objector"))]
        answer = one.get("answer")
        lines += [_answered(answer)] if answer else [say("desk.acts.unanswered")]
        title = say("desk.acts.objection", number=one.get("number", ""))
        yield RecordedAct(title, one.get("by", ""), one["at"], tuple(lines))


def _who(objector: Document | None) -> str:
    if not objector:
        return say("desk.acts.unknown_objector")
    return say("desk.acts.objector", name=objector["name"], phone=objector["phone"])


def _answered(answer: Document) -> str:
    opinion = say(f"event.{answer['decision']}")
    return say("desk.acts.objection_answered", opinion=opinion, reason=answer["reason"])


def visited(name: str, documents: Document) -> Iterator[RecordedAct]:
    """What two people found at the home of a family."""
    visit = documents.get(name)
    if not visit:
        return
    confirmed = documents.get("countersign" if name == "visit" else "county_countersign", {})
    said = confirmed.get("said", {})
    lines = [
        say("desk.acts.visitors", who="、".join(map(person, visit["visitors"]))),
        visit["findings"],
    ]
    lines += [visit["place"]] if visit.get("place") else []
    agrees = "confirmed" if said.get("agrees") else "denied" if said else "not_confirmed"
    lines.append(say(f"desk.acts.{agrees}", who=person(said.get("by", ""))))
    yield RecordedAct(
        say(f"event.{name}"), visit["by"], visit["at"], (*lines,), (*visit["photos"],)
    )


def proposed(opinion: Document) -> Iterator[RecordedAct]:
    """The township's opinion."""
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


def appraised(appraisal: Document) -> Iterator[RecordedAct]:
    """How villagers were called together, and what they said."""
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
