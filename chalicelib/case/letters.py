"""Letters to the family: written when an event calls for one, sealed beside the case.

What a letter says comes from the words catalogue; its figures from the case. Every letter of a
decision names what it rests on with the family's own figures and the article, and where and until
when to object (行政复议法, art. 20; 57号, art. 21, 32 and 38).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case import (
    benefit,
    benefit_figures,
    benefit_texts,
    case_tasks,
    confirming,
    contacts,
    death_texts,
    deaths,
    grounds,
    keys,
    letter_details,
    objection_texts,
    persons,
    reconsideration_texts,
)
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.case.letter_kinds import (
    CONFIRMED,
    INFORMS,
    NAMES_A_DAY,
    NAMES_THE_DECISION,
    OF_COUNTY,
    OF_DEATHS,
    REASON_OF,
    letter_of,
)
from chalicelib.case.states import State
from chalicelib.directory.offices import routing
from chalicelib.domain import names
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import Month, day_of, instant_text, last_day, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.platform.store import table, trail
from chalicelib.platform.store.keys import Key
from chalicelib.records.law import Law, due_note
from chalicelib.words import say
from chalicelib.words.days import day_words, month_words

SCHEMA = 1

Owed = Callable[[str, Collection[str]], Mapping[str, int]]
"""What is made up for to a case (by id), of what was not paid of people (by look-up hash)."""
Announce = Callable[[Case, str, datetime], str]
"""Tells the family that a letter of that name is there: what came of it; "" where nobody could be
told."""


def write(
    case_id: str,
    seq: int,
    now: datetime,
    law: Law,
    owed: Owed | None = None,
    announce: Announce | None = None,
) -> None:
    """Write the letter that event `seq` of the case calls for, and tell the family of it.

    It is the same letter at every retry. They are informed once, and what came of it is kept with
    it; where nobody could be informed it is written all the same, and the next attempt informs
    them.
    """
    case = cases.load(case_id)
    event = trail.event("case", case_id, seq, case.key)
    if event is None or not (name := letter_of(event)):
        return
    why = event["why"]
    place = keys.letter(case_id, seq, name)
    # A repetition comes later than any copy is behind; one that does not tells the family twice.
    written = table.get(place, consistent=False)
    if written and _is_announced(written, case_id, seq):
        return
    if owed and name == "death_settled":
        why = {**why, "owed": owed(case_id, deaths.people_of(case.document, why["deaths"]))}
    letter = written or _sealed(case, place, compose(name, case, why, _serial(case, seq), now, law))
    first = "attribute_not_exists(pk)"
    try:
        announced = announce(case, name, now) if announce else ""
    except Exception:
        table.put(place, letter, first)
        raise
    if announced or not written:
        item = {**letter, "announced": announced or None}
        table.put(place, item, "attribute_not_exists(announced)" if written else first)


def _sealed(case: Case, place: Key, letter: Mapping[str, Any]) -> dict[str, Any]:
    sealed = case.key.seal(place, "letter", SCHEMA, letter)
    return {"kind": "letter", "name": letter["name"], "schema": SCHEMA, "doc": sealed}


def _is_announced(written: Mapping[str, Any], case_id: str, seq: int) -> bool:
    """Whether the family was informed of a letter; release 1 kept that in an item beside it."""
    return "announced" in written or table.get(keys.message(case_id, seq, "wechat")) is not None


def _serial(case: Case, seq: int) -> int:
    """The number, among the letters of the case, of the one that event `seq` calls for: as its own
    version of the row counts it, else counted from the events."""
    if case.record.seq == seq and "letters" in case.record.clear:
        return int(case.record.clear["letters"])
    return sum(map(bool, map(letter_of, trail.until("case", case.id, seq, case.key))))


def read(case: Case, to_family: bool) -> list[dict[str, Any]]:
    """Every letter of a case in the order of its events, with the number of its `event`; only the
    family reads its whole name."""
    items = table.query("cases", case.key.scope.place.pk, prefix="LETTER#")
    return [
        {**_shown(_opened(case, item), to_family), "event": keys.event_of(item["sk"])}
        for item in items
    ]


def _shown(letter: Mapping[str, Any], to_family: bool) -> dict[str, Any]:
    """A letter as it is read: to staff every whole name of the family is masked."""
    shown = {name: part for name, part in letter.items() if name not in {"names", "to"}}
    shown["addressee"] = letter["to"]
    if to_family:
        return shown
    lines = list(shown["lines"])
    for name in letter.get("names", ()):
        lines = [line.replace(name, names.masked(name)) for line in lines]
    return shown | {"addressee": names.masked(shown["addressee"]), "lines": lines}


def _opened(case: Case, item: Mapping[str, Any]) -> dict[str, Any]:
    place = Key("cases", item["pk"], item["sk"])
    return case.key.open(place, "letter", SCHEMA, item["doc"])


def numbered(case: Case, number: str) -> tuple[int, dict[str, Any]] | None:
    """The letter of that number with the event that it tells of; None where there is none."""
    for item in table.query("cases", case.key.scope.place.pk, prefix="LETTER#"):
        letter = _opened(case, item)
        if letter["number"] == number:
            return keys.event_of(item["sk"]), letter
    return None


def compose(
    name: str, case: Case, why: Mapping[str, Any], serial: int, now: datetime, law: Law
) -> dict[str, Any]:
    """The letter as data: number, title, whole name, lines of plain words, day, who signs it.

    `why` are the reasons of its event. `serial` counts the case's letters. Its events it must not
    count: of some of them no family is informed.
    """
    figures = _figures(name, case)
    whole = name in OF_DEATHS | reconsideration_texts.LETTERS
    lines = [] if whole else [say(f"letter.{_variant(name, case)}", **figures)]
    lines += letter_details.lines(name, case, law)
    if name == "paid_first":
        lines += grounds.urgent_ceiling(case, law)
    lines += contacts.lines(name, case, law) + death_texts.lines(name, case, why, law)
    lines += objection_texts.lines(name, case, law) + benefit_texts.lines(name, case, law)
    lines += reconsideration_texts.lines(name, why, law)
    if name in CONFIRMED:
        lines += _by_delegation(case, law)
    if name not in INFORMS:
        lines += reconsideration_texts.offered(name, case.doc("decision"), law)
        lines += grounds.remedies(case, reconsideration_texts.remedies_from(name, why, now), law)
    if note := _provisional(name, case, law):
        lines.append(note)
    number = {"receipt": figures["receipt"], "serial": str(serial), "year": str(day_of(now).year)}
    return {
        "name": name,
        "number": say("letter.number", **number),
        "title": say(f"letter.{name}_title"),
        "to": deaths.addressee(case, day_of(now), law),
        "lines": lines,
        "day": day_of(now).isoformat(),
        "written_at": instant_text(now),
        "names": [*persons.names(case.doc("application")), *benefit_figures.newcomers(case)],
        "office": routing.organ_name(
            reconsideration_texts.office(name, why) or _issuer(name, case)
        ),
    }


def _issuer(name: str, case: Case) -> str:
    """The area code of the office whose letter it is: the county's where the county decides."""
    of_county = name in OF_COUNTY or (name in CONFIRMED and not _delegated(case))
    return case_tasks.county_office(case.office) if of_county else case.office


def _delegated(case: Case) -> bool:
    """Whether the township that has the case decided it."""
    return bool(case.doc("decision").get("office") == case.office)


def _variant(name: str, case: Case) -> str:
    """What is granted or kept reads otherwise where it is paid once, or where nothing is paid; and
    what is missing where urgent aid was paid first."""
    if name == "correction" and "entitled" in case.document.facts:
        return "correction_after"
    if name == "refused" and grounds.is_not_known(case):
        return "refused_unknown"
    if name == "notice" and case.scheme in benefit.PAID_ONCE:
        return "notice_once"
    if name != "granted":
        return benefit_texts.variant(name, case)
    decision = case.doc("decision")
    if not decision.get("amount_fen"):
        return "granted_recognised"
    return "granted" if decision.get("part") == "regular" else "granted_once"


def _figures(name: str, case: Case) -> dict[str, str]:
    decision, assessment = case.doc("decision"), case.doc("assessment")
    account = case.doc("application").get("account", {})
    amount = decision.get("amount_fen") or assessment.get("amount_fen") or 0
    reason = str(case.doc(REASON_OF.get(name, "")).get("reason", ""))
    month = str(decision.get("from_month", ""))
    return contacts.figures(case) | {
        "receipt": str(case.record.clear["receipt"]),
        "scheme": say(f"scheme.{case.scheme}"),
        "members": str(persons.count(case.doc("application"), assessment)),
        "amount": Fen(int(amount)).yuan,
        "decided": _day_of(decision.get("decided_at", "")),
        "from_month": month_words(Month.parse(month)) if month else "",
        "until": day_words(last_day(_own_due(case))),
        "reason": reason.strip(),
        "bank": str(account.get("bank", "")),
        "decide_by": day_words(date.fromisoformat(case.decide_by)) if case.decide_by else "",
        "days": str(case.doc("extension").get("days", "")),
        "article": str(case.doc("extension").get("article", "")),
        "tail": str(account.get("number", ""))[-4:],
    }


def _day_of(instant: str) -> str:
    return day_words(day_of(parse_instant(instant))) if instant else ""


def _own_due(case: Case) -> datetime:
    """By when the family itself must have acted: on what is missing, else at this stage."""
    task = case.document.task("correct")
    explains = case.state is State.EXPLAINING
    return task.due if task is not None and not explains else case.stage_due


def _provisional(name: str, case: Case, law: Law) -> str:
    """What is said where the day that the letter names lies beyond the holiday notices."""
    if name in NAMES_THE_DECISION and case.decide_by:
        beyond = law.calendar.provisional(date.fromisoformat(case.decide_by))
        return due_note(law.known_until) if beyond else ""
    if name not in NAMES_A_DAY or (name == "receipt" and case.state is not State.PASSING):
        return ""
    task = case.document.task("correct")
    explains = case.state is State.EXPLAINING
    own = task is not None and not explains
    return due_note(task.counted_until if task and own else case.stage_counted_until)


def _by_delegation(case: Case, law: Law) -> list[str]:
    """Why a township signs: by what text the county delegated the power to confirm."""
    county = county_of(case.office)
    if not _delegated(case) or case.office == county:
        return []
    text = confirming.basis(case.scheme, law)
    if text is None:
        return []
    organs = {"county": routing.organ_name(county), "office": routing.organ_name(case.office)}
    scheme = say(f"scheme.{case.scheme}")
    return [say("letter.delegated", scheme=scheme, article=text.citation, **organs)]


def chain(case: Case) -> list[dict[str, Any]]:
    """The case's history with every reason, checked against the hash of the version that was read.

    What happened after that version is left out: the trail is read after the row.
    """
    history = trail.history("case", case.id, case.key)
    events = [event for event in history if event["seq"] <= case.record.seq]
    trail.verify_chain(events, case.record.tail)
    return events
