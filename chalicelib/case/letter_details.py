"""What single letters say after their first line: what is missing, who does what by when, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from chalicelib.case import contacts, granted_texts, grounds, missing, persons, report, total
from chalicelib.case.case import Case
from chalicelib.case.states import Track
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import day_of, last_day, parse_instant, start_of_day
from chalicelib.records.law import Law, due_note
from chalicelib.words import say
from chalicelib.words.days import day_words

EXAMINED = ("accept", "decide")
"""What is done first with an application: it is examined, or urgent aid is decided."""


def lines(letter: str, case: Case, law: Law) -> list[str]:
    """What the letter of that name says besides; nothing for most."""
    details = _OF.get(letter)
    return details(case, law) if details else []


def _receipt(case: Case, law: Law) -> list[str]:
    """Who examines the application by when, and whom to ask."""
    if case.document.track is Track.ELSEWHERE:
        return []
    office, hotline = routing.contact_name(case.office), contacts.hotline(law)
    first = next((one for one in case.document.tasks if one.name in EXAMINED), None)
    texts = [say("letter.receipt_ask", office=office, hotline=hotline)]
    if first is None:
        return texts
    until = day_words(last_day(first.due))
    note = due_note(first.counted_until)
    step = say(f"letter.receipt_{first.name}", office=office, until=until)
    return [step, *texts, *([note] if note else [])]


PAPERS = frozenset({"paper", "untold"})
"""What is missing that is nobody's signature or proof."""


def _not_reached(case: Case, _law: Law) -> list[str]:
    """When nobody was reached on the phone, and by when somebody comes."""
    tried = [one for one in case.doc("call_back").get("attempts", ()) if one["way"] == "phone"]
    days = dict.fromkeys(day_words(day_of(parse_instant(one["at"]))) for one in tried)
    meet, office = case.document.task("meet"), routing.office_name(case.office)
    by = day_words(last_day(meet.due)) if meet else ""
    comes = [say("letter.not_reached_visit", office=office, until=by)] if meet else []
    note = due_note(meet.counted_until) if meet else ""
    when = [say("letter.not_reached_when", count=len(tried), days="、".join(days))] if days else []
    return [
        *when,
        *comes,
        say("letter.not_reached_phone", office=routing.contact_name(case.office)),
        *([note] if note else []),
    ]


def _accepted(case: Case, law: Law) -> list[str]:
    """Whether anything is missing still: somebody may sign, or be proved, after acceptance."""
    lacks = missing.still_missing(case, law, start_of_day(law.day))
    people = {number for one in lacks for what, number in one.items() if what not in PAPERS}
    if people:
        return [say("letter.accepted_unsigned", count=len(people)), *_then(case)]
    return [*([] if lacks else [say("letter.accepted_complete")]), *_then(case)]


def _then(case: Case) -> list[str]:
    """Who comes next, by when, and by when it is decided."""
    visit, lines = case.document.task("visit"), []
    if visit:
        office, by = routing.contact_name(case.office), day_words(last_day(visit.due))
        lines.append(say("letter.accepted_visit", office=office, visit_by=by))
    if case.decide_by:
        lines.append(say("letter.accepted_decide", decide_by=_decide_by(case)))
    return lines


def _decide_by(case: Case) -> str:
    return day_words(date.fromisoformat(case.decide_by))


def _raised(case: Case, law: Law) -> list[str]:
    """By when the county decides; why it does may concern somebody else, and is not shown."""
    days = total.length(total.NORMAL, case.scheme, law.parameters)
    if not case.decide_by or days is None:
        return []
    return [
        say(
            "letter.raised_by",
            days=days,
            decide_by=_decide_by(case),
            office=routing.contact_name(case.office),
            hotline=contacts.hotline(law),
            article=law.parameters.value(total.NORMAL, scheme=case.scheme).citation,
        )
    ]


def _correction(case: Case, _law: Law) -> list[str]:
    notes = [one["note"] for one in case.doc("acceptance").get("missing", [])]
    return [*notes, say("letter.correction_help", office=routing.contact_name(case.office))]


def _standard_track(case: Case, _law: Law) -> list[str]:
    return [say("letter.standard_track_next", office=routing.contact_name(case.office))]


def _differences(case: Case, law: Law) -> list[str]:
    catalogue = law.parameters.catalogue
    texts = [
        grounds.difference(line, case, catalogue) for line in report.differences_for_family(case)
    ]
    return [*texts, *_asked(case, law)]


def _asked(case: Case, _law: Law) -> list[str]:
    return [say("letter.silence", office=routing.contact_name(case.office))]


def _notice(case: Case, law: Law) -> list[str]:
    """For whom, who is left out of the household, and who decides by when."""
    code, figures = "notice_then", {}
    if case.decide_by:
        code, figures = "notice_then_by", {"decide_by": _decide_by(case)}
    return [*_for_whom(case, law), say(f"letter.{code}", **figures)]


def _for_whom(case: Case, law: Law) -> list[str]:
    texts = persons.granted(case.doc("application"), case.doc("assessment"))
    return [*texts, *grounds.left_out(case, law)]


def _granted(case: Case, law: Law) -> list[str]:
    return [*_for_whom(case, law), *granted_texts.lines(case, law)]


_OF: Mapping[str, Callable[[Case, Law], list[str]]] = {
    "receipt": _receipt,
    "accepted": _accepted,
    "raised": _raised,
    "correction": _correction,
    "standard_track": _standard_track,
    "not_reached": _not_reached,
    "differences": _differences,
    "asked": _asked,
    "not_accepted": grounds.not_accepted,
    "refused": grounds.refused,
    "notice": _notice,
    "granted": _granted,
}
