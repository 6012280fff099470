"""What was found otherwise than the family declared, in words, each to be explained or disputed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.approval.steps.explanations import MOST_EXPLANATIONS
from chalicelib.case import benefit_next, contacts, figures, helping, persons, report
from chalicelib.case.case import Case
from chalicelib.case.states import EXPLAINED_LATE, State
from chalicelib.casefile.contract import Finding, Findings, GivenExplanation
from chalicelib.domain.dates import instant_text
from chalicelib.policy import Catalogue
from chalicelib.records.law import Law, due_note
from chalicelib.verification.asking import rounds
from chalicelib.words import in_sequence, listed, say, spoken

Line = Mapping[str, Any]


def findings_of(case: Case, now: datetime, law: Law) -> Findings:
    """What was found of which the family was informed, and may still be."""
    in_time = case.state is State.EXPLAINING
    late = case.state in EXPLAINED_LATE and "informed" in case.document.facts
    given = case.explanations
    return Findings(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        findings=[
            _finding(line, case, law.parameters.catalogue) for line in _shown(case, now, law)
        ],
        explanations=[_given(one) for one in given],
        may_explain=(in_time or late) and len(given) < MOST_EXPLANATIONS,
        in_time=in_time,
        due=instant_text(case.stage_due) if in_time else "",
        due_note=due_note(case.stage_counted_until) if in_time else "",
        next=in_sequence([benefit_next.next_step(case, law)]),
        telephone=contacts.telephone(case, law),
    )


def _shown(case: Case, now: datetime, law: Law) -> list[Line]:
    """The differences of which the family was informed, without those of whom it may read nothing
    any more; none before it was informed of any."""
    if "informed" not in case.document.facts:
        return []
    may_see = rounds.visible(case, report.items(case), now, law)
    return [line for line in report.differences_for_family(case) if line in may_see]


def _finding(line: Line, case: Case, catalogue: Catalogue) -> Finding:
    figure = next(one for one in catalogue.figures if one.code == line["figure"])
    is_declared = figures.is_declared(figure, line, case.doc("application"))
    sources = dict.fromkeys(
        catalogue.by_code[one["source"]].named(spoken()) for one in line["told_by"]
    )
    items = list(dict.fromkeys(str(one["item"]) for one in line["told_by"]))
    member = line["member"]
    whose = persons.names(case.doc("application"))[member] if member is not None else ""
    return Finding(
        id=f"{line['figure']}-{'family' if member is None else member}",
        whose=helping.name_for(case, whose) if whose else say("letter.your_family"),
        title=say(f"figure.{line['figure']}"),
        source=listed(sources),
        declared=figures.words(figure, line["declared"])
        if is_declared
        else say("report.not_declared"),
        found=figures.words(figure, line["found"]),
        items=items,
        disputed=any(set(items) & set(one.get("dispute", ())) for one in case.explanations),
    )


def _given(explanation: Mapping[str, Any]) -> GivenExplanation:
    return GivenExplanation(
        at=explanation["at"],
        statement=explanation["statement"],
        photos=len(explanation.get("evidence", ())),
    )
