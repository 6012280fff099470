"""The result of a round: the report after it, and the event that follows for the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.case import case as cases
from chalicelib.case import report as reports
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.findings import ItemResult, merged
from chalicelib.case.states import BEFORE_OPINION, DUE, State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.verification import keys, rules

if TYPE_CHECKING:
    from chalicelib.platform.partners.departments import Ticket

SYSTEM = system("verification")
READ_ANYWAY = BEFORE_OPINION | {State.POST_REVIEWING}
"""Where people read the report before they say anything."""


def report_after(
    case: Case, fresh: Sequence[ItemResult], waiting: Sequence[str], now: datetime, law: Law
) -> dict[str, Any]:
    """What the row stores of the report after one more round; `waiting` are asked in the next, and
    whoever is booked at its turn.

    What it still has to ask stays; tickets of sources that answered are given back.
    """
    before, catalogue = case.doc("report"), law.parameters.catalogue
    items = merged(reports.items(case), fresh)
    answered = {item["source"] for item in fresh} - set(rules.silent_sources(fresh))
    booked = {
        source: at for source, at in before.get("booked", {}).items() if source not in answered
    }
    tickets, about = before.get("tickets", {}), before.get("about", {})
    differing = differences(case, items, law)
    report = {
        "rounds": int(before.get("rounds", 0)) + 1,
        "tries": int(before.get("tries", 0)),
        "digest": reports.digest(items),
        "coverage": rules.coverage(items),
        "open": rules.open_items(items),
        "stale": rules.stale(items, catalogue, now),
        "differences": differing,
        "as_of": instant_text(now),
        "no_consent": [
            one.number for one in reports.people(case, now, law) if one.not_asked_because
        ],
        "tickets": {source: one for source, one in tickets.items() if source not in answered},
        "waiting_for": list(waiting),
        "next_round": instant_text(law.due("verification.round", now)),
        "booked": booked,
        "about": {source: about[source] for source in (*waiting, *booked) if source in about},
        "recheck": before.get("recheck", []),
        "moves": before.get("moves", []),
    }
    shown = _still_shown(case, visible(case, items, now, law))
    return _with_shown(report, shown)


def differences(case: Case, items: Sequence[ItemResult], law: Law) -> list[dict[str, Any]]:
    """What these items say beyond what the family declared."""
    tolerance = int(law.parameters.value("verification.tolerance").amount)
    application, catalogue = case.doc("application"), law.parameters.catalogue
    return rules.differences(application, items, catalogue, tolerance)


def visible(
    case: Case, items: Sequence[ItemResult], now: datetime, law: Law
) -> list[dict[str, Any]]:
    """The differences of which the family may be informed: without those of others asked about."""
    unseen = reports.withheld(case, now, law)
    return differences(case, [one for one in items if one["member"] not in unseen], law)


def _still_shown(case: Case, may_see: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the family may see, except what was withheld when it explained the rest: of that it is
    informed separately (`tell_of_minors`)."""
    if "explained" not in case.document.facts:
        return may_see
    known, shown = case.doc("report").get("differences", ()), reports.differences_for_family(case)
    return [line for line in may_see if line in shown or line not in known]


def _with_shown(report: Mapping[str, Any], shown: list[dict[str, Any]]) -> dict[str, Any]:
    """The report with the differences that the family is shown (stored as `told`), if not all."""
    rest = {name: part for name, part in report.items() if name != "told"}
    return rest if shown == report["differences"] else {**rest, "told": shown}


def tell_of_minors(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Inform the family of what was withheld, once it may see it, with the full time to explain."""
    case = cases.load(case_id)

    def decide(found: Case) -> tuple[str, Step] | None:
        report = found.doc("report")
        if found.state not in {State.EXPLAINING, State.REVIEWING} or "told" not in report:
            return None
        may_see = visible(found, reports.items(found), now, law)
        if all(line in report["told"] for line in may_see):
            return None
        due = law.due(DUE[State.EXPLAINING], now)
        documents = {"report": _with_shown(report, may_see)}
        why = {"round": report["rounds"]}
        return "tell_of_minors", Step(documents=documents, why=why, stage_due=due)

    transitions.change(case, decide, Act(SYSTEM, now, law))


def outcome(
    case: Case, report: Mapping[str, Any], now: datetime, law: Law
) -> tuple[str, datetime | None]:
    """Another round, an explanation of what differs, or on to the people who decide.

    What came up while departments answered is asked at once. Nothing here follows from what the
    family may not see.
    """
    if report["recheck"]:
        return "merge_answers", now
    turns = [*report["booked"].values(), *[report["next_round"]] * bool(report["waiting_for"])]
    if turns:
        return "merge_answers", parse_instant(min(turns))
    explained = "explained" in case.document.facts or case.document.track is Track.SAME_DAY
    if report.get("told", report["differences"]) and not explained:
        return "report_differs", None
    return "report_clear", None


def round_step(
    case: Case,
    fresh: Sequence[ItemResult],
    report: Mapping[str, Any],
    why: Mapping[str, Any],
    items: Sequence[Write] = (),
    stage_due: datetime | None = None,
) -> Step:
    """The step of a round: its answers as items beside the case, its report in it."""
    return Step(
        documents={"report": report},
        why={"round": report["rounds"], **why},
        items=[*reports.writes_of_round(case, report["rounds"], fresh), *items],
        stage_due=stage_due,
    )


def added(
    case: Case,
    fresh: Sequence[ItemResult],
    why: Mapping[str, Any],
    items: Sequence[Write],
    now: datetime,
    law: Law,
    tickets: Mapping[str, Ticket] | None = None,
) -> tuple[str, Step]:
    """The event of answers that no round waits for: a task where they show something new.

    They change no decision.
    """
    before = case.doc("report")
    report = report_after(case, fresh, before.get("waiting_for", []), now, law)
    report["tickets"] |= {source: asdict(one) for source, one in (tickets or {}).items()}
    known = before.get("differences", [])
    new = [one for one in report["differences"] if one not in known]
    late = bool(new) and case.state not in READ_ANYWAY
    event = "late_difference" if late else "late_answer"
    return event, round_step(case, fresh, report, why, items, case.stage_due)


def numbered(found: Iterable[Any], round_: int) -> list[dict[str, Any]]:
    """What was found, as items of the report's round of that number."""
    return [asdict(one) | {"round": round_} for one in found]


def promised(case: Case, tickets: Mapping[str, Ticket]) -> list[Write]:
    """Whose case the answers are that sources have promised to bring."""
    known = case.doc("report").get("tickets", {})
    return [
        Write(keys.ticket(source, one.ticket), {"case_id": case.id})
        for source, one in tickets.items()
        if known.get(source) != asdict(one)
    ]
