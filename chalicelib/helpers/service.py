"""A helper acts for a person: asked for by the helper, consented to by the person, until a day.

Either side ends it at any time, and staff do for a person who comes to the counter. An account and
a person have one delegation, which is asked for again once it is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.case import helping, proofs
from chalicelib.case import keys as case_keys
from chalicelib.directory import store as directory
from chalicelib.domain import names
from chalicelib.domain.actors import HANDLING, Actor, Role, system
from chalicelib.domain.dates import day_of, end_of_day, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.helpers import keys, rules, store
from chalicelib.helpers.states import ACTIVE, ASKED, EXPIRED, REFUSED, WITHDRAWN
from chalicelib.helpers.store import KIND, HelperDelegation, StoredConsent
from chalicelib.platform.store import identifiers, record, table
from chalicelib.platform.store.table import Write
from chalicelib.records import changing, kind
from chalicelib.records import keys as record_keys
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law
from chalicelib.words.days import day_words

if TYPE_CHECKING:
    from chalicelib.helpers.contract import CounterConsent, HelperAnswer, HelperRequest

COUNTER_LIFETIME = timedelta(days=2)
MOST_PHONES = 20
"""On so many phones of the person a delegation that is asked for is listed."""


def ask(form: HelperRequest, act: Act) -> Version[HelperDelegation]:
    """Ask to act for a person; it has effect once the person consented.

    The answer is the same whether or not that person is known here. Refused("helper.until") or
    ("helper.staff_unknown") with the field, ("helper.not_now") while it is asked for or active.
    """
    from chalicelib.platform.models.secret_json import revealed

    fields = revealed(form)
    name = fields["person"]["name"]
    person = identifiers.identity_hash(fields["person"]["identity_number"])
    _check_until(form.until, act)
    if form.staff_id and directory.find(form.staff_id) is None:
        raise Refused("helper.staff_unknown", pointer="/staff_id")
    id_, account = helping.id_of(act.actor.id, person), {"account": act.actor.id}
    content = HelperDelegation(names.masked(name), fields["helper_name"])
    found = kind.find(KIND, id_) or kind.unsaved(KIND, id_, account, content)
    record.not_answered(found.record, act.request)
    clear = {
        **account,
        "person": person,
        "person_name": proofs.name_hash(name),
        "relation": form.relation,
        "acts": sorted(set(form.acts)),
        "until": form.until.isoformat(),
        "asked_at": instant_text(act.now),
        "helped": _asked_today(act),
        "staff": form.staff_id,
    }
    references = _references(id_, clear)

    def asked(_version: Version[HelperDelegation]) -> Change[HelperDelegation]:
        line = store.listed(id_, ASKED, clear, content)
        check = end_of_day(form.until)
        return Change("ask", clear, content, items=[line, *references], check=check)

    return changing.change(KIND, found, act, asked)


def _check_until(until: date, act: Act) -> None:
    months = int(act.law.parameters.value(rules.LONGEST).amount)
    if not rules.is_possible(until, act.law.day, months):
        latest = day_words(rules.last_day(act.law.day, months))
        raise Refused("helper.until", pointer="/until", until=latest)


def _asked_today(act: Act) -> int:
    """How many the account asked to act for today, with this one: a sign for staff, no limit."""
    place = keys.asked_on(str(day_of(act.now)), act.actor.id)
    return table.count(place, ["count"], act.now + COUNTER_LIFETIME)["count"]


def _references(id_: str, clear: Mapping[str, Any]) -> list[Write]:
    """The mark of the helper beside the person, and the delegation on the lists of the phones on
    which the person was proved."""
    mark = {"kind": proofs.HELPER, KIND.name: id_}
    phones = proofs.phones(clear["person"], clear["person_name"])
    known = [one.account for one in phones if one.is_known and one.account != clear["account"]]
    return [
        Write(case_keys.helper(clear["person"], clear["account"]), mark),
        *(
            Write(record_keys.own(one, KIND.name, id_), {KIND.name: id_})
            for one in known[:MOST_PHONES]
        ),
    ]


def visible(actor: Actor, path: Mapping[str, str]) -> Version[HelperDelegation]:
    """A delegation to the citizen, or for the person whose own phone it is, and where one is asked
    for who was proved on the phone; staff who handle cases open each that is shown to them.
    Refused("helper.not_found") for anybody else."""
    return _visible(actor, path, asked=True)


def to_end(actor: Actor, path: Mapping[str, str]) -> Version[HelperDelegation]:
    """As `visible`, to whoever may end it: not on a phone on which the person was merely proved."""
    return _visible(actor, path, asked=False)


def _visible(actor: Actor, path: Mapping[str, str], *, asked: bool) -> Version[HelperDelegation]:
    found = kind.load(KIND, path["helper_id"])
    staff = actor.role is Role.STAFF and bool(actor.posts & HANDLING)
    citizen = actor.role is Role.CITIZEN and (
        found.clear["account"] == actor.id or store.is_persons(found, actor.id, asked=asked)
    )
    if not (staff or citizen):
        raise Refused("helper.not_found")
    return found


def people_helped(account: str, now: datetime) -> dict[str, str]:
    """The masked name of everybody for whom an account may apply now, by the delegation."""
    day = str(day_of(now))
    return {
        one.id: one.person_name
        for one in store.lists(account)[0]
        if one.state == ACTIVE and one.until >= day and helping.APPLY in one.acts
    }


def consent(
    found: Version[HelperDelegation], form: HelperAnswer, act: Act
) -> Version[HelperDelegation]:
    """Let the person consent before the camera, of their own phone or of the helper's; on any
    other than the helper's that makes it the person's own.

    Refused as `_check_filmed` says, and ("helper.not_now") for what is not asked for any more.
    """
    here = act.actor.id == found.clear["account"]

    def consented(version: Version[HelperDelegation]) -> Change[HelperDelegation]:
        if version.state == ASKED:
            _check_filmed(version, form.proof_id, act)
        where: rules.Consented = "helper_phone" if here else "own_phone"
        given = StoredConsent(where, act.actor.id, instant_text(act.now))
        own = [] if here else [helping.consented(version.clear, act.actor.id)]
        change = _activated("consent", version, given, act.now)
        return replace(change, items=[*change.items, *own])

    return changing.change(KIND, found, act, consented)


def _check_filmed(found: Version[HelperDelegation], proof_id: str | None, act: Act) -> None:
    """Refused unless the person was filmed on this phone for this, since the helper asked: a face
    sent earlier, or one for something else, answers nothing.

    Refused("helper.person_needed") without a proof, ("proof.not_found") for none of this phone,
    ("helper.filmed_another") and ("helper.not_filmed").
    """
    if proof_id is None:
        raise Refused("helper.person_needed", pointer="/proof_id")
    attempt, asked_at = proofs.attempt(act.actor.id, proof_id), found.clear["asked_at"]
    if attempt is None:
        raise Refused("proof.not_found")
    filmed = (identifiers.identity_hash(attempt.number), proofs.name_hash(attempt.name))
    if filmed != (found.clear["person"], found.clear["person_name"]):
        raise Refused("helper.filmed_another", pointer="/proof_id")
    proof = proofs.proved(attempt.number, attempt.name, act.actor.id)
    began = attempt.began if attempt.again else None
    if began is None or began < parse_instant(asked_at) or proof is None or proof.at != began:
        raise Refused("helper.not_filmed", pointer="/proof_id")


def consent_at_counter(
    found: Version[HelperDelegation], form: CounterConsent, act: Act
) -> Version[HelperDelegation]:
    """Note that the person consented before a member of staff who saw the card.

    Refused("helper.not_the_card") for another person's, ("helper.own") for the member of staff who
    is the helper.
    """
    person = form.identity_number.get_secret_value(), form.name.get_secret_value()
    seen = identifiers.identity_hash(person[0]), proofs.name_hash(person[1])

    def consented(version: Version[HelperDelegation]) -> Change[HelperDelegation]:
        if act.actor.id == version.clear.get("staff"):
            raise Refused("helper.own")
        if seen != (version.clear["person"], version.clear["person_name"]):
            raise Refused("helper.not_the_card", pointer="/identity_number")
        given = StoredConsent(
            "counter", act.actor.id, instant_text(act.now), act.actor.office, form.document_kind
        )
        return _activated("counter_consent", version, given, act.now)

    return changing.change(KIND, found, act, consented)


def _activated(
    event: str, found: Version[HelperDelegation], given: StoredConsent, now: datetime
) -> Change[HelperDelegation]:
    until = date.fromisoformat(found.clear["until"])
    if found.state == ASKED and until < day_of(now):
        raise Refused("helper.over")
    content = replace(found.document, consent=given)
    line = store.listed(found.id, ACTIVE, found.clear, content)
    return Change(event, document=content, items=[line], check=end_of_day(until))


def refuse(
    found: Version[HelperDelegation], form: HelperAnswer, act: Act
) -> Version[HelperDelegation]:
    """Let the person say no before the camera of a phone that is not the helper's.

    Refused("helper.not_yours") for the helper, who withdraws, and as `consent` refuses.
    """
    if act.actor.id == found.clear["account"]:
        raise Refused("helper.not_yours")

    def refused(version: Version[HelperDelegation]) -> Change[HelperDelegation]:
        if version.state == ASKED:
            _check_filmed(version, form.proof_id, act)
        return _ended("refuse", REFUSED, version)

    return changing.change(KIND, found, act, refused)


def withdraw(found: Version[HelperDelegation], act: Act) -> Version[HelperDelegation]:
    """End it: the helper acts for the person no more, and reads nothing of theirs any more."""
    return changing.change(KIND, found, act, lambda version: _ended("withdraw", WITHDRAWN, version))


def expire(id_: str, now: datetime, law: Law) -> None:
    """End what is past its last day; whoever reads it before sees that it is over."""

    def expired(version: Version[HelperDelegation]) -> Change[HelperDelegation] | None:
        over = end_of_day(date.fromisoformat(version.clear["until"])) <= now
        if version.state not in {ASKED, ACTIVE} or not over:
            return None
        return _ended("expire", EXPIRED, version)

    changing.change(KIND, kind.load(KIND, id_), Act(system(KIND.part), now, law), expired)


def _ended(event: str, state: str, found: Version[HelperDelegation]) -> Change[HelperDelegation]:
    line = store.listed(found.id, state, found.clear, found.document)
    return Change(event, items=[line])
