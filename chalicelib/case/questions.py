"""What the next round of verification asks: which sources, about whom. Pure.

Questions stand in the report in the order in which they came up. A round takes those that stand
when it begins, so that none which comes up while departments answer is lost. People are named by
their number in the application; where a correction gives them other numbers, the report moves
with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.case.findings import ItemResult

Report = Mapping[str, Any]
Numbers = Mapping[int, int]
"""Other numbers of the same people, by those that they had; who is left out is left out."""


def asked_again(
    report: Report, sources: Iterable[str], people: Iterable[int] | None = None
) -> dict[str, Any]:
    """The report, so that its next round asks `sources` about `people`, or about everybody.

    A promise of theirs belongs to an older question: they are asked anew, about everybody whom
    that question was about.
    """
    tickets, named = report.get("tickets", {}), sorted(sources)
    about = {} if people is None else {"people": sorted(people)}
    questions: list[dict[str, Any]] = [
        {"sources": [one for one in named if one not in tickets], **about},
        {"sources": [one for one in named if one in tickets]},
    ]
    return {
        **report,
        "recheck": [*report.get("recheck", ()), *(one for one in questions if one["sources"])],
        "tickets": {source: one for source, one in tickets.items() if source not in named},
    }


def to_ask(report: Report, everybody: Iterable[str], now: str) -> dict[str, frozenset[int] | None]:
    """The sources that a round asks at an instant, each with whom it is asked about; None:
    everybody.

    The first asks all sources; every other whoever was silent, whoever is to be asked again at
    this instant, and what came up since.
    """
    everybody, about = list(everybody), report.get("about", {})
    silent = report.get("waiting_for", ()) if report.get("next_round", "") <= now else ()
    turns = (source for source, at in report.get("booked", {}).items() if at <= now)
    asked = [
        {"sources": [source], **({"people": about[source]} if source in about else {})}
        for source in (*silent, *turns)
    ]
    asked += report.get("recheck", ())
    if not report.get("rounds"):
        return dict.fromkeys(everybody)
    found: dict[str, frozenset[int] | None] = {}
    for question in asked:
        people = frozenset(question["people"]) if "people" in question else None
        for source in question["sources"]:
            known = found.get(source, frozenset())
            found[source] = None if people is None or known is None else known | people
    return {source: found[source] for source in everybody if source in found}


def added_since(before: Report, now: Report) -> list[dict[str, Any]]:
    """The questions that came up since a round began with those of `before`."""
    return list(now.get("recheck", ()))[len(before.get("recheck", ())) :]


def with_new_numbers(report: Report, numbers: Numbers) -> dict[str, Any]:
    """The report of people who have other `numbers` from now on.

    What was found of whoever is left out counts no more. Whoever promised an answer is asked anew:
    it would name people by their earlier numbers.
    """
    promised = asked_again(report, report.get("tickets", {}))
    step = {"rounds": report.get("rounds", 0), "numbers": sorted(numbers.items())}
    return {
        **promised,
        "recheck": [_of_people(one, numbers) for one in promised["recheck"]],
        "about": {
            source: _moved(people, numbers) for source, people in report.get("about", {}).items()
        },
        "no_consent": _moved(report.get("no_consent", ()), numbers),
        "open": [
            {**line, "members": _moved(line["members"], numbers)}
            for line in report.get("open", ())
            if _moved(line["members"], numbers)
        ],
        **{
            name: [
                {**line, "member": numbers.get(line["member"])}
                for line in report[name]
                if line["member"] is None or line["member"] in numbers
            ]
            for name in ("differences", "told")
            if name in report
        },
        "moves": [*report.get("moves", ()), step],
    }


def moves_since(before: Report, now: Report) -> list[dict[str, Any]]:
    """The moves that came after `before`."""
    return list(now.get("moves", ()))[len(before.get("moves", ())) :]


def with_moved_numbers(
    items: Iterable[ItemResult], moves: Sequence[Mapping[str, Any]]
) -> list[ItemResult]:
    """What was found, each under the number that its person has after the moves."""
    found = list(items)
    for move in moves:
        numbers = dict(move["numbers"])
        found = [
            {**item, "member": numbers[item["member"]]}
            for item in found
            if item["member"] in numbers
        ]
    return found


def _of_people(question: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    if "people" not in question:
        return dict(question)
    return {**question, "people": _moved(question["people"], numbers)}


def _moved(people: Iterable[int], numbers: Numbers) -> list[int]:
    return sorted(numbers[one] for one in people if one in numbers)
