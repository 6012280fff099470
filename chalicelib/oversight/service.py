"""Looks at masked data: limited a day, and a sign for the county where they are too many, at one's
own family, or at a neighbour (个人信息保护法 第6条, 第51条: 最小范围, 合理确定操作权限)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from chalicelib.case import keys as case_keys
from chalicelib.case import looks, relatives
from chalicelib.case.case import Case
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Actor, system
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.oversight import contract, rules, store
from chalicelib.oversight.rules import RevealLook, SignKind
from chalicelib.oversight.store import KIND, Sign, StoredAnswer
from chalicelib.platform.store import batches, identifiers, table
from chalicelib.platform.store.keys import Key
from chalicelib.records import changing, kind
from chalicelib.records.act import Act
from chalicelib.records.change import TRIES, Change, Version
from chalicelib.records.law import Law

SYSTEM = system(KIND.part)
MOST, SIGN_FROM = "reveal.most", "reveal.sign_from"


PAPER = "paper"
"""A look at a photo, which nothing masks: people are shown."""


def look(
    case: Case, actor: Actor, purpose: str, now: datetime, law: Law, what: str = "case"
) -> None:
    """Record a look of the staff, and for what; where people are shown, within what may be opened
    on a day (Refused("reveal.enough")), and with a sign for the county where it is to know.

    Refused("reveal.for_what") for a photo that is opened for no purpose.
    """
    if what == PAPER and not purpose:
        raise Refused("reveal.for_what")
    if purpose:
        _reveal(case, actor, now, law)
    looks.record(case, actor, purpose, now, what)


def _reveal(case: Case, actor: Actor, now: datetime, law: Law) -> None:
    """Open the masked data of a case for a purpose.

    Refused("reveal.enough") beyond the most of a day; what the county is to know of it is a sign
    that it answers.
    """
    places = [*store.opened_at(day_of(now), actor.id, case.id), *_entries(case, actor)]
    with batches.read_ahead([*places, case_keys.home(actor.id)]):
        opened = _opened(case, actor, now, int(law.parameters.value(MOST).amount))
        found = RevealLook(opened, _related(case, actor), _near(case, actor))
    for one in rules.signs(found, int(law.parameters.value(SIGN_FROM).amount)):
        _raise(one, case, actor, Act(SYSTEM, now, law))


def _opened(case: Case, actor: Actor, now: datetime, most: int) -> int:
    """How many cases the actor opened today, with this one, of those that they may."""
    day = day_of(now)
    for _ in range(TRIES):
        before, again = store.opened_on(day, actor.id, case.id)
        if not rules.may_open(before, most, again=again):
            raise Refused("reveal.enough", most=most)
        if again:
            return before
        if store.open_case(day, actor.id, case.id, before, now):
            return before + 1
    raise Unavailable("table.busy")


def _related(case: Case, actor: Actor) -> bool:
    """Whether whoever looks is in the case, or entered somebody of it as their relative."""
    own = actor.id in relatives.staff_of(case.document)
    return own or any((table.get(one) or {}).get("of") == "staff" for one in _entries(case, actor))


def _entries(case: Case, actor: Actor) -> list[Key]:
    """Where whoever looks would have entered somebody of the case as their relative."""
    return [case_keys.relative(hash_, actor.id) for hash_ in case.document.members]


def _near(case: Case, actor: Actor) -> bool:
    """Whether the family lives in the village or community where whoever looks lives."""
    home = table.get(case_keys.home(actor.id))
    return home is not None and home["area"] == case.doc("application").get("living_area")


def _raise(what: SignKind, case: Case, actor: Actor, act: Act) -> None:
    """Raise a sign, once a day of each kind; of a look at somebody's family once for each case."""
    day = day_of(act.now).isoformat()
    text = "\0".join([what, actor.id, day, "" if what == "too_many" else case.id])
    office = routing.staffed(county_of(actor.office)) or actor.office
    clear = {"office": office, "about": actor.id}
    sign = Sign(what, actor.id, day, (case.id,))
    id_ = identifiers.keyed_hash("sign", text).partition(".")[2]

    def raised(found: Version[Sign]) -> Change[Sign] | None:
        return None if found.seq else Change("raise")

    changing.change(KIND, kind.unsaved(KIND, id_, clear, sign), act, raised)


def of_office(actor: Actor, path: Mapping[str, str]) -> Version[Sign]:
    """A sign that whoever asks may answer; Refused("sign.not_found") for any other."""
    found = kind.load(KIND, path["sign_id"])
    if found.clear["about"] == actor.id or not kind.has_task_for(KIND, found.record, actor):
        raise Refused("sign.not_found")
    return found


def listed(actor: Actor) -> list[Version[Sign]]:
    """The signs that wait for whoever asks."""
    return [one for one in kind.waiting(KIND, actor) if one.clear["about"] != actor.id]


def answer(sign: Version[Sign], form: contract.SignAnswer, act: Act) -> Version[Sign]:
    """Say what came of asking; Refused("sign.not_now") once it was said."""

    def answered(found: Version[Sign]) -> Change[Sign]:
        given = StoredAnswer(form.outcome, form.reason, act.actor.id, instant_text(act.now))
        document = replace(found.document, answered=given)
        return Change("answer", document=document, why=asdict(given))

    return changing.change(KIND, sign, act, answered)
