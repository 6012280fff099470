"""From the case to the report that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.assessment import rules as assessment_rules
from chalicelib.assessment.household.facts import confirmed_by_department
from chalicelib.case import figures
from chalicelib.case import report as reports
from chalicelib.case.case import Case
from chalicelib.case.findings import ItemResult
from chalicelib.casefile.report.view import (
    Coverage,
    OpenItem,
    ReportDifference,
    ReportLine,
    ReportMember,
    ReportSection,
    ReportView,
    StaleSource,
)
from chalicelib.domain.dates import day_of, parse_instant
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.domain.money import Fen
from chalicelib.policy import Item, Source
from chalicelib.records.law import Law
from chalicelib.verification import rules as found
from chalicelib.words import say

Names = Mapping[int, str]


def view_of(case: Case, law: Law, rounds: int | None = None) -> ReportView:
    """The report, with what the rules make of it as declared and as found.

    With `rounds` it is as it was after so many, so that a decision shows what it rested on; what
    follows from the answers is worked out under `law`.
    """
    items, catalogue = reports.items(case, rounds), law.parameters.catalogue
    members = _members(case)
    names = {number: member.name for number, member in members.items()}
    receipt, stored = str(case.record.clear["receipt"]), case.doc("report")
    as_of = stored["as_of"] if rounds is None else max(item["as_of"] for item in items)
    tolerance = int(law.parameters.value("verification.tolerance").amount)
    differences = found.differences(case.doc("application"), items, catalogue, tolerance)
    stale = found.stale(items, catalogue, parse_instant(as_of)) if as_of else []
    return ReportView(
        receipt=receipt,
        number=f"{receipt}-{rounds or stored['rounds']:02d}",
        as_of=_day(as_of),
        digest=reports.digest(items),
        members=tuple(members.values()),
        coverage=Coverage(**found.coverage(items)),
        differences=tuple(_difference(case, line, items, names, law) for line in differences),
        declared_result=_result(case, [], law),
        found_result=_result(
            case, items, law, confirmed_by_department(case.doc("application"), items)
        ),
        open_items=tuple(_open(group, names, law) for group in found.open_items(items)),
        sections=tuple(_section(source, items, names) for source in catalogue.sources),
        stale_sources=tuple(_stale(one, law) for one in stale),
    )


def _members(case: Case) -> dict[int, ReportMember]:
    application = case.doc("application")
    people = [*enumerate(application["members"])]
    people += enumerate(application.get("supporters") or (), SUPPORTERS_FROM)
    return {
        number: ReportMember(
            str(place), person.get("name", ""), say(f"form.relation.{person['relation']}")
        )
        for place, (number, person) in enumerate(people, 1)
    }


def _result(
    case: Case, items: Sequence[ItemResult], law: Law, application: Mapping[str, Any] | None = None
) -> str:
    """What the rules say of the scheme applied for, from the declaration and these items."""
    day = day_of(case.accepted_at or case.submitted_at)
    arguments = application or case.doc("application"), items, case.doc("opinion"), day
    result = assessment_rules.assess(
        assessment_rules.facts_from(*arguments, law.parameters), law.parameters
    ).of(case.scheme)
    failed = result.first_failed
    return say(
        f"report.result.{result.outcome}",
        scheme=say(f"scheme.{case.scheme}"),
        amount=Fen(result.amount_fen).yuan,
        condition=say(failed.code) if failed else "",
    )


def _difference(
    case: Case, line: Mapping[str, Any], items: Sequence[ItemResult], names: Names, law: Law
) -> ReportDifference:
    """A difference, with what the rules would say if it alone were added to the declaration."""
    figure = next(one for one in law.parameters.catalogue.figures if one.code == line["figure"])
    sources = {one["item"] for one in line["told_by"]}
    alone = [
        item
        for item in items
        if item["item"] in sources and line["member"] in (None, item["member"])
    ]
    size = abs(line["found"] - line["declared"])
    return ReportDifference(
        item=say(f"figure.{figure.code}"),
        member=_whom([line["member"]], names)
        if line["member"] is not None
        else say("report.family"),
        declared=figures.words(figure, line["declared"])
        if figures.is_declared(figure, line, case.doc("application"))
        else say("report.not_declared"),
        found=figures.words(figure, line["found"]),
        difference="" if figure.unit == "yes" else figures.words(figure, size),
        result=_result(case, alone, law),
    )


SUPPLIED = {
    "answer.no_consent": "report.signs",
    "answer.consent_expired": "report.signs",
    "answer.not_proved": "report.proves",
    "answer.no_number": "report.numbered",
}
"""By whom what is open can be supplied, where it is not the department."""


def _open(group: Mapping[str, Any], names: Names, law: Law) -> OpenItem:
    catalogue = law.parameters.catalogue
    source = catalogue.by_code[group["source"]]
    whole = len(group["items"]) == len(source.items)
    items = (catalogue.items[code].zh for code in group["items"])
    return OpenItem(
        source=source.zh,
        items=say("report.all_items", count=len(source.items)) if whole else "、".join(items),
        reason=say(
            "report.because", whom=_whom(group["members"], names), reason=say(group["reason"])
        ),
        who_can_supply=say(SUPPLIED.get(group["reason"], "report.supplies"), source=source.zh),
    )


def _stale(stale: Mapping[str, str], law: Law) -> StaleSource:
    source = law.parameters.catalogue.by_code[stale["source"]]
    days = say("report.days", days=source.fresh_days)
    return StaleSource(source.zh, _day(stale["as_of"]), days)


def _section(source: Source, items: Iterable[ItemResult], names: Names) -> ReportSection:
    known = {item.code: item for item in source.items}
    return ReportSection(
        source=source.zh,
        level=say(f"report.level.{source.level}"),
        lines=tuple(
            _line(known[one["item"]], one, names)
            for one in items
            if one["source"] == source.code and one["status"] != "nothing_held"
        ),
    )


def _line(item: Item, result: ItemResult, names: Names) -> ReportLine:
    reason = say(result["reason"]) if result["reason"] else ""
    return ReportLine(
        item=item.zh,
        member=_whom([result["member"]], names),
        status=say(f"report.{result['status']}"),
        value=_value(item, result["value"]) if result["value"] is not None else reason,
        as_of=_day(result["as_of"]),
        record_number=result["record"],
    )


def _value(item: Item, value: Any) -> str:
    """A value with its unit and period: fen are shown as yuan."""
    if item.type == "bool":
        return say("letter.yes" if value else "letter.no")
    text = say("letter.yuan", yuan=Fen(value).yuan) if item.type == "money" else str(value)
    return text if item.period == "moment" else say(f"report.by.{item.period}", amount=text)


def _whom(members: Iterable[int], names: Names) -> str:
    return "、".join(names[number] for number in members)


def _day(instant: str) -> str:
    return day_of(parse_instant(instant)).isoformat() if instant else ""
